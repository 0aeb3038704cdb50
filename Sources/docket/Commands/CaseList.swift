import JSON

/// `docket case list`: a table of cases, fetched a page at a time.
enum CaseList {
  static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitCode {
    let limit = try arguments.integer("--limit", in: 1...1_000_000_000)
    return try await StoreAccess.withService(arguments, console) { service in
      var cursor: String?
      var cases: [JSONValue] = []
      repeat {
        let page = min(1000, (limit ?? .max) - cases.count)
        let answer = try await service.get(
          ["cases"],
          [
            ("workflow", arguments.value("--workflow")), ("state", arguments.value("--state")),
            ("key", arguments.value("--key")), ("status", arguments.value("--status")),
            ("where", arguments.value("--where")), ("olderThan", arguments.value("--older-than")),
            ("cursor", cursor), ("limit", String(page)),
          ])
        cases += answer["cases"]?.arrayValue ?? []
        cursor = answer["next"]?.shown
      } while cursor != nil && cases.count < limit ?? .max
      if arguments.has("--json") {
        console.print(
          JSONValue.object(present: [
            ("cases", .array(cases)), ("next", cursor.map(JSONValue.string) ?? .null),
          ]).text)
      } else {
        show(cases, console)
      }
      return .good
    }
  }

  private static func show(_ cases: [JSONValue], _ console: Console) {
    guard !cases.isEmpty else {
      console.print("no case is like that")
      return
    }
    var table = TextTable(columns: [
      .init(title: "ID"), .init(title: "Key", isElastic: true), .init(title: "Workflow"),
      .init(title: "State", isElastic: true), .init(title: "Status"),
      .init(title: "Changed"),
    ])
    table.rows = cases.map { row in
      let status = row["status"]?.shown ?? ""
      return [
        TextTable.Cell(row["id"]?.shown ?? ""), TextTable.Cell(row["key"]?.shown ?? ""),
        TextTable.Cell(row["workflow"]?["name"]?.shown ?? ""),
        TextTable.Cell(
          (row["labels"]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")),
        TextTable.Cell(status, CaseStyle.of(status)),
        TextTable.Cell(TimeText.minute(row["changed"]?.shown)),
      ]
    }
    for line in table.lines(console.output) { console.print(line) }
    console.print("\(cases.count) \(cases.count == 1 ? "case" : "cases")")
  }
}

/// The colour that tells how a case stands.
enum CaseStyle {
  static func of(_ status: String) -> Style? {
    switch status {
    case "done": .green
    case "incident": .red
    case "suspended", "cancelled": .yellow
    default: nil
    }
  }
}

/// Times as people read them.
enum TimeText {
  /// `2026-11-02 08:00` of an ISO 8601 time in UTC.
  static func minute(_ text: String?) -> String {
    guard let text, text.utf8.count >= 16 else { return text ?? "" }
    return String(text.prefix(16)).replacing("T", with: " ")
  }

  /// `2026-11-02 08:00:00` of an ISO 8601 time in UTC.
  static func second(_ text: String?) -> String {
    guard let text, text.utf8.count >= 19 else { return minute(text) }
    return String(text.prefix(19)).replacing("T", with: " ")
  }
}
