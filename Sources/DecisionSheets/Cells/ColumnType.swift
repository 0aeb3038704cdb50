/// The type of a column, as far as reading its cells depends on it.
indirect enum ColumnType: Hashable, Sendable {
  case string, number, boolean, date, time, dateAndTime
  case daysAndTimeDuration, yearsAndMonthsDuration
  case list(ColumnType)
  /// A structure, a range, a function: its cells are FEEL.
  case other(String)
  /// Nothing is known, because no cell says anything.
  case unknown

  /// Reads the name of a FEEL type, or one of the words people use for it; nil for other names.
  init?(_ name: String) {
    let folded = name.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: " ")
    switch folded {
    case "string", "text", "word", "words": self = .string
    case "number", "numeric", "integer", "decimal", "amount", "percent", "percentage", "money",
      "currency":
      self = .number
    case "boolean", "bool", "yes/no", "true/false": self = .boolean
    case "date", "day": self = .date
    case "time": self = .time
    case "date and time", "datetime", "timestamp", "date time": self = .dateAndTime
    case "days and time duration", "daytimeduration", "duration", "days duration":
      self = .daysAndTimeDuration
    case "years and months duration", "yearmonthduration", "months duration":
      self = .yearsAndMonthsDuration
    case "any": self = .other("Any")
    case "list": self = .list(.unknown)
    default:
      if folded.hasPrefix("list of ") {
        guard let element = ColumnType(String(folded.dropFirst(8)).singular) else { return nil }
        self = .list(element)
      } else if folded.hasPrefix("list<"), folded.hasSuffix(">") {
        guard let element = ColumnType(String(folded.dropFirst(5).dropLast()).trimmed) else {
          return nil
        }
        self = .list(element)
      } else {
        return nil
      }
    }
  }

  /// The type as FEEL writes it.
  var feelName: String {
    switch self {
    case .string: "string"
    case .number: "number"
    case .boolean: "boolean"
    case .date: "date"
    case .time: "time"
    case .dateAndTime: "date and time"
    case .daysAndTimeDuration: "days and time duration"
    case .yearsAndMonthsDuration: "years and months duration"
    case .list(let element): "list<\(element.feelName)>"
    case .other(let name): name
    case .unknown: "Any"
    }
  }

  /// The type as people say it.
  var spoken: String {
    switch self {
    case .list(.unknown): "list"
    case .list(let element): "list of \(element.spoken)"
    case .unknown: "not known"
    default: feelName
    }
  }

  /// Several values of the type, as people say it.
  var plural: String {
    switch self {
    case .string: "words"
    case .boolean: "yes and no"
    case .dateAndTime: "dates with times"
    case .daysAndTimeDuration, .yearsAndMonthsDuration: "durations"
    case .list: "lists"
    case .other, .unknown: "other values"
    case .number, .date, .time: "\(feelName)s"
    }
  }

  /// Whether values have an order, so that ranges and comparisons make sense.
  var isOrdered: Bool {
    switch self {
    case .number, .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration: true
    case .string, .boolean, .list, .other, .unknown: false
    }
  }

  /// Names to choose from when one is misspelt.
  static let names = [
    "string", "number", "boolean", "date", "time", "date and time", "days and time duration",
    "years and months duration", "list of string", "list of number", "Any",
  ]
}

extension String {
  /// `strings` as `string`: both follow "list of".
  fileprivate var singular: String {
    count > 3 && hasSuffix("s") && self != "days" ? String(dropLast()) : self
  }
}
