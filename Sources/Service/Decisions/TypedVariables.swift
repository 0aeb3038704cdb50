import DMN
import Diagnostics
import JSON

/// Variables as OpenText Decision Service writes them: `{"name", "value", "type"}`.
enum TypedVariables {
  /// The types that a variable may say it has.
  private enum Kind: String, CaseIterable {
    case string, integer, short, long, double, number, boolean, date, localDate, json, null
  }

  /// The inputs of a decision, as an object.
  ///
  /// - Throws: `Problem` that names the variable: without a name, there twice, of a type that is none, or with
  ///   a value that is not of its type.
  static func inputs(_ json: JSONValue?) throws(Problem) -> JSONValue {
    guard let json else { return .object([]) }
    guard let variables = json.arrayValue else {
      throw Problem.malformedBody(
        "\"inputVariables\" should be a list of {\"name\", \"value\", \"type\"}")
    }
    var members: [JSONMember] = []
    for (index, variable) in variables.enumerated() {
      let place = "inputVariables[\(index)]"
      guard let name = variable["name"]?.stringValue, !name.isEmpty else {
        throw Problem.malformedBody("\(place) needs the member \"name\", a text")
      }
      let known = ["name", "value", "type"]
      if let stranger = variable.objectValue?.first(where: { !known.contains($0.name) }) {
        throw Problem.malformedBody(
          "\(place), \"\(name)\", takes no \"\(stranger.name)\""
            + Suggestion.didYouMean(stranger.name, among: known) + "; it takes name, value, type")
      }
      guard !members.contains(where: { $0.name == name }) else {
        throw Problem.malformedBody("\(place): the variable \"\(name)\" is there twice")
      }
      let value = try value(
        variable["value"] ?? .null, variable["type"] ?? .null, "\(place), \"\(name)\",")
      members.append(JSONMember(name, value))
    }
    return .object(members)
  }

  private static func value(
    _ value: JSONValue, _ type: JSONValue, _ place: String
  ) throws(Problem) -> JSONValue {
    if type.isNull { return value }
    guard let kind = type.stringValue.flatMap(Kind.init) else {
      let names = Kind.allCases.map(\.rawValue)
      let found = type.stringValue ?? type.text
      throw Problem.malformedBody(
        "\(place) is of the type \"\(found)\", which is none"
          + Suggestion.didYouMean(found, among: names) + "; there are "
          + names.joined(separator: ", "))
    }
    if value.isNull { return value }
    let isRight: Bool
    var read = value
    switch kind {
    case .json: isRight = true
    case .null: isRight = false
    case .boolean: isRight = value.booleanValue != nil
    case .string, .date, .localDate: isRight = value.stringValue != nil
    case .integer, .short, .long, .double, .number:
      // Scripts that copy form fields send numbers as texts.
      if let text = value.stringValue, let number = number(text) { read = number }
      isRight = isNumber(read, whole: kind != .double && kind != .number)
    }
    guard isRight else {
      throw Problem.malformedBody(
        "\(place) is \(value.text), which is no \(kind.rawValue)")
    }
    return read
  }

  /// The number that a text writes as JSON does.
  private static func number(_ text: String) -> JSONValue? {
    guard let value = try? JSONValue.parse(Array(text.utf8), file: "value"), case .number = value
    else { return nil }
    return value
  }

  private static func isNumber(_ value: JSONValue, whole: Bool) -> Bool {
    guard case .number(let digits) = value else { return false }
    return !whole || isWhole(digits)
  }

  /// A number that comes out of a decision is plain; `6000.0` and `6e3` come in.
  private static func isWhole(_ digits: String) -> Bool {
    if !digits.contains(where: { ".eE".contains($0) }) { return true }
    return Double(digits).map { $0.rounded() == $0 } ?? false
  }

  /// The result of a decision: a list of variables for each matching rule.
  ///
  /// A decision without a table, or whose table makes one value of all rules, gives one list; one for which no
  /// rule matched gives none.
  static func results(_ result: JSONValue, of decision: ExecutableDecision) -> JSONValue {
    if result.isNull { return [] }
    let isList: Bool =
      switch decision.hitPolicy {
      case .ruleOrder, .outputOrder, .collect: true
      default: false
      }
    let entries = isList ? result.arrayValue ?? [result] : [result]
    return .array(entries.map { .array(variables($0, of: decision)) })
  }

  private static func variables(
    _ entry: JSONValue, of decision: ExecutableDecision
  ) -> [JSONValue] {
    let names = decision.outputNames
    if names.count > 1, let members = entry.objectValue {
      return members.map { variable($0.name, $0.value) }
    }
    // A single output may have no name of its own.
    let name = names.first.flatMap { $0.isEmpty ? nil : $0 } ?? decision.name
    return [variable(name, entry)]
  }

  private static func variable(_ name: String, _ value: JSONValue) -> JSONValue {
    ["name": .string(name), "type": .string(type(of: value)), "value": value]
  }

  /// The type by the value: a whole number is an integer, or long beyond 32 bits; what has no JSON form of its
  /// own, such as a date, is a text in ISO 8601.
  private static func type(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean: "boolean"
    case .string: "string"
    case .number(let digits):
      if Int32(digits) != nil {
        "integer"
      } else {
        Int64(digits) != nil ? "long" : "double"
      }
    case .array, .object: "json"
    }
  }
}
