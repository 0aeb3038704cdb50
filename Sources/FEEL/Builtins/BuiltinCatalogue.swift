/// All built-in functions, by name.
enum BuiltinCatalogue {
  /// Functions that belong together.
  struct Group: Sendable {
    let title: String
    let functions: [Builtin]
  }

  /// The groups that make up the catalogue; a new function goes into one of them.
  static let groups = [
    Group(title: "Conversion and negation", functions: conversions),
    Group(title: "Dates, times and durations", functions: dates + temporal),
    Group(title: "Strings", functions: strings + patterns),
    Group(title: "Lists", functions: lists + functional),
    Group(title: "Lists to one value", functions: aggregates),
    Group(title: "Numbers", functions: numeric),
    Group(title: "Ranges", functions: ranges),
    Group(title: "Contexts", functions: contexts),
  ]

  /// The functions as values, each always the same one.
  static let functions: [String: FunctionValue] = all.mapValues { FunctionValue($0) }

  /// The functions by name.
  static let all: [String: Builtin] = {
    var result: [String: Builtin] = [:]
    for builtin in groups.flatMap(\.functions) { result[builtin.name] = builtin }
    return result
  }()
}
