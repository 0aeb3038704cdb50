import DMN
import FEEL
public import JSON

/// A page of finished cases as they go into an archive.
public struct ArchivePage: Sendable, Hashable {
  /// One object a case, with its log; see docs/operations.md for the form.
  public var cases: [JSONValue]
  /// Where the next page begins; nil on the last one.
  public var next: CaseID?
}

extension CaseService {
  /// A page of the cases that have been over for some time and have no calls left.
  ///
  /// - Parameters:
  ///   - age: At least so many microseconds since their end.
  ///   - after: Behind this case.
  ///   - limit: At most so many, from 1 to 1000.
  /// - Returns: The page, the oldest case first.
  /// - Throws: `StoreError`.
  public func archivable(olderThan age: Int64, after: CaseID?, limit: Int) throws -> ArchivePage {
    try store.read { [engine, clock] reader in
      let limit = min(max(limit, 1), 1000)
      let records = try reader.finishedCases(
        before: try clock.now(reader).advanced(by: -age), after: after, limit: limit)
      return ArchivePage(
        cases: try records.map { try engine.archived($0, reader) },
        next: records.count == limit ? records.last?.id : nil)
    }
  }

  /// Removes cases that an archive holds; one that was changed since it was read stays.
  ///
  /// - Parameter heads: The cases with the newest link of the chain of their logs.
  /// - Returns: Those that were removed.
  /// - Throws: `StoreError`.
  public func removeArchived(_ heads: [CaseID: String]) throws -> [CaseID] {
    try store.write { transaction in
      try heads.keys.sorted().filter { id in
        guard let record = try transaction.caseRecord(id), !record.status.isUnfinished,
          SHA256.hexadecimal(record.logHead) == heads[id],
          try transaction.messages(of: id).isEmpty
        else { return false }
        try transaction.deleteCase(id)
        return true
      }
    }
  }
}

extension CaseEngine {
  fileprivate func archived(_ record: CaseRecord, _ reader: any CaseReader) throws -> JSONValue {
    var log: [JSONValue] = []
    var after: Int64 = 0
    while true {
      let page = try reader.log(of: record.id, after: after, limit: 1000)
      log += page.map(Self.archived)
      guard let last = page.last, page.count == 1000 else { break }
      after = last.sequence
    }
    let doers = try reader.taskDoers(of: record.id).map { doer -> JSONValue in
      [
        "task": .string(doer.invokeID), "title": .string(doer.title),
        "person": .string(doer.person),
      ]
    }
    return .object([
      JSONMember("id", .string("\(record.id)")),
      JSONMember("key", record.key.map(JSONValue.string) ?? .null),
      JSONMember(
        "workflow",
        [
          "name": .string(record.workflow),
          "version": .string(try reader.definitionVersion(record.definition) ?? ""),
        ]),
      JSONMember("status", .string(record.status.rawValue)),
      JSONMember("state", .array(record.states.map(JSONValue.string))),
      JSONMember("started", .string("\(record.startedAt)")),
      JSONMember("ended", .string("\(record.changedAt)")),
      JSONMember("data", try data(of: record, reader)),
      JSONMember("doers", .array(doers)),
      JSONMember("log", .array(log)),
      JSONMember("head", .string(SHA256.hexadecimal(record.logHead))),
      JSONMember(
        "parts", .array(try reader.children(of: record.id).map { try archived($0, reader) })),
    ])
  }

  private static func archived(_ entry: LogEntry) -> JSONValue {
    // The content as the very text that was hashed, so that the chain can be checked from the file.
    let content = entry.content.map { JSONValue.string(String(decoding: $0, as: UTF8.self)) }
    return [
      "seq": .number("\(entry.sequence)"), "at": .string("\(entry.at)"),
      "event": .string(entry.event), "from": .array(entry.from.map(JSONValue.string)),
      "to": .array(entry.to.map(JSONValue.string)), "content": content ?? .null,
      "salt": entry.salt.map { .string(SHA256.hexadecimal($0)) } ?? .null,
      "digest": .string(SHA256.hexadecimal(entry.digest)),
      "previous": .string(SHA256.hexadecimal(entry.previous)),
    ]
  }
}

/// A case as an archive holds it, for reading and checking it without a store.
public struct ArchivedCase: Sendable {
  /// The whole object.
  public let json: JSONValue
  /// The id that it had in its store.
  public let id: CaseID
  /// Its log, oldest entry first.
  public let log: [LogEntry]
  /// The newest link of the chain of its log.
  public let head: [UInt8]

  /// Reads a line of an archive; nil if it is none.
  public init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue.flatMap({ CaseID($0) }),
      let head = json["head"]?.stringValue.flatMap(Self.bytes),
      let entries = json["log"]?.arrayValue
    else { return nil }
    var log: [LogEntry] = []
    for entry in entries {
      guard let sequence = entry["seq"]?.intValue,
        let at = entry["at"]?.stringValue.flatMap({ Timestamp($0) }),
        let event = entry["event"]?.stringValue,
        let digest = entry["digest"]?.stringValue.flatMap(Self.bytes),
        let previous = entry["previous"]?.stringValue.flatMap(Self.bytes)
      else { return nil }
      log.append(
        LogEntry(
          caseID: id, sequence: Int64(sequence), at: at, event: event,
          from: (entry["from"]?.arrayValue ?? []).compactMap(\.stringValue),
          to: (entry["to"]?.arrayValue ?? []).compactMap(\.stringValue),
          content: entry["content"]?.stringValue.map { Array($0.utf8) },
          salt: entry["salt"]?.stringValue.flatMap(Self.bytes), digest: digest,
          previous: previous))
    }
    self.json = json
    self.id = id
    self.log = log
    self.head = head
  }

  /// What is wrong with the chains of its log and of its parts; empty when all is as it was written.
  public var faults: [String] {
    let parts = (json["parts"]?.arrayValue ?? []).flatMap { part -> [String] in
      ArchivedCase(part).map(\.faults) ?? ["a part of the case cannot be read"]
    }
    return LogChain.faults(in: log, head: head) + parts
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Character(UnicodeScalar(digits[index])).hexDigitValue,
        let low = Character(UnicodeScalar(digits[index + 1])).hexDigitValue
      else { return nil }
      bytes.append(UInt8(high * 16 + low))
    }
    return bytes
  }
}
