import Diagnostics
package import JSON

/// One thing that a connector can do: the `MESSAGE` of `send MESSAGE to CONNECTOR with { … }`.
public struct ConnectorOperation: Sendable, Hashable {
  /// The name of the message, such as `message.forward`.
  public var name: String
  /// The fields it takes, in the order people are told them.
  public var fields: [OperationField]
  /// Whether it passes on fields beyond those.
  public var takesOthers: Bool

  /// Makes an operation.
  public init(_ name: String, _ fields: [OperationField], takesOthers: Bool = false) {
    self.name = name
    self.fields = fields
    self.takesOthers = takesOthers
  }

  /// What is wrong with the names of fields, as far as they are known before anything is sent: fields that
  /// the operation does not take, and required ones that are not there.
  public func faults(inFields names: [String]) -> [String] {
    var faults: [String] = []
    if !takesOthers {
      let known = fields.map(\.name)
      for name in names where !known.contains(name) {
        faults.append(
          "\(self.name) takes no field \"\(name)\"" + Suggestion.didYouMean(name, among: known))
      }
    }
    for field in fields where field.isRequired && !names.contains(field.name) {
      faults.append("\(name) needs the field \"\(field.name)\", \(field.type.phrase)")
    }
    return faults
  }

  /// The first thing that is wrong with the data of a message; nil if nothing is.
  ///
  /// A field that is null counts as one that is not there.
  func fault(in data: JSONValue) -> String? {
    guard data.isNull || data.objectValue != nil else {
      return "\(name) takes fields, found \(FieldType.phrase(of: data))"
    }
    let members = (data.objectValue ?? []).filter { !$0.value.isNull }
    if let fault = faults(inFields: members.map(\.name)).first { return fault }
    for field in fields {
      guard let value = data[field.name], !value.isNull, !field.type.takes(value) else { continue }
      return "the field \"\(field.name)\" of \(name) is \(FieldType.phrase(of: value))"
        + ", expected \(field.type.phrase)"
    }
    return nil
  }

  /// The fields for people: `from (a text), time (a time; may be left out)`.
  public var fieldList: String {
    fields.map { "\($0.name) (\($0.type.phrase)\($0.isRequired ? "" : "; may be left out"))" }
      .joined(separator: ", ")
  }
}

/// One field of an operation.
public struct OperationField: Sendable, Hashable {
  /// The field's name.
  public var name: String
  /// What it holds.
  public var type: FieldType
  /// Whether the operation cannot be done without it.
  public var isRequired: Bool

  /// A field that must be there.
  public static func required(_ name: String, _ type: FieldType) -> OperationField {
    OperationField(name: name, type: type, isRequired: true)
  }

  /// A field that may be null or left out.
  public static func optional(_ name: String, _ type: FieldType) -> OperationField {
    OperationField(name: name, type: type, isRequired: false)
  }
}

/// What a field of an operation holds.
public enum FieldType: Sendable, Hashable {
  /// A text.
  case text
  /// A text or a number, such as an id.
  case scalar
  /// A number.
  case number
  /// True or false.
  case boolean
  /// A date and time in ISO 8601.
  case time
  /// A list.
  case list
  /// A context.
  case object
  /// One of some texts.
  case oneOf([String])
  /// Anything.
  case any

  /// Whether a value is of the type; null never gets here.
  package func takes(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.any, _), (.text, .string), (.time, .string), (.scalar, .string), (.scalar, .number),
      (.number, .number), (.boolean, .boolean), (.list, .array), (.object, .object):
      true
    case (.oneOf(let texts), .string(let text)): texts.contains(text)
    default: false
    }
  }

  /// The type for people.
  public var phrase: String {
    switch self {
    case .text: "a text"
    case .scalar: "a text or a number"
    case .number: "a number"
    case .boolean: "true or false"
    case .time: "a date and time"
    case .list: "a list"
    case .object: "a context"
    case .oneOf(let texts): texts.map { "\"\($0)\"" }.joined(separator: " or ")
    case .any: "anything"
    }
  }

  /// A value for people, without its content where that may be personal.
  static func phrase(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let digits): "the number \(digits)"
    case .string(let text): text.utf8.count <= 40 ? "the text \"\(text)\"" : "a long text"
    case .array(let items): "a list of \(items.count)"
    case .object: "a context"
    }
  }
}
