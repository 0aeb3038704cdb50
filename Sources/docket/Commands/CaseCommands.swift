import JSON

/// `docket case …`: starting, finding and moving cases.
enum CaseCommands {
  static let description = CommandDescription(
    name: "case",
    summary: "starts, lists and shows cases, and sends them events",
    subcommands: [start, list, show] + CaseInterventions.all
      + CaseHistory.all)

  private static let reference = CommandDescription.Argument(
    name: "CASE", help: "the case's id, such as c17, or its business key")

  private static let start = CommandDescription(
    name: "start",
    summary: "starts a case of a workflow, or one for each line of a file",
    discussion: [
      "The data are an object whose fields are the workflow's variables; a field that no variable "
        + "is declared for is refused. With --jsonl each line is such an object, or "
        + "{\"id\": …, \"key\": …, \"data\": {…}}: a line whose id was accepted before starts nothing."
    ],
    arguments: [.init(name: "WORKFLOW", help: "the workflow's name or label")],
    options: [
      .value("--data", "JSON", "the values of its variables"),
      .value("--jsonl", "FILE", "one object of data a line; - is standard input", .file),
      .value("--key", "KEY", "the business key, unique among the open cases of the workflow"),
      .value("--as", "PERSON", "who starts it, for the log"),
    ],
    exclusive: [["--data", "--jsonl"], ["--key", "--jsonl"]],
    examples: [
      .init(
        line: "docket case start order-exceptions --key O-1 --data '{\"orderId\": \"1\"}'",
        help: "starts one case")
    ],
    run: CaseStart.run)

  private static let list = CommandDescription(
    name: "list",
    summary: "lists cases, the oldest first",
    options: [
      .value("--workflow", "W", "only this workflow's, by name or label"),
      .value("--state", "S", "only those in this state, by id or label"),
      .value("--key", "KEY", "only those with this business key"),
      .value(
        "--status", "STATUS", "only those that stand so",
        .values(["open", "done", "suspended", "incident", "cancelled"])),
      .value(
        "--where", "FEEL",
        "only those whose data make this true; `case` has id, key, status, state, started, changed"),
      .value("--older-than", "DURATION", "only those started at least so long ago, such as PT8H"),
      .value("--limit", "N", "at most so many; all unless told otherwise"),
    ],
    examples: [
      .init(
        line: "docket case list --workflow order-exceptions --state \"In review\"",
        help: "shows what waits for a reviewer"),
      .init(
        line: "docket case list --where 'order.total > 1000' --older-than P1D --json",
        help: "finds the large orders of more than a day, for a program"),
    ],
    run: CaseList.run)

  private static let show = CommandDescription(
    name: "show",
    summary: "shows where a case stands, and why",
    arguments: [reference],
    options: [
      .flag("--log", "with its log: every step, every decision with the rule that decided")
    ],
    examples: [.init(line: "docket case show c17 --log", help: "tells the case's whole story")],
    run: CaseShow.run)
}

/// The line that tells where a case is after a command.
enum CaseOutcome {
  static func report(
    _ answer: JSONValue, _ arguments: ParsedArguments, _ console: Console, verb: String
  ) {
    if arguments.has("--json") {
      console.print(answer.text)
    } else {
      console.print(sentence(answer, verb: verb))
    }
  }

  static func sentence(_ answer: JSONValue, verb: String) -> String {
    let id = answer["id"]?.shown ?? "?"
    let key = answer["key"]?.shown.map { " (\($0))" } ?? ""
    let states = answer["state"]?.arrayValue?.compactMap(\.shown) ?? []
    let labels = answer["labels"]?.arrayValue?.compactMap(\.shown) ?? states
    let status = answer["status"]?.shown ?? ""
    if status == "incident" {
      return "\(id)\(key) \(verb), but stopped in an incident: docket case show \(id) tells why"
        .printable
    }
    let end = status == "open" ? "" : " (\(status))"
    let repeated = answer["duplicate"]?.booleanValue == true ? "; the event was known already" : ""
    let place = labels.isEmpty ? status : labels.joined(separator: ", ") + end
    return "\(id)\(key) \(verb): \(place)\(repeated)".printable
  }
}
