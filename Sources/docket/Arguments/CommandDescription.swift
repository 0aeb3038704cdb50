/// What a command is called, takes and does: parser, help, completions and manual all read this.
struct CommandDescription: Sendable {
  /// How many of an argument a command takes.
  enum Arity: Sendable, Hashable {
    case one
    case optional
    case many
  }

  /// An argument without a name in front of it.
  struct Argument: Sendable, Hashable {
    var name: String
    var help: String
    var arity = Arity.one
    var completion = Completion.none
  }

  /// A command line that works, and what it does.
  struct Example: Sendable, Hashable {
    var line: String
    var help: String
  }

  /// The word typed for it; the root has the program's name.
  var name: String
  /// One phrase without a full stop.
  var summary: String
  /// Paragraphs of the help, after the summary.
  var discussion: [String] = []
  var arguments: [Argument] = []
  var options: [OptionDescription] = []
  /// Options of which at most one may be given, by name.
  var exclusive: [[String]] = []
  /// Options of which at least one must be given, by name.
  var needsOneOf: [String] = []
  var examples: [Example] = []
  var subcommands: [CommandDescription] = []
  /// What runs; nil for a command that only groups others.
  var run: (@Sendable (ParsedArguments, Console) async throws -> ExitCode)?

  /// The subcommand of a name.
  func subcommand(_ name: String) -> CommandDescription? {
    subcommands.first { $0.name == name }
  }
}

/// What a shell offers for an argument or an option's value.
enum Completion: Sendable, Hashable {
  case none
  case file
  case directory
  case values([String])
}

/// An option such as `--input JSON`.
struct OptionDescription: Sendable, Hashable {
  /// What stands behind the name.
  enum Value: Sendable, Hashable {
    /// Nothing: the option is there or not.
    case none
    /// A value, as `--name VALUE` or `--name=VALUE`.
    case required(String)
    /// Perhaps a value, only as `--name=VALUE`.
    case optional(String)
  }

  /// The name with its dashes.
  var name: String
  var value = Value.none
  var help: String
  var completion = Completion.none

  /// The name and its value as help shows it.
  var usage: String {
    switch value {
    case .none: name
    case .required(let placeholder): "\(name) \(placeholder)"
    case .optional(let placeholder): "\(name)[=\(placeholder)]"
    }
  }

  static func flag(_ name: String, _ help: String) -> OptionDescription {
    OptionDescription(name: name, help: help)
  }

  static func value(
    _ name: String, _ placeholder: String, _ help: String, _ completion: Completion = .none
  ) -> OptionDescription {
    OptionDescription(
      name: name, value: .required(placeholder), help: help, completion: completion)
  }
}

/// How the program ends; the numbers are part of the interface.
enum ExitCode: Int32, Sendable {
  /// All good.
  case good = 0
  /// A check or test failed, bad input, no such case.
  case findings = 1
  /// It could not run: unknown table, missing file, store out of reach.
  case couldNotRun = 2
  /// The command line is wrong.
  case usage = 64
}
