import Casework
import Glibc
import JSON

/// `docket archive`: takes finished cases out of the store into a file, and reads such a file.
enum ArchiveCommand {
  static let description = CommandDescription(
    name: "archive",
    summary: "takes finished cases out of the store into a file, or reads such a file",
    discussion: [
      "With --older-than, the cases that have been over for so long are appended to FILE, one JSON "
        + "object a line; what was written is read back and the chain of each log is checked; then "
        + "they are removed from the store. It can be interrupted at any time: a case is removed "
        + "only after it is in the file.",
      "Without it, the cases of FILE are listed, or one of them is shown, and the chains are checked.",
    ],
    arguments: [
      .init(name: "FILE", help: "the archive, such as cases-2026.jsonl", completion: .file)
    ],
    options: [
      .value(
        "--older-than", "DURATION", "archive the cases over for at least so long, such as P90D"),
      .flag("--dry-run", "only tell how many cases that would be"),
      .value("--case", "CASE", "show this case of the file, by id or business key"),
    ],
    exclusive: [["--older-than", "--case"]],
    examples: [
      .init(
        line: "docket archive cases-2026.jsonl --older-than P90D",
        help: "moves what ended three months ago into the file"),
      .init(line: "docket archive cases-2026.jsonl --case O-1", help: "shows a case of the file"),
    ],
    run: { arguments, console in
      guard let age = arguments.value("--older-than") else { return try read(arguments, console) }
      return try await StoreAccess.withService(arguments, console) { service in
        try await write(age, arguments, console, service)
      }
    })

  // MARK: Writing

  private static func write(
    _ age: String, _ arguments: ParsedArguments, _ console: Console, _ service: ServiceAccess
  ) async throws -> ExitCode {
    var cursor: String?
    var count = 0
    var kept = 0
    var progress = Progress("archive", console)
    repeat {
      try Task.checkCancellation()
      let page = try await service.get(
        ["archive"], [("olderThan", age), ("cursor", cursor), ("limit", "100")])
      let cases = page["cases"]?.arrayValue ?? []
      cursor = page["next"]?.shown
      if arguments.has("--dry-run") {
        count += cases.count
        continue
      }
      try append(cases, to: arguments.arguments[0])
      let heads = cases.map { JSONValue.object(present: [("id", $0["id"]), ("head", $0["head"])]) }
      let answer = try await service.post(
        ["archive", "remove"], .object(present: [("cases", .array(heads))]))
      let removed = answer["removed"]?.arrayValue?.count ?? 0
      count += removed
      kept += cases.count - removed
      for _ in cases { progress.step() }
    } while cursor != nil
    progress.clear()
    let dry = arguments.has("--dry-run")
    if arguments.has("--json") {
      console.print(
        JSONValue.object(present: [
          ("archived", .number("\(count)")), ("dryRun", .boolean(dry)),
        ]).text)
    } else {
      let cases = "\(count) \(count == 1 ? "case" : "cases")"
      console.print(
        dry ? "would archive \(cases)" : "\(cases) archived in \(arguments.arguments[0])")
      if kept > 0 { console.print("\(kept) changed meanwhile and stayed in the store") }
    }
    return .good
  }

  /// Appends the cases, waits for the disk, reads them back and checks their chains.
  ///
  /// - Throws: `CommandFailure`; nothing is removed from the store then.
  private static func append(_ cases: [JSONValue], to path: String) throws(CommandFailure) {
    guard !cases.isEmpty else { return }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let start = lseek(descriptor, 0, SEEK_END)
    let bytes = Array(cases.map { $0.text + "\n" }.joined().utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // Half a line would spoil the next one.
        ftruncate(descriptor, start)
        throw failure(path)
      }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw failure(path) }
    var back = [UInt8](repeating: 0, count: bytes.count)
    let count = back.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
    guard count == bytes.count, back == bytes else {
      throw CommandFailure(
        .couldNotRun, "\(path) does not hold what was written; nothing was removed")
    }
    for json in cases {
      guard let archived = ArchivedCase(json), archived.faults.isEmpty else {
        let id = json["id"]?.shown ?? "?"
        throw CommandFailure(
          .couldNotRun, "the log of \(id) does not verify, so it stays in the store",
          details: ArchivedCase(json)?.faults ?? [])
      }
    }
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure(
      .couldNotRun,
      "\(path) cannot be written: \(String(cString: strerror(errno))); nothing was removed")
  }

  // MARK: Reading

  private static func read(
    _ arguments: ParsedArguments, _ console: Console
  ) throws -> ExitCode {
    let wanted = arguments.value("--case")
    let file = try ArchiveFile(path: arguments.arguments[0], wanted: wanted)
    for fault in file.faults { console.note(fault.styled(.red, console.messages)) }
    let cases = file.cases
    if let wanted, cases.isEmpty {
      throw CommandFailure(.findings, "there is no case \"\(wanted)\" in \(arguments.arguments[0])")
    }
    if arguments.has("--json") {
      for json in cases { console.print(readable(json).text) }
    } else if wanted != nil {
      for json in cases {
        for line in CaseText(answer: readable(json), capabilities: console.output).lines {
          console.print(line)
        }
      }
    } else {
      show(cases, console)
    }
    return file.faults.isEmpty ? .good : .findings
  }

  private static func show(_ cases: [JSONValue], _ console: Console) {
    var table = TextTable(columns: [
      .init(title: "ID"), .init(title: "Key", isElastic: true), .init(title: "Workflow"),
      .init(title: "State", isElastic: true), .init(title: "Status"), .init(title: "Ended"),
    ])
    table.rows = cases.map { row in
      [
        TextTable.Cell(row["id"]?.shown ?? ""), TextTable.Cell(row["key"]?.shown ?? ""),
        TextTable.Cell(row["workflow"]?["name"]?.shown ?? ""),
        TextTable.Cell(
          (row["state"]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")),
        TextTable.Cell(row["status"]?.shown ?? ""),
        TextTable.Cell(TimeText.minute(row["ended"]?.shown)),
      ]
    }
    for line in table.lines(console.output) { console.print(line) }
    console.print("\(cases.count) \(cases.count == 1 ? "case" : "cases")")
  }

  /// The case in the form of `docket case show`.
  private static func readable(_ json: JSONValue) -> JSONValue {
    let log = (json["log"]?.arrayValue ?? []).map { entry -> JSONValue in
      var members = ["seq", "at", "event", "from", "to"].compactMap { name in
        entry[name].map { JSONMember(name, $0) }
      }
      if let text = entry["content"]?.stringValue,
        let content = try? JSONValue.parse(text).objectValue
      {
        members += content
      } else {
        members.append(JSONMember("erased", .boolean(true)))
      }
      return .object(members)
    }
    return .object(present: [
      ("id", json["id"]), ("key", json["key"]), ("workflow", json["workflow"]),
      ("status", json["status"]), ("state", json["state"]), ("labels", json["state"]),
      ("started", json["started"]), ("changed", json["ended"]), ("data", json["data"]),
      ("doers", json["doers"]), ("log", .array(log)),
    ])
  }
}
