import Diagnostics
public import FEEL
import JSON

/// A field that a task asks for.
public struct FormField: Sendable, Hashable {
  /// The field's name, by which the answer and the workflow call it.
  public var name: String
  /// What people read; the name where the workflow says nothing else.
  public var label: String
  /// The type that the answer is converted to.
  public var type: FEELType
  /// The values that are allowed, as FEEL unary tests; for a list, each item must be one of them.
  public var values: String?
  /// Whether it may be left empty.
  public var isOptional: Bool

  /// Makes a field.
  public init(
    name: String, label: String? = nil, type: FEELType, values: String? = nil,
    isOptional: Bool = false
  ) {
    self.name = name
    self.label = label ?? name
    self.type = type
    self.values = values
    self.isOptional = isOptional
  }
}

/// The fields of a task, as its `form` gives them: a context whose entries are type names, or contexts
/// of `type`, `values`, `optional` and `label`.
public struct TaskForm: Sendable, Hashable {
  /// The fields, in their order.
  public var fields: [FormField]

  /// Why a value is no form.
  public struct Fault: Error, Sendable, Hashable {
    /// What was found.
    public var found: String
    /// What would be right.
    public var expected: String
    /// How to mend it, as an instruction.
    public var mend: String
  }

  private static let members = ["type", "values", "optional", "label"]
  private static let types = [
    "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
    "years and months duration", "list<string>", "list<number>", "Any",
  ]

  /// Reads the value of the `form` parameter; null is a form without fields.
  ///
  /// - Throws: `Fault` for a value that is no form.
  public init(_ value: Value) throws(Fault) {
    switch value {
    case .null: fields = []
    case .context(let context):
      var fields: [FormField] = []
      for entry in context.entries { fields.append(try Self.field(entry.key, entry.value)) }
      self.fields = fields
    default:
      throw Fault(
        found: value.feelText, expected: "a context with an entry for each field",
        mend: "write { amount: \"number\" }")
    }
  }

  private static func field(_ name: String, _ value: Value) throws(Fault) -> FormField {
    switch value {
    case .string(let text): return FormField(name: name, type: try type(text, of: name))
    case .context(let context):
      for key in context.keys where !members.contains(key) {
        throw Fault(
          found: "\(key) in the field \(name)", expected: members.joined(separator: ", "),
          mend: Suggestion.nearest(to: key, among: members).map { "write \($0)" }
            ?? "leave it out")
      }
      guard case .string(let text)? = context["type"] else {
        throw Fault(
          found: "the field \(name) without a type", expected: "type, such as \"number\"",
          mend: "add type: \"number\"")
      }
      let type = try type(text, of: name)
      var field = FormField(name: name, type: type)
      if case .string(let label)? = context["label"] { field.label = label }
      field.isOptional = context["optional"] == .boolean(true)
      if let values = context["values"], values != .null {
        guard case .string(let tests) = values else {
          throw Fault(
            found: "values: \(values.feelText) in the field \(name)",
            expected: "unary tests as a text, such as \"> 0\"", mend: "put them into quotes")
        }
        field.values = tests
        let (_, faults) = field.tests
        if let fault = faults.first(where: { $0.severity == .error }) {
          throw Fault(
            found: "values: \(tests) in the field \(name)",
            expected: fault.expected ?? "FEEL tests",
            mend: fault.mend ?? "mend the tests: \(fault.headline)")
        }
      }
      return field
    default:
      throw Fault(
        found: "\(name): \(value.feelText)", expected: "the name of a type",
        mend: "write \(name): \"number\"")
    }
  }

  private static func type(_ text: String, of name: String) throws(Fault) -> FEELType {
    if let type = FEELType(parsing: text) { return type }
    throw Fault(
      found: "the type \(text) of the field \(name)", expected: types.joined(separator: ", "),
      mend: Suggestion.nearest(to: text, among: types).map { "write \($0)" }
        ?? "write one of these")
  }
}

extension FormField {
  /// The allowed values, compiled, with what is wrong with them.
  fileprivate var tests: (compiled: CompiledUnaryTests?, diagnostics: [Diagnostic]) {
    guard let values else { return (nil, []) }
    let item: FEELType = if case .list(let element) = type { element } else { type }
    return FEELCompiler(scope: Scope()).unaryTests(
      values, inputType: item, at: Origin(file: "the field \(name)"))
  }
}

