/// All built-in functions, by name.
enum BuiltinCatalogue {
  /// The groups that make up the catalogue; a new function goes into one of them.
  private static let groups: [[Builtin]] = [
    conversions, dates, strings, patterns, lists, aggregates, numeric, temporal, ranges, contexts,
    functional,
  ]

  /// The functions by name.
  static let all: [String: Builtin] = {
    var result: [String: Builtin] = [:]
    for builtin in groups.joined() { result[builtin.name] = builtin }
    return result
  }()
}
