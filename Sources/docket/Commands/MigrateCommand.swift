import JSON

/// `docket migrate`: moves running cases to another version of their workflow.
enum MigrateCommand {
  static let description = CommandDescription(
    name: "migrate",
    summary: "moves running cases to another version of their workflow",
    discussion: [
      "A case keeps the version of the workflow that it started with until it is moved. Each case "
        + "that fits is moved; the others stay as they are, each with the reason. No state is left "
        + "or entered: open tasks, deadlines and calls go on as they are. Without --to the versions "
        + "are listed.",
      "A map tells what has another name: {\"states\": {\"old\": \"new\"}, \"variables\": {\"old\": "
        + "\"new\", \"dropped\": null}, \"invocations\": {\"old\": \"new\"}}; an invocation is an "
        + "open task, timer or call.",
    ],
    arguments: [.init(name: "WORKFLOW", help: "the workflow's name or label")],
    options: [
      .value("--to", "VERSION", "latest, or the beginning of a version"),
      .value("--map", "FILE", "what became of states and variables, in JSON", .file),
      .flag("--dry-run", "only tell which cases could be moved, and why others could not"),
    ] + CaseSelection.intervention,
    examples: [
      .init(
        line: "docket migrate order-exceptions --to latest --dry-run",
        help: "tells what a new version would mean for the cases there are")
    ],
    run: { arguments, console in
      guard let version = arguments.value("--to") else {
        return try await list(arguments, console)
      }
      let map = try arguments.value("--map").map {
        try JSONInput.parse(try JSONInput.bytes(of: $0), from: $0)
      }
      return try await StoreAccess.withService(arguments, console) { service in
        var report = MigrationReport(arguments: arguments, console: console)
        var cursor: String?
        repeat {
          try Task.checkCancellation()
          let body = JSONValue.object(
            present: [
              ("to", version.json), ("map", map),
              ("dryRun", .boolean(arguments.has("--dry-run"))), ("cursor", cursor?.json),
              ("as", arguments.value("--as")?.json), ("reason", arguments.value("--reason")?.json),
            ])
          let page = try await service.post(
            ["workflows", arguments.arguments[0], "migrate"], body)
          report.take(page)
          cursor = page["next"]?.shown
        } while cursor != nil
        return report.show()
      }
    })

  private static func list(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    try await StoreAccess.withService(arguments, console) { service in
      let answer = try await service.get(["workflows", arguments.arguments[0], "versions"])
      if arguments.has("--json") {
        console.print(answer.text)
        return .good
      }
      var table = TextTable(columns: [
        .init(title: "Version"), .init(title: "Stored"),
        .init(title: "Cases", alignment: .right), .init(title: ""),
      ])
      let versions = answer["versions"]?.arrayValue ?? []
      table.rows = versions.map { version in
        [
          TextTable.Cell(CaseText.short(version["version"]?.shown ?? ""), .cyan),
          TextTable.Cell(TimeText.minute(version["stored"]?.shown)),
          TextTable.Cell(version["cases"]?.shown ?? ""),
          TextTable.Cell(version["current"]?.booleanValue == true ? "in force" : "", .dim),
        ]
      }
      for line in table.lines(console.output) { console.print(line) }
      let current = answer["current"]?.shown
      if let current, !versions.contains(where: { $0["version"]?.shown == current }) {
        console.print("in force, and not used by any case yet: \(CaseText.short(current))")
      }
      return .good
    }
  }
}

/// Gathers what became of the cases of a migration.
private struct MigrationReport {
  let isTrial: Bool
  let wantsJSON: Bool
  let console: Console
  private var version = ""
  private var cases: [JSONValue] = []
  private var progress: Progress

  init(arguments: ParsedArguments, console: Console) {
    isTrial = arguments.has("--dry-run")
    wantsJSON = arguments.has("--json")
    self.console = console
    progress = Progress("migrate", console)
  }

  mutating func take(_ page: JSONValue) {
    version = page["version"]?.shown ?? version
    for line in page["cases"]?.arrayValue ?? [] {
      cases.append(line)
      progress.step()
    }
  }

  private static func reasons(_ line: JSONValue) -> [String] {
    (line["reasons"]?.arrayValue ?? []).compactMap(\.shown)
  }

  mutating func show() -> ExitCode {
    progress.clear()
    let blocked = cases.filter { !Self.reasons($0).isEmpty }
    let moved = cases.count - blocked.count
    if wantsJSON {
      console.print(
        JSONValue.object(present: [
          ("version", version.json), ("dryRun", .boolean(isTrial)),
          ("movable", .number("\(moved)")), ("blocked", .number("\(blocked.count)")),
          ("cases", .array(cases)),
        ]).text)
      return blocked.isEmpty ? .good : .findings
    }
    let verb = isTrial ? "can move" : moved == 1 ? "was moved" : "were moved"
    console.print(
      "\(moved) \(moved == 1 ? "case" : "cases") \(verb) to \(CaseText.short(version))"
        + (blocked.isEmpty ? "" : ", \(blocked.count) cannot"))
    show(
      cases.filter { Self.reasons($0).isEmpty }, title: "Different from then on",
      sentences: { ($0["notes"]?.arrayValue ?? []).compactMap(\.shown) })
    show(blocked, title: "Not moved", sentences: Self.reasons)
    return blocked.isEmpty ? .good : .findings
  }

  /// The sentences, each with the cases that it is about.
  private func show(
    _ lines: [JSONValue], title: String, sentences: (JSONValue) -> [String]
  ) {
    var groups: [(sentence: String, names: [String])] = []
    for line in lines {
      let name = line["key"]?.shown ?? line["id"]?.shown ?? ""
      for sentence in sentences(line) {
        if let index = groups.firstIndex(where: { $0.sentence == sentence }) {
          groups[index].names.append(name)
        } else {
          groups.append((sentence, [name]))
        }
      }
    }
    guard !groups.isEmpty else { return }
    console.print(title.styled(.bold, console.output))
    for group in groups {
      let shown = group.names.prefix(8).joined(separator: ", ")
      let more = group.names.count > 8 ? " and \(group.names.count - 8) more" : ""
      console.print("  \(group.sentence)".printable)
      console.print("    \(group.names.count): \(shown)\(more)".printable)
    }
  }
}
