import Diagnostics

/// Turns the words of a command line into a command and its arguments.
struct ArgumentParser: Sendable {
  /// What the line asks for.
  enum Outcome: Sendable {
    case run(ParsedArguments)
    case help(path: [String])
    case version
  }

  let root: CommandDescription
  /// Options that every command takes.
  let common: [OptionDescription]

  /// Parses the words behind the program's name.
  ///
  /// - Throws: `UsageError` for the first thing that cannot be understood.
  func parse(_ words: [String]) throws(UsageError) -> Outcome {
    var state = State(command: root)
    var rest = words[...]
    var onlyArguments = false
    while let word = rest.popFirst() {
      if onlyArguments || word == "-" || !word.hasPrefix("-") {
        try take(word: word, onlyArguments, &state)
      } else if word == "--" {
        onlyArguments = true
      } else if word == "--help" || word == "-h" {
        return .help(path: state.path)
      } else if word == "--version", state.path.isEmpty {
        return .version
      } else {
        try take(option: word, &rest, &state)
      }
    }
    return try finish(state)
  }

  private struct State {
    var command: CommandDescription
    var path: [String] = []
    var arguments: [String] = []
    var occurrences: [ParsedArguments.Occurrence] = []
  }

  private func take(word: String, _ onlyArguments: Bool, _ state: inout State) throws(UsageError) {
    guard !state.command.subcommands.isEmpty, !onlyArguments else {
      state.arguments.append(word)
      return
    }
    guard let next = state.command.subcommand(word) else {
      throw .unknownCommand(
        word, path: state.path,
        nearest: Suggestion.nearest(to: word, among: state.command.subcommands.map(\.name)))
    }
    state.command = next
    state.path.append(word)
  }

  private func take(
    option word: String, _ rest: inout ArraySlice<String>, _ state: inout State
  ) throws(UsageError) {
    let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(halves[0])
    let attached = halves.count == 2 ? String(halves[1]) : nil
    // Options before the command's name may belong to it, so they are looked up below it, too.
    let known = Self.options(below: state.command) + common
    guard let option = known.first(where: { $0.name == name }) else {
      throw .unknownOption(
        name, path: state.path,
        nearest: Suggestion.nearest(to: name, among: known.map(\.name) + ["--help", "--version"]))
    }
    var value = attached
    switch option.value {
    case .none:
      if let attached { throw .unexpectedValue(option: name, value: attached) }
    case .optional: break
    case .required(let placeholder):
      if value == nil {
        guard let next = rest.first, !next.hasPrefix("--") else {
          throw .missingValue(option: name, placeholder: placeholder)
        }
        value = rest.removeFirst()
      }
    }
    try Self.check(option, value)
    state.occurrences.append(ParsedArguments.Occurrence(name: name, value: value))
  }

  private static func check(_ option: OptionDescription, _ value: String?) throws(UsageError) {
    guard let value, case .values(let allowed) = option.completion, !allowed.contains(value) else {
      return
    }
    throw .badValue(
      option: option.name, value: value, expected: allowed.joined(separator: " or "),
      nearest: Suggestion.nearest(to: value, among: allowed))
  }

  private static func options(below command: CommandDescription) -> [OptionDescription] {
    command.options + command.subcommands.flatMap(options)
  }

  private func finish(_ state: State) throws(UsageError) -> Outcome {
    let command = state.command
    guard command.run != nil else {
      if state.path.isEmpty, state.occurrences.isEmpty { return .help(path: []) }
      throw .missingCommand(path: state.path)
    }
    let known = Set((command.options + common).map(\.name))
    for occurrence in state.occurrences where !known.contains(occurrence.name) {
      throw .unknownOption(
        occurrence.name, path: state.path,
        nearest: Suggestion.nearest(to: occurrence.name, among: known.sorted()))
    }
    try checkCount(state)
    let given = Set(state.occurrences.map(\.name))
    for group in command.exclusive {
      let both = group.filter(given.contains)
      if both.count > 1 { throw .exclusive(both[0], both[1]) }
    }
    if !command.needsOneOf.isEmpty, given.isDisjoint(with: command.needsOneOf) {
      throw .missingOneOf(command.needsOneOf, path: state.path)
    }
    return .run(
      ParsedArguments(
        path: state.path, command: command, arguments: state.arguments,
        occurrences: state.occurrences))
  }

  private func checkCount(_ state: State) throws(UsageError) {
    var rest = state.arguments[...]
    for argument in state.command.arguments {
      switch argument.arity {
      case .one, .many:
        guard rest.popFirst() != nil else {
          throw .missingArgument(argument.name, path: state.path)
        }
        if argument.arity == .many { rest = [] }
      case .optional: rest = rest.dropFirst()
      }
    }
    if let surplus = rest.first { throw .unexpectedArgument(surplus, path: state.path) }
  }
}
