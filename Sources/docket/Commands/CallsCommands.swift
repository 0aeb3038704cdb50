import JSON

/// `docket calls …`: outgoing calls that wait, and those given up.
enum CallsCommands {
  static let description = CommandDescription(
    name: "calls",
    summary: "lists outgoing calls, tries them again, drops them",
    discussion: [
      "A call that failed too often, or that the receiver refused, is given up: its case was told "
        + "so, and the call is kept here until a person tries it again or drops it."
    ],
    subcommands: [list, show, retry, drop])

  private static let reference = CommandDescription.Argument(
    name: "CALL", help: "the call's id, such as m5, or all that were given up: all")
  private static let receiver = OptionDescription.value(
    "--to", "RECEIVER", "only those to this connector, or to this origin of a URL")

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the calls that wait or were given up, the oldest first",
    options: [
      receiver,
      .value("--status", "STATUS", "only those that stand so", .values(["waiting", "dead"])),
    ],
    examples: [.init(line: "docket calls list --status dead", help: "shows what was given up")],
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        let calls = try await find(service, arguments, status: arguments.value("--status"))
        if arguments.has("--json") {
          console.print(JSONValue.object(present: [("calls", .array(calls))]).text)
        } else if calls.isEmpty {
          console.print("no call is like that")
        } else {
          for line in table(calls).lines(console.output) { console.print(line) }
        }
        return .good
      }
    })

  private static let show = CommandDescription(
    name: "show",
    summary: "shows a call: what is sent, how often it was tried, why it failed",
    arguments: [.init(name: "CALL", help: "the call's id, such as m5")],
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        let call = try await service.get(["calls", arguments.arguments[0]])
        if arguments.has("--json") {
          console.print(call.text)
        } else {
          for line in story(call).lines(console.output) { console.print(line) }
        }
        return .good
      }
    })

  private static let retry = CommandDescription(
    name: "retry",
    summary: "tries a call again at once, or all that were given up",
    discussion: [
      "It is sent with the same idempotency key as before. Its result comes to the case as ever."
    ],
    arguments: [reference], options: [receiver] + CaseSelection.intervention,
    examples: [
      .init(
        line: "docket calls retry all --to \"order management\"",
        help: "tries everything again that was given up for one receiver")
    ],
    run: { arguments, console in
      try await change(arguments, console, verb: "retry", done: "will be tried again")
    })

  private static let drop = CommandDescription(
    name: "drop",
    summary: "takes a call out of the outbox for good, or all that were given up",
    discussion: ["It is not made any more; the case's log keeps who dropped it and why."],
    arguments: [reference],
    options: [receiver, .flag("--yes", "drop all without asking")] + CaseSelection.intervention,
    needsOneOf: ["--reason"],
    run: { arguments, console in
      if arguments.arguments[0] == "all", !arguments.has("--yes") {
        throw CommandFailure(
          .findings, "this would drop every call that was given up",
          details: ["say --yes to do it; docket calls list --status dead shows them"])
      }
      return try await change(arguments, console, verb: "drop", done: "was dropped")
    })

  private static func change(
    _ arguments: ParsedArguments, _ console: Console, verb: String, done: String
  ) async throws -> ExitCode {
    let body = CaseSelection.body(of: arguments)
    return try await StoreAccess.withService(arguments, console) { service in
      var ids = [arguments.arguments[0]]
      let all = ids == ["all"]
      if all {
        ids = try await find(service, arguments, status: "dead").compactMap { $0["id"]?.shown }
      }
      for id in ids {
        try Task.checkCancellation()
        let call = try await service.post(["calls", id, verb], body)
        if arguments.has("--json") {
          console.print(call.text)
        } else if !all {
          console.print(
            "\(id) (\(call["event"]?.shown ?? "") to \(call["to"]?.shown ?? "")) \(done)".printable)
        }
      }
      if all, !arguments.has("--json") {
        console.print("\(ids.count) \(ids.count == 1 ? "call" : "calls") \(done)")
      }
      return .good
    }
  }

  private static func find(
    _ service: ServiceAccess, _ arguments: ParsedArguments, status: String?
  ) async throws(CommandFailure) -> [JSONValue] {
    var calls: [JSONValue] = []
    var cursor: String?
    repeat {
      let page = try await service.get(
        ["calls"],
        [
          ("status", status), ("to", arguments.value("--to")), ("cursor", cursor),
          ("limit", "1000"),
        ])
      calls += page["calls"]?.arrayValue ?? []
      cursor = page["next"]?.shown
    } while cursor != nil
    return calls
  }

  private static func table(_ calls: [JSONValue]) -> TextTable {
    var table = TextTable(columns: [
      .init(title: "ID"), .init(title: "Case"), .init(title: "Event"), .init(title: "To"),
      .init(title: "Status"), .init(title: "Tried", alignment: .right),
      .init(title: "Why", isElastic: true),
    ])
    table.rows = calls.map { call in
      let isDead = call["status"]?.shown == "dead"
      let ambiguous = call["ambiguous"]?.booleanValue == true ? "perhaps received: " : ""
      return [
        TextTable.Cell(call["id"]?.shown ?? "", .cyan),
        TextTable.Cell(call["key"]?.shown ?? call["case"]?.shown ?? ""),
        TextTable.Cell(call["event"]?.shown ?? ""), TextTable.Cell(call["to"]?.shown ?? ""),
        TextTable.Cell(isDead ? "given up" : "waiting", isDead ? .red : nil),
        TextTable.Cell(call["attempts"]?.shown ?? ""),
        TextTable.Cell(ambiguous + (call["error"]?.shown ?? ""), .dim),
      ]
    }
    return table
  }

  private static func story(_ call: JSONValue) -> TextTable {
    let isDead = call["status"]?.shown == "dead"
    var table = TextTable(columns: [.init(title: ""), .init(title: "")])
    let key = call["key"]?.shown.map { " (\($0))" } ?? ""
    table.rows = [
      ["Call", TextTable.Cell(call["id"]?.shown ?? "", .cyan)],
      ["Case", TextTable.Cell((call["case"]?.shown ?? "") + key)],
      ["To", TextTable.Cell(call["to"]?.shown ?? "")],
      ["Event", TextTable.Cell(call["event"]?.shown ?? "")],
      [
        "Status",
        TextTable.Cell(
          isDead
            ? "given up"
            : "waits for its attempt at \(TimeText.second(call["next"]?.shown))",
          isDead ? .red : nil),
      ],
      ["Attempts", TextTable.Cell(call["attempts"]?.shown ?? "0")],
      ["Last error", TextTable.Cell(call["error"]?.shown ?? "none")],
      [
        "Received",
        TextTable.Cell(
          call["ambiguous"]?.booleanValue == true ? "perhaps: nobody knows" : "no"),
      ],
      ["Key", TextTable.Cell(call["idempotencyKey"]?.shown ?? "")],
      ["Data", TextTable.Cell(call["data"].map(CaseText.text) ?? "")],
    ]
    return table
  }
}