extension TaskForm {
  /// Converts a person's values to the types of the fields.
  ///
  /// - Parameters:
  ///   - data: The values by field name; null is none. Without fields, anything is taken as it is.
  ///   - place: What diagnostics call the form.
  ///   - now: The time that tests of values see.
  /// - Returns: The values, null for a field that was left empty; null where the form has no fields and
  ///   nothing was given.
  /// - Throws: `CaseworkError` with a diagnostic for each field that is missing, unknown or wrong.
  func values(of data: JSONValue, place: String, now: DateAndTime) throws(CaseworkError) -> Value {
    guard !fields.isEmpty else { return Value(json: data) }
    let members: [JSONMember]
    switch data {
    case .null: members = []
    case .object(let given): members = given
    default:
      throw CaseworkError(
        .badAnswer, .invalid,
        "the values of \(place) are an object with its fields, such as "
          + "{\"\(fields[0].name)\": …}, and not \(data.text)")
    }
    let origin = Origin(file: place)
    var faults: [Diagnostic] = members.filter { member in
      !fields.contains { $0.name == member.name }
    }.map { unknown($0, at: origin) }
    var entries: [ContextValue.Entry] = []
    for field in fields {
      let given = members.last { $0.name == field.name }?.value ?? .null
      switch field.value(of: given, at: origin, now: now) {
      case .success(let value): entries.append(.init(field.name, value))
      case .failure(let fault): faults.append(fault.diagnostic)
      }
    }
    guard let first = faults.first else { return .context(ContextValue(entries)) }
    let rest = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
    throw CaseworkError(
      .badAnswer, .invalid,
      "\(place): \(first.headline)" + (first.mend.map { "; \($0)" } ?? "") + rest,
      diagnostics: faults)
  }

  private func unknown(_ member: JSONMember, at origin: Origin) -> Diagnostic {
    let names = fields.map(\.name)
    return Diagnostic(
      CaseworkCode.badAnswer, at: origin, "the form has no field \"\(member.name)\"",
      found: member.name, expected: "one of " + names.joined(separator: ", "),
      mend: Suggestion.nearest(to: member.name, among: names).map { "write \"\($0)\"" }
        ?? "leave it out")
  }
}

/// One field that was answered wrongly.
private struct FieldFault: Error {
  var diagnostic: Diagnostic
}

extension FormField {
  fileprivate func value(
    of json: JSONValue, at origin: Origin, now: DateAndTime
  ) -> Result<Value, FieldFault> {
    if json.isNull || json == .string("") && type != .string {
      return isOptional ? .success(.null) : .failure(missing(at: origin))
    }
    guard let value = type.value(of: json) else {
      return .failure(
        fault(
          at: origin, "the field \"\(name)\" is not a \(type)", found: json.text,
          expected: "a \(type)" + (example.map { ", such as \($0)" } ?? ""),
          mend: "give a \(type) for \"\(name)\""))
    }
    guard let tests = tests.compiled, let values else { return .success(value) }
    let items: [Value] =
      if case .list(let items) = value, case .list = type { items } else { [value] }
    for item in items {
      let evaluation = Evaluation(now: now)
      guard tests.matches(item, [], evaluation) != true else { continue }
      var mend = "give one of these values"
      if case .string(let text) = item {
        let words = tests.view.points.compactMap {
          if case .string(let text) = $0 { text } else { nil }
        }
        if let nearest = Suggestion.nearest(to: text, among: words) {
          mend = "write \"\(nearest)\""
        }
      }
      return .failure(
        fault(
          at: origin, "the field \"\(name)\" has a value that is not allowed", found: item.feelText,
          expected: values, mend: mend))
    }
    return .success(value)
  }

  private func missing(at origin: Origin) -> FieldFault {
    fault(
      at: origin, "the field \"\(name)\" is not filled in", found: "nothing", expected: "a \(type)",
      mend: "give \"\(name)\": " + (example ?? "a \(type)"))
  }

  private func fault(
    at origin: Origin, _ headline: String, found: String, expected: String, mend: String
  ) -> FieldFault {
    FieldFault(
      diagnostic: Diagnostic(
        CaseworkCode.badAnswer, at: origin, headline, found: found, expected: expected, mend: mend))
  }

  /// How a value is written in JSON.
  private var example: String? {
    switch type {
    case .number: "12.50"
    case .boolean: "true"
    case .string: "\"text\""
    case .date: "\"2026-12-24\""
    case .time: "\"10:30:00\""
    case .dateTime: "\"2026-12-24T10:30:00Z\""
    case .daysAndTimeDuration: "\"PT8H\""
    case .yearsAndMonthsDuration: "\"P1Y6M\""
    case .list: "[…]"
    default: nil
    }
  }
}

extension FEELType {
  /// The value of this type that JSON data stand for: converted, a single value to a list of one; nil
  /// if they stand for none.
  func value(of json: JSONValue) -> Value? {
    let value = Value(json: json, as: self)
    if value.isNull { return .null }
    return conforms(value) ? value : coerce(value)
  }
}
