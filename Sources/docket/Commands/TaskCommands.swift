import JSON

/// `docket task …`: the work that waits for people.
enum TaskCommands {
  static let description = CommandDescription(
    name: "task",
    summary: "lists, claims, releases and completes tasks",
    subcommands: [list, claim, release, complete])

  private static let task = CommandDescription.Argument(
    name: "TASK", help: "the task's id, such as t4")
  private static let person = OptionDescription.value(
    "--as", "PERSON", "who does it")

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the open tasks, the most urgent first",
    options: [
      .value("--role", "ROLE", "only those that this role or person may do"),
      .value("--case", "CASE", "only those of this case"),
      .value("--limit", "N", "at most so many; all unless told otherwise"),
    ],
    examples: [
      .init(
        line: "docket task list --role \"order desk\"", help: "shows what the order desk has to do")
    ],
    run: runList)

  private static let claim = CommandDescription(
    name: "claim",
    summary: "reserves a task for a person",
    arguments: [task], options: [person], needsOneOf: ["--as"],
    run: { try await change("claim", $0, $1) })

  private static let release = CommandDescription(
    name: "release",
    summary: "gives a claimed task back",
    arguments: [task], options: [person], needsOneOf: ["--as"],
    run: { try await change("release", $0, $1) })

  private static let complete = CommandDescription(
    name: "complete",
    summary: "completes a task and shows where that led its case",
    arguments: [task],
    options: [
      .value("--outcome", "OUTCOME", "how it ended, one of those the workflow goes on with"),
      .value("--comment", "TEXT", "a remark, for the log"),
      .value("--data", "JSON", "the values filled in"),
      person,
    ],
    needsOneOf: ["--as"],
    examples: [
      .init(
        line: "docket task complete t4 --outcome approve --as ana --comment 'looks right'",
        help: "approves")
    ],
    run: runComplete)

  private static func runList(
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
            ("role", arguments.value("--role")), ("case", arguments.value("--case")),
            ("cursor", cursor), ("limit", String(page)),
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
    var table = TextTable(columns: [
      .init(title: "ID"), .init(title: "Task", isElastic: true), .init(title: "For"),
      .init(title: "Due"), .init(title: "With"), .init(title: "Case"),
      .init(title: "Key", isElastic: true),
    ])
    table.rows = tasks.map { TaskText.row($0, now: now) }
    for line in table.lines(console.output) { console.print(line) }
    console.print("\(tasks.count) \(tasks.count == 1 ? "task" : "tasks")")
  }

  private static func change(
    _ verb: String, _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let body = JSONValue.object(present: [("as", arguments.value("--as")?.json)])
    return try await StoreAccess.withService(arguments, console) { service in
      let answer = try await service.post(["tasks", arguments.arguments[0], verb], body)
      if arguments.has("--json") {
        console.print(answer.text)
      } else {
        let id = answer["id"]?.shown ?? ""
        let title = answer["title"]?.shown ?? ""
        let holder = answer["claimedBy"]?.shown.map { "is with \($0)" } ?? "is free"
        console.print("\(id) \"\(title)\" \(holder)".printable)
      }
      return .good
    }
  }

  private static func runComplete(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    guard let outcome = arguments.value("--outcome") else {
      throw UsageError.missingOneOf(["--outcome"], path: arguments.path)
    }
    let data = try arguments.value("--data").map {
      try JSONInput.parse(Array($0.utf8), from: "--data")
    }
    let body = JSONValue.object(
      present: [
        ("as", arguments.value("--as")?.json), ("outcome", outcome.json),
        ("comment", arguments.value("--comment")?.json), ("data", data),
      ])
    return try await StoreAccess.withService(arguments, console) { service in
      let answer = try await service.post(["tasks", arguments.arguments[0], "complete"], body)
      CaseOutcome.report(answer, arguments, console, verb: "went on")
      return .good
    }
  }
}

/// A task as a row of a table.
enum TaskText {
  static func row(_ task: JSONValue, now: String?) -> [TextTable.Cell] {
    let candidates = (task["candidates"]?.arrayValue ?? []).compactMap(\.shown)
    let due = task["due"]?.shown
    // Times are ISO 8601 in UTC with the same precision to the second, so texts compare as times.
    let isLate = due.map { due in now.map { due.prefix(19) < $0.prefix(19) } ?? false } ?? false
    return [
      TextTable.Cell(task["id"]?.shown ?? ""), TextTable.Cell(task["title"]?.shown ?? ""),
      TextTable.Cell(task["assignee"]?.shown ?? candidates.joined(separator: ", ")),
      TextTable.Cell(TimeText.minute(due) + (isLate ? " late" : ""), isLate ? .red : nil),
      TextTable.Cell(task["claimedBy"]?.shown ?? ""), TextTable.Cell(task["case"]?.shown ?? ""),
      TextTable.Cell(task["key"]?.shown ?? ""),
    ]
  }
}
