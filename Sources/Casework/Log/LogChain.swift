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
    let salt = SHA256.randomBytes(saltLength)
    return LogEntry(
      caseID: caseID, sequence: sequence, at: at, event: event, from: from, to: to,
      content: content, salt: salt, digest: digest(salt: salt, content: content), previous: head)
  }

  /// What is wrong with a case's log, as sentences; empty when the chain holds up to `head`.
  public static func faults(in entries: [LogEntry], head: [UInt8]) -> [String] {
    var faults = [String]()
    var link = start
    for (index, entry) in entries.enumerated() {
      let number = Int64(index) + 1
      if entry.sequence != number {
        faults.append("entry \(number) is missing: the next one is \(entry.sequence)")
        return faults
      }
      if entry.previous != link {
        faults.append("entry \(number) does not follow from the one before it")
      }
      if let content = entry.content, let salt = entry.salt,
        digest(salt: salt, content: content) != entry.digest
      {
        faults.append("the content of entry \(number) was changed")
      }
      link = self.link(of: entry)
    }
    if link != head { faults.append("the last entry is not the one the case knows of") }
    return faults
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
