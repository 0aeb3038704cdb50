/// A FEEL type.
///
/// Spec: DMN 1.5, § 10.3.2.9 and FEEL grammar rule 52.
public indirect enum FEELType: Sendable, Hashable {
  /// Every value conforms.
  case any
  /// Only null conforms.
  case null
  /// `boolean`.
  case boolean
  /// `number`.
  case number
  /// `string`.
  case string
  /// `date`.
  case date
  /// `time`.
  case time
  /// `date and time`.
  case dateTime
  /// `days and time duration`.
  case daysAndTimeDuration
  /// `years and months duration`.
  case yearsAndMonthsDuration
  /// `list<T>`.
  case list(FEELType)
  /// `context<name: T, …>`; a context with more entries conforms too.
  case context([ContextEntryType])
  /// `range<T>`.
  case range(FEELType)
  /// `function<T, …> -> T`.
  case function(parameters: [FEELType], result: FEELType)
}

/// The name and type of one entry of a context type.
public struct ContextEntryType: Sendable, Hashable {
  /// The entry's name.
  public var name: String
  /// The type of its value.
  public var type: FEELType

  /// Makes an entry type.
  public init(_ name: String, _ type: FEELType) {
    self.name = name
    self.type = type
  }
}

extension FEELType: CustomStringConvertible {
  /// The type as FEEL writes it.
  public var description: String {
    switch self {
    case .any: "Any"
    case .null: "Null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .date: "date"
    case .time: "time"
    case .dateTime: "date and time"
    case .daysAndTimeDuration: "days and time duration"
    case .yearsAndMonthsDuration: "years and months duration"
    case .list(let element): "list<\(element)>"
    case .context(let entries) where entries.isEmpty: "context"
    case .context(let entries):
      "context<\(entries.map { "\($0.name): \($0.type)" }.joined(separator: ", "))>"
    case .range(let element): "range<\(element)>"
    case .function(let parameters, let result):
      "function<\(parameters.map(\.description).joined(separator: ", "))> -> \(result)"
    }
  }
}

extension FEELType {
  /// The types that a single word or phrase names, with the names that earlier editions of DMN and
  /// XML Schema use for them.
  public init?(simpleName: String) {
    switch simpleName {
    case "Any", "any": self = .any
    case "Null", "null": self = .null
    case "boolean": self = .boolean
    case "number": self = .number
    case "string": self = .string
    case "date": self = .date
    case "time": self = .time
    case "date and time", "dateTime": self = .dateTime
    case "days and time duration", "dayTimeDuration": self = .daysAndTimeDuration
    case "years and months duration", "yearMonthDuration": self = .yearsAndMonthsDuration
    case "list": self = .list(.any)
    case "context": self = .context([])
    case "range": self = .range(.any)
    case "function": self = .function(parameters: [], result: .any)
    default: return nil
    }
  }

  /// The simple names that a type may be written with, for suggestions.
  static let simpleNames = [
    "Any", "boolean", "number", "string", "date", "time", "date and time",
    "days and time duration", "years and months duration", "list", "context", "range", "function",
  ]

  /// The type of an entry of a context type; nil where the type does not say.
  func entryType(_ name: String) -> FEELType? {
    switch self {
    case .context(let entries): entries.first { $0.name == name }?.type
    case .list(let element): element.entryType(name).map { .list($0) }
    default: nil
    }
  }

  /// The names of the entries of a context type, or of a list of contexts.
  var entryNames: [String] {
    switch self {
    case .context(let entries): entries.map(\.name)
    case .list(let element): element.entryNames
    default: []
    }
  }

  /// The type of an element that iteration over a value of this type yields.
  var elementType: FEELType {
    switch self {
    case .list(let element), .range(let element): element
    case .any: .any
    default: self
    }
  }
}
