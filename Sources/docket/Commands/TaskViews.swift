import JSON

/// `docket task list`.
enum TaskList {
  static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let limit = try arguments.integer("--limit", in: 1...1_000_000_000)
    return try await StoreAccess.withService(arguments, console) { service in
      var cursor: String?
      var tasks: [JSONValue] = []
      repeat {
        let page = min(1000, (limit ?? .max) - tasks.count)
        let answer = try await service.get(
          ["tasks"],
          [
            ("role", arguments.value("--role")), ("person", arguments.value("--person")),
            ("case", arguments.value("--case")), ("cursor", cursor), ("limit", String(page)),
          ])
        tasks += answer["tasks"]?.arrayValue ?? []
        cursor = answer["next"]?.shown
      } while cursor != nil && tasks.count < limit ?? .max
      if arguments.has("--json") {
        console.print(
          JSONValue.object(present: [
            ("tasks", .array(tasks)), ("next", cursor.map(JSONValue.string) ?? .null),
          ]).text)
      } else {
        // The board's time is the store's, which may be a virtual one.
        let now = try await service.get(["status"])["at"]?.shown
        show(tasks, now: now, console)
      }
      return .good
    }
  }

  private static func show(_ tasks: [JSONValue], now: String?, _ console: Console) {
    guard !tasks.isEmpty else {
      console.print("no task is open")
      return
    }
    let hasPriorities = tasks.contains { TaskText.priority($0) != 0 }
    var table = TextTable(
      columns: [.init(title: "ID")] + (hasPriorities ? [.init(title: "Prio")] : []) + [
        .init(title: "Task", isElastic: true), .init(title: "For"), .init(title: "Due"),
        .init(title: "With"), .init(title: "Case"), .init(title: "Key", isElastic: true),
      ])
    table.rows = tasks.map { task in
      var row = TaskText.row(task, now: now)
      if hasPriorities { row.insert(TextTable.Cell(String(TaskText.priority(task))), at: 1) }
      return row
    }
    for line in table.lines(console.output) { console.print(line) }
    console.print("\(tasks.count) \(tasks.count == 1 ? "task" : "tasks")")
  }
}

/// `docket task show`.
enum TaskShow {
  static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    try await StoreAccess.withService(arguments, console) { service in
      let task = try await service.get(["tasks", arguments.arguments[0]])
      if arguments.has("--json") {
        console.print(task.text)
        return .good
      }
      let now = try await service.get(["status"])["at"]?.shown
      for line in lines(task, now: now, console.output) { console.print(line) }
      return .good
    }
  }

  private static func lines(
    _ task: JSONValue, now: String?, _ capabilities: Console.Capabilities
  ) -> [String] {
    var lines = [
      "\(task["id"]?.shown ?? "")  \(task["title"]?.shown ?? "")".printable
        .styled(.bold, capabilities)
    ]
    lines += head(task, now: now).lines(capabilities)
    for (title, table) in [
      ("Asks for", fields(task)), ("To know", members(task["data"])),
      ("Answer of \(task["answer"]?["by"]?.shown ?? "")", members(task["answer"])),
    ] where !table.rows.isEmpty {
      lines += ["", title.styled(.bold, capabilities)] + table.lines(capabilities)
    }
    return lines
  }

  private static func head(_ task: JSONValue, now: String?) -> TextTable {
    let key = task["key"]?.shown.map { "  \($0)" } ?? ""
    let outcomes = TaskText.list(task["outcomes"])
    let isOpen = task["otherOutcomes"]?.booleanValue == true
    let ends = outcomes.isEmpty ? "any" : outcomes + (isOpen ? ", or any other" : "")
    var rows: [(String, String?)] = [
      ("Case", (task["case"]?.shown ?? "") + key), ("Workflow", task["workflow"]?.shown),
      ("For", TaskText.receivers(task)), ("With", TaskText.holder(task)),
      ("Ends with", ends), ("Due", TaskText.due(task, now: now)),
      ("Follow-up", task["followUp"]?.shown.map { TimeText.minute($0) }),
      ("Not by who did", TaskText.list(task["notBy"])),
    ]
    if TaskText.priority(task) != 0 {
      rows.append(("Priority", String(TaskText.priority(task))))
    }
    rows.append(("Revision", TaskText.revision(task)))
    return table(rows.compactMap { name, text in text.flatMap { $0.isEmpty ? nil : (name, $0) } })
  }

  private static func fields(_ task: JSONValue) -> TextTable {
    table(
      (task["fields"]?.arrayValue ?? []).map { field in
        let name = field["name"]?.shown ?? ""
        let label = field["label"]?.shown ?? name
        let values = field["values"]?.shown.map { ": \($0)" } ?? ""
        let optional = field["optional"]?.booleanValue == true ? ", may be left out" : ""
        let called = label == name ? "" : " (\(label))"
        return (name, "\(field["type"]?.shown ?? "")\(values)\(optional)\(called)")
      })
  }

  private static func members(_ value: JSONValue?) -> TextTable {
    guard let value, !value.isNull else { return table([]) }
    guard let members = value.objectValue else { return table([("", CaseText.text(value))]) }
    return table(members.map { ($0.name, CaseText.text($0.value)) })
  }

  private static func table(_ rows: [(String, String)]) -> TextTable {
    var table = TextTable(
      columns: [.init(title: ""), .init(title: "", isElastic: true)], indent: 2)
    table.rows = rows.map { [TextTable.Cell($0.0, .dim), TextTable.Cell($0.1)] }
    return table
  }
}

