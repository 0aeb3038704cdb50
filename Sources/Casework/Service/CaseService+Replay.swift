import FEEL
public import JSON
import Statechart

/// The decisions of a case, made again.
public struct Replay: Sendable, Hashable {
  /// One of them.
  public struct Line: Sendable, Hashable {
    /// The number of the log entry.
    public var sequence: Int64
    /// When it was made first.
    public var at: Timestamp
    /// The decision's name.
    public var decision: String
    /// The version of the file that decided.
    public var version: String?
    /// What was decided.
    public var was: JSONValue
    /// What is decided now; nil when it could not be made again.
    public var now: JSONValue?
    /// The rules that matched then.
    public var rulesThen: [String]
    /// The rules that match now.
    public var rulesNow: [String]
    /// Why it could not be made again.
    public var fault: String?

    /// Whether result and rules are the same.
    public var isSame: Bool { fault == nil && now == was && rulesThen == rulesNow }
  }

  /// The case.
  public var caseID: CaseID
  /// Its decisions in the order of the log.
  public var lines: [Line]
  /// Log entries whose content was erased: what they decided is not known any more.
  public var erased: Int
}

extension CaseService {
  /// Makes the decisions of a case again, with the versions that made them and the time they were made.
  public func replay(_ reference: String) throws -> Replay {
    try store.read { [engine] reader in
      let record = try reader.found(reference)
      var replaying = Replaying(record.id, engine.library, reader)
      var after: Int64 = 0
      while true {
        let page = try reader.log(of: record.id, after: after, limit: 500)
        for entry in page { replaying.add(entry) }
        guard let last = page.last, page.count == 500 else { return replaying.replay }
        after = last.sequence
      }
    }
  }

  /// Makes the decisions of a case again that was taken into an archive; the store still has their versions.
  ///
  /// - Throws: `CaseworkError` when the chain of its log is broken.
  public func replay(_ archived: ArchivedCase) throws -> Replay {
    let faults = archived.faults
    guard faults.isEmpty else {
      throw CaseworkError(
        CaseworkCode.brokenArchive, .invalid,
        "the log of \(archived.id) in the archive was changed: \(faults.joined(separator: "; "))")
    }
    return try store.read { [engine] reader in
      var replaying = Replaying(archived.id, engine.library, reader)
      for entry in archived.log { replaying.add(entry) }
      return replaying.replay
    }
  }
}

/// Goes through a log and makes its decisions again.
private struct Replaying {
  private(set) var replay: Replay
  private let library: DefinitionLibrary
  private let reader: any CaseReader
  /// Tables by the versions they are of: the decisions of one case mostly have the same.
  private var sources: [[DecisionRecord.FileVersion]: Result<any DecisionSource, any Error>] = [:]

  init(_ id: CaseID, _ library: DefinitionLibrary, _ reader: any CaseReader) {
    replay = Replay(caseID: id, lines: [], erased: 0)
    self.library = library
    self.reader = reader
  }

  mutating func add(_ entry: LogEntry) {
    guard let content = entry.content else {
      replay.erased += 1
      return
    }
    let json = try? JSONValue.parse(content)
    for decision in json?["decisions"]?.arrayValue ?? [] {
      let files = Replay.files(of: decision)
      let source = sources[files] ?? Result { try library.decisions(files, reader) }
      sources[files] = source
      replay.lines.append(Replay.line(decision, entry, source))
    }
  }
}

extension Replay {
  fileprivate static func files(of decision: JSONValue) -> [DecisionRecord.FileVersion] {
    let all = [decision["table"] ?? .null] + (decision["others"]?.arrayValue ?? [])
    return all.compactMap { json in
      guard let file = json["file"]?.stringValue, let version = json["version"]?.stringValue
      else { return nil }
      return DecisionRecord.FileVersion(file: file, version: version)
    }
  }

  fileprivate static func line(
    _ decision: JSONValue, _ entry: LogEntry, _ source: Result<any DecisionSource, any Error>
  ) -> Line {
    func rules(_ json: JSONValue?) -> [String] {
      (json?.arrayValue ?? []).map { $0["id"]?.stringValue ?? $0["rule"]?.text ?? "?" }
    }
    var line = Line(
      sequence: entry.sequence, at: entry.at,
      decision: decision["decision"]?.stringValue ?? "",
      version: decision["table"]?["version"]?.stringValue, was: decision["result"] ?? .null,
      now: nil, rulesThen: rules(decision["matched"]), rulesNow: [])
    switch source {
    case .failure(let error): line.fault = "\(error)"
    case .success(let source):
      let outcome = source.decideAgain(
        line.decision, inputs: decision["inputs"] ?? .object([]), now: entry.at.dateAndTime)
      switch outcome {
      case .failed(let reason, let record):
        // What failed then and fails now is the same; its result is that of the record.
        line.now = record?.result.json
        line.rulesNow = record.map(ruleNames) ?? []
        if line.now != line.was { line.fault = reason }
      case .decided(let value, _, let record):
        line.now = value.json
        line.rulesNow = ruleNames(record)
      }
    }
    return line
  }

  private static func ruleNames(_ record: DecisionRecord) -> [String] {
    record.matched.map { $0.id ?? "\($0.rule)" }
  }
}

extension CaseService {
  /// The stored files of tables of a version; the beginning of its digest is enough.
  public func storedTables(version: String) throws -> [TableFile] {
    try store.read { reader in
      let versions = try reader.versions(.tableFile, name: nil)
        .filter { $0.version.isVersion(version) }
      return try versions.compactMap { version in
        try reader.definition(version.id).map {
          TableFile(file: $0.file, version: $0.version, body: $0.body)
        }
      }
    }
  }
}
