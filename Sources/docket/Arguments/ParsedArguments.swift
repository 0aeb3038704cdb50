/// What was typed, after the parser found it right.
struct ParsedArguments: Sendable {
  /// One occurrence of an option.
  struct Occurrence: Sendable, Hashable {
    var name: String
    /// The value; nil for a flag.
    var value: String?
  }

  /// The words that led to the command, without the program's name.
  let path: [String]
  let command: CommandDescription
  let arguments: [String]
  let occurrences: [Occurrence]

  /// Whether the option was given.
  func has(_ name: String) -> Bool { occurrences.contains { $0.name == name } }

  /// The last value given for the option.
  func value(_ name: String) -> String? { occurrences.last { $0.name == name }?.value }

  /// Every value given for the option, in the order typed.
  func values(_ name: String) -> [String] {
    occurrences.compactMap { $0.name == name ? $0.value : nil }
  }

  /// The only argument, or the first one.
  var first: String? { arguments.first }

  /// A whole number from `range`.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .badValue(
        option: name, value: text,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", nearest: nil)
    }
    return number
  }
}

/// Why a command line cannot be understood; exit code 64.
enum UsageError: Error, Sendable, Hashable {
  case unknownCommand(String, path: [String], nearest: String?)
  case missingCommand(path: [String])
  case unknownOption(String, path: [String], nearest: String?)
  case missingValue(option: String, placeholder: String)
  case unexpectedValue(option: String, value: String)
  case badValue(option: String, value: String, expected: String, nearest: String?)
  case missingArgument(String, path: [String])
  case unexpectedArgument(String, path: [String])
  case exclusive(String, String)
  case missingOneOf([String], path: [String])

  /// The fault in a sentence, and where to read on.
  var message: String {
    switch self {
    case .unknownCommand(let name, let path, let nearest):
      "\(Self.line(path)) has no command \"\(name)\"\(Self.hint(nearest))\(Self.help(path))"
    case .missingCommand(let path):
      "\(Self.line(path)) needs a command behind it\(Self.help(path))"
    case .unknownOption(let name, let path, let nearest):
      "\(Self.line(path)) has no option \(name)\(Self.hint(nearest))\(Self.help(path))"
    case .missingValue(let option, let placeholder):
      "\(option) needs a value: \(option) \(placeholder)"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but \"\(value)\" stands behind it"
    case .badValue(let option, let value, let expected, let nearest):
      "\(option) is \"\(value)\", but should be \(expected)\(Self.hint(nearest))"
    case .missingArgument(let name, let path):
      "\(Self.line(path)) needs \(name)\(Self.help(path))"
    case .unexpectedArgument(let text, let path):
      "\(Self.line(path)) does not know what to do with \"\(text)\"\(Self.help(path))"
    case .exclusive(let first, let second):
      "\(first) and \(second) cannot be given together"
    case .missingOneOf(let options, let path):
      "\(Self.line(path)) needs one of \(options.joined(separator: ", "))\(Self.help(path))"
    }
  }

  private static func line(_ path: [String]) -> String {
    (["docket"] + path).joined(separator: " ")
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean \($0)?" } ?? ""
  }

  private static func help(_ path: [String]) -> String {
    "\n\(line(path)) --help lists what there is"
  }
}