/// A task in words.
enum TaskText {
  static func row(_ task: JSONValue, now: String?) -> [TextTable.Cell] {
    [
      TextTable.Cell(task["id"]?.shown ?? ""), TextTable.Cell(task["title"]?.shown ?? ""),
      TextTable.Cell(receivers(task)),
      TextTable.Cell(due(task, now: now) ?? "", isLate(task, now: now) ? .red : nil),
      TextTable.Cell(task["claimedBy"]?.shown ?? ""), TextTable.Cell(task["case"]?.shown ?? ""),
      TextTable.Cell(task["key"]?.shown ?? ""),
    ]
  }

  /// What a change led to: `t4 "Check" is with ana`.
  static func sentence(_ task: JSONValue) -> String {
    let place = holder(task).map { "is with \($0)" } ?? "is free for \(receivers(task))"
    let answer =
      task["answer"]?["outcome"]?.shown
      .map { "; \(task["answer"]?["by"]?.shown ?? "somebody") answered \($0)" } ?? ""
    return "\(task["id"]?.shown ?? "") \"\(task["title"]?.shown ?? "")\" \(place)\(answer)"
      .printable
  }

  static func receivers(_ task: JSONValue) -> String {
    task["assignee"]?.shown ?? list(task["candidates"])
  }

  static func holder(_ task: JSONValue) -> String? {
    guard let holder = task["claimedBy"]?.shown else { return nil }
    return holder + (task["delegatedBy"]?.shown.map { ", for \($0)" } ?? "")
  }

  static func priority(_ task: JSONValue) -> Int { task["priority"]?.intValue ?? 0 }

  static func due(_ task: JSONValue, now: String?) -> String? {
    task["due"]?.shown.map { TimeText.minute($0) + (isLate(task, now: now) ? " late" : "") }
  }

  static func revision(_ task: JSONValue) -> String {
    let number = task["revision"]?.intValue.map(String.init) ?? ""
    guard let change = task["lastChange"], let event = change["event"]?.shown else { return number }
    let by = change["by"]?.shown.map { " by \($0)" } ?? ""
    return "\(number)  \(event.dropFirst(5))\(by) at \(TimeText.second(change["at"]?.shown))"
  }

  static func list(_ value: JSONValue?) -> String {
    (value?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")
  }

  /// Times are ISO 8601 in UTC with the same precision to the second, so texts compare as times.
  private static func isLate(_ task: JSONValue, now: String?) -> Bool {
    guard let due = task["due"]?.shown, let now else { return false }
    return due.prefix(19) < now.prefix(19)
  }
}
