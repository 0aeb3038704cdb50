/// The number of a row, shown to people with a letter that says what it is: `c17`, `t4`.
public protocol RecordIdentifier: RawRepresentable, Sendable, Hashable, Comparable,
  CustomStringConvertible
where RawValue == Int64 {
  /// The letter in front of the number.
  static var letter: Character { get }
  /// Makes an identifier from the row's number.
  init(rawValue: Int64)
}

extension RecordIdentifier {
  /// The letter and the number.
  public var description: String { "\(Self.letter)\(rawValue)" }

  /// Reads the form that `description` gives.
  public init?(_ text: String) {
    // 18 digits fit into 64 bits.
    var bytes = text.utf8.makeIterator()
    guard text.utf8.count <= 19, bytes.next() == Self.letter.asciiValue, let first = bytes.next(),
      (49...57).contains(first)
    else { return nil }
    var number = Int64(first - 48)
    while let byte = bytes.next() {
      guard (48...57).contains(byte) else { return nil }
      number = number * 10 + Int64(byte - 48)
    }
    self.init(rawValue: number)
  }

  /// Orders by number, the oldest first.
  public static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}

/// Names a case; also the session id of its statechart.
public struct CaseID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "c"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names an open task.
public struct TaskID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "t"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names a timer.
public struct TimerID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "d"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names an outgoing message.
public struct MessageID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "m"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names an accepted event that waits for its step.
public struct InboxID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "e"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names an incident.
public struct IncidentID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "i"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names a stored definition: a workflow or a set of tables, by content.
public struct DefinitionID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "v"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names something that came in.
public struct IntakeID: RecordIdentifier {
  /// The letter in front of the number.
  public static let letter: Character = "n"
  /// The row's number.
  public let rawValue: Int64
  /// Makes an identifier from the row's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}
