import DMN

/// The hash chain over a case's log.
///
/// An entry's digest is SHA-256(salt ‖ content). Its link is SHA-256(previous link ‖ number ‖ time ‖
/// event ‖ states ‖ digest), and the case keeps the newest link. Erasing content and salt leaves the
/// digest, so the chain still verifies; changing, dropping or adding an entry breaks it.
public enum LogChain {
  /// The link before the first entry.
  public static let start = [UInt8](repeating: 0, count: SHA256.length)
  static let saltLength = 16

  /// The digest of an entry's content.
  public static func digest(salt: [UInt8], content: [UInt8]) -> [UInt8] {
    SHA256.digest(salt, content)
  }

  /// The link that an entry adds to the chain.
  public static func link(of entry: LogEntry) -> [UInt8] {
    var head = [UInt8]()
    head.reserveCapacity(96)
    append(entry.caseID.rawValue, to: &head)
    append(entry.sequence, to: &head)
    append(entry.at.microseconds, to: &head)
    append(entry.event, to: &head)
    append(entry.from.joined(separator: " "), to: &head)
    append(entry.to.joined(separator: " "), to: &head)
    return SHA256.digest(entry.previous, head, entry.digest)
  }

  /// Makes the entry that follows `head` in a case's log, with a fresh salt.
  public static func entry(
    after head: [UInt8], caseID: CaseID, sequence: Int64, at: Timestamp, event: String,
    from: [String], to: [String], content: [UInt8]
  ) -> LogEntry {
    let salt = Salts.next(saltLength)
    return LogEntry(
      caseID: caseID, sequence: sequence, at: at, event: event, from: from, to: to,
      content: content, salt: salt, digest: digest(salt: salt, content: content), previous: head)
  }

  /// What is wrong with a case's log, as sentences; empty when the chain holds up to `head`.
  public static func faults(in entries: [LogEntry], head: [UInt8]) -> [String] {
    var checker = Checker()
    var faults = [String]()
    for entry in entries {
      if let fault = checker.take(entry) { faults.append(fault) }
    }
    if let fault = checker.end(head: head) { faults.append(fault) }
    return faults
  }

  /// Checks a log entry by entry, so that it need not be held as a whole.
  public struct Checker: Sendable {
    private var link = LogChain.start
    /// How many entries were taken.
    public private(set) var count: Int64 = 0
    /// The states after the newest entry.
    public private(set) var states: [String] = []
    private var isBroken = false

    /// Makes a checker that waits for the first entry.
    public init() {}

    /// Takes the next entry.
    ///
    /// - Returns: What is wrong with it; nil if nothing is, or if the chain was broken before it.
    public mutating func take(_ entry: LogEntry) -> String? {
      count += 1
      states = entry.to
      if isBroken { return nil }
      defer { link = LogChain.link(of: entry) }
      if entry.sequence != count {
        isBroken = true
        return "entry \(count) is missing: the next one is \(entry.sequence)"
      }
      if entry.previous != link {
        isBroken = true
        return "entry \(count) does not follow from the one before it"
      }
      if let content = entry.content, let salt = entry.salt,
        digest(salt: salt, content: content) != entry.digest
      {
        return "the content of entry \(count) was changed"
      }
      return nil
    }

    /// What is wrong with the end of the log, when all entries were taken; `head` is the link that the
    /// case knows of.
    public func end(head: [UInt8]) -> String? {
      isBroken || link == head ? nil : "the last entry is not the one the case knows of"
    }
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    let bits = UInt64(bitPattern: number)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  /// The length goes first, so that no two different entries have the same bytes.
  private static func append(_ text: String, to bytes: inout [UInt8]) {
    append(Int64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }
}
