/// Something that came in and was not worked off yet, or could not be.
public struct IntakeRecord: Sendable, Hashable {
  /// The row.
  public var id: IntakeID
  /// The name of the intake.
  public var intake: String
  /// What makes it one: unique among the things of its intake.
  public var key: String
  /// What it is.
  public var kind: String
  /// Who it comes from.
  public var sender: String?
  /// The digest of what it says, to find the same words again.
  public var words: String?
  /// When it happened, if it tells.
  public var sentAt: Timestamp?
  /// When it was taken in.
  public var receivedAt: Timestamp
  /// The values of the sheet's variables, as a JSON object.
  public var content: String
  /// Why it could not be worked off; nil while it waits for its turn.
  public var fault: String?

  /// Makes a record.
  public init(
    id: IntakeID = IntakeID(rawValue: 0), intake: String, key: String, kind: String,
    sender: String? = nil, words: String? = nil, sentAt: Timestamp? = nil, receivedAt: Timestamp,
    content: String, fault: String? = nil
  ) {
    self.id = id
    self.intake = intake
    self.key = key
    self.kind = kind
    self.sender = sender
    self.words = words
    self.sentAt = sentAt
    self.receivedAt = receivedAt
    self.content = content
    self.fault = fault
  }
}

/// How often a sender was heard at an intake, the asked-for thing itself included.
public struct SenderCounts: Sendable, Hashable {
  /// In the last minute.
  public var lastMinute: Int
  /// The same words in the last ten minutes, before the asked-for thing.
  public var sameWords: Int
  /// In the last thirty days.
  public var lastMonth: Int

  /// Makes counts.
  public init(lastMinute: Int = 0, sameWords: Int = 0, lastMonth: Int = 0) {
    self.lastMinute = lastMinute
    self.sameWords = sameWords
    self.lastMonth = lastMonth
  }
}
