import HTTP
import JSON

/// `docket task …`: the work that waits for people.
enum TaskCommands {
  static let description = CommandDescription(
    name: "task",
    summary: "lists, shows, hands round and completes tasks",
    subcommands: [list, show, claim, release, reassign, delegate, complete])

  private static let task = CommandDescription.Argument(
    name: "TASK", help: "the task's id, such as t4")
  private static let person = OptionDescription.value(
    "--as", "PERSON", "who does it")
  private static let comment = OptionDescription.value(
    "--comment", "TEXT", "a remark, for the log")
  private static let revision = OptionDescription.value(
    "--revision", "N", "only if the task is still at this revision")

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the open tasks, the most urgent first",
    discussion: [
      "The highest priority comes first, then what is due next, then what has waited longest."
    ],
    options: [
      .value("--role", "ROLE", "only those that this role or person may claim"),
      .value("--person", "PERSON", "only those that this person has, is assigned or delegated"),
      .value("--case", "CASE", "only those of this case"),
      .value("--limit", "N", "at most so many; all unless told otherwise"),
    ],
    examples: [
      .init(
        line: "docket task list --role \"order desk\"", help: "shows what the order desk has to do")
    ],
    run: TaskList.run)

  private static let show = CommandDescription(
    name: "show",
    summary: "shows a task: what it asks for, how it can end, who has it",
    arguments: [task],
    run: TaskShow.run)

  private static let claim = CommandDescription(
    name: "claim",
    summary: "reserves a task for a person",
    arguments: [task], options: [person, comment, revision], needsOneOf: ["--as"],
    run: { try await change("claim", $0, $1) })

  private static let release = CommandDescription(
    name: "release",
    summary: "gives a claimed task back",
    discussion: ["A delegated task goes back to the person who delegated it."],
    arguments: [task], options: [person, comment, revision], needsOneOf: ["--as"],
    run: { try await change("release", $0, $1) })

  private static let reassign = CommandDescription(
    name: "reassign",
    summary: "gives a task to another person or role",
    arguments: [task],
    options: [
      .value("--to", "PERSON", "the person who gets it"),
      .value("--to-role", "ROLE", "the role of whom anyone may claim it"), person, comment,
      revision,
    ],
    exclusive: [["--to", "--to-role"]], needsOneOf: ["--to", "--to-role"],
    examples: [
      .init(
        line: "docket task reassign t4 --to omar --as ines --comment 'on holiday'",
        help: "hands the task over")
    ],
    run: { arguments, console in
      try needPerson(arguments)
      return try await change(
        "reassign", arguments, console,
        [("to", arguments.value("--to")), ("role", arguments.value("--to-role"))])
    })

  private static let delegate = CommandDescription(
    name: "delegate",
    summary: "lets another person do a task and confirm it afterwards",
    discussion: [
      "The other person completes or releases the task; either way it comes back. What was answered is "
        + "kept with the task, and docket task complete without --outcome confirms it."
    ],
    arguments: [task],
    options: [.value("--to", "PERSON", "the person who does it"), person, comment, revision],
    needsOneOf: ["--to"],
    run: { arguments, console in
      try needPerson(arguments)
      return try await change("delegate", arguments, console, [("to", arguments.value("--to"))])
    })

  private static let complete = CommandDescription(
    name: "complete",
    summary: "completes a task and shows where that led its case",
    arguments: [task],
    options: [
      .value(
        "--outcome", "OUTCOME",
        "how it ended, one of those the workflow goes on with; left out, a delegated person's answer "
          + "is confirmed"),
      comment,
      .value("--data", "JSON", "the values of the form's fields"),
      person, revision,
    ],
    needsOneOf: ["--as"],
    examples: [
      .init(
        line: "docket task complete t4 --outcome approve --as ana --comment 'looks right'",
        help: "approves"),
      .init(
        line: "docket task complete t4 --outcome refund --data '{\"amount\": 12.50}' --as ana",
        help: "fills in the form"),
    ],
    run: runComplete)

  private static func needPerson(_ arguments: ParsedArguments) throws {
    guard arguments.value("--as") != nil else {
      throw UsageError.missingOneOf(["--as"], path: arguments.path)
    }
  }

  private static func headers(_ arguments: ParsedArguments) throws -> HTTPHeaders {
    guard let revision = try arguments.integer("--revision", in: 0...Int.max) else { return [:] }
    return ["If-Match": "\"\(revision)\""]
  }

  private static func change(
    _ verb: String, _ arguments: ParsedArguments, _ console: Console,
    _ further: [(String, String?)] = []
  ) async throws -> ExitCode {
    let body = JSONValue.object(
      present: [
        ("as", arguments.value("--as")?.json), ("comment", arguments.value("--comment")?.json),
      ]
        + further.map { ($0.0, $0.1?.json) })
    let headers = try headers(arguments)
    return try await StoreAccess.withService(arguments, console) { service in
      let answer = try await service.post(
        ["tasks", arguments.arguments[0], verb], body, headers: headers)
      if arguments.has("--json") {
        console.print(answer.text)
      } else {
        console.print(TaskText.sentence(answer))
      }
      return .good
    }
  }

  private static func runComplete(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let data = try arguments.value("--data").map {
      try JSONInput.parse(Array($0.utf8), from: "--data")
    }
    let body = JSONValue.object(
      present: [
        ("as", arguments.value("--as")?.json), ("outcome", arguments.value("--outcome")?.json),
        ("comment", arguments.value("--comment")?.json), ("data", data),
      ])
    let headers = try headers(arguments)
    return try await StoreAccess.withService(arguments, console) { service in
      let path = ["tasks", arguments.arguments[0]]
      let answer = try await service.post(path + ["complete"], body, headers: headers)
      // A delegated task is still open: it is with whoever confirms it.
      if !arguments.has("--json"), let task = try? await service.get(path) {
        console.print(TaskText.sentence(task))
        return .good
      }
      CaseOutcome.report(answer, arguments, console, verb: "went on")
      return .good
    }
  }
}
