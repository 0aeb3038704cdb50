import JSON

/// `docket case cancel|suspend|resume|retry|send`: what is done to one case, or to many at once.
enum CaseInterventions {
  static let all = [send, cancel, suspend, resume, retry]

  private static let unfinished: Set<String> = ["open", "suspended", "incident"]

  private static let send = CommandDescription(
    name: "send",
    summary: "sends an event to a case, or to many, and shows where that led",
    discussion: [
      "With options that choose cases, the event goes to all of them: say --dry-run first to see "
        + "how many they are. EVENT is then the only argument."
    ],
    arguments: [
      .init(name: "CASE", help: "the case's id, such as c17, or its business key"),
      .init(name: "EVENT", help: "the event's name", arity: .optional),
    ],
    options: [
      .value("--data", "JSON", "the event's data"),
      .value("--event-id", "ID", "the sender's id of the event: the same one counts once"),
      .value("--as", "PERSON", "who sends it, for the log"),
    ] + CaseSelection.filters,
    examples: [
      .init(line: "docket case send O-1 approve", help: "sends the event approve"),
      .init(
        line: "docket case send approve --state \"In review\" --where 'order.total < 10' --yes",
        help: "approves all small orders in review"),
    ],
    run: { arguments, console in
      let data = try arguments.value("--data").map {
        try JSONInput.parse(Array($0.utf8), from: "--data")
      }
      let words = arguments.arguments
      let body = JSONValue.object(
        present: [
          ("event", words.last?.json), ("data", data), ("id", arguments.value("--event-id")?.json),
          ("as", arguments.value("--as")?.json),
        ])
      let selection = CaseSelection(
        arguments: arguments, console: console, verb: "send to", done: "went on",
        statuses: unfinished)
      return try await selection.run(words.count > 1 ? words[0] : nil) {
        service, id throws(CommandFailure) in
        try await service.post(["cases", id, "events"], body, [("wait", "true")])
      }
    })

  private static let cancel = intervention(
    "cancel", "ends a case from outside, or many", done: "was cancelled", statuses: unfinished,
    ["The exit work of its states is done; nothing else of it happens any more."])

  private static let suspend = intervention(
    "suspend", "holds a case, or many, until it is resumed", done: "was suspended",
    statuses: ["open"],
    ["Events are accepted and wait, deadlines run on and wait too; no step is taken."])

  private static let resume = intervention(
    "resume", "lets a suspended case go on, or many", done: "was resumed",
    statuses: ["suspended"], ["What has come in meanwhile is worked off in its order."])

  private static let retry = intervention(
    "retry", "runs the failed step of a case again, or those of many", done: "was tried again",
    statuses: ["incident"],
    ["Mend the table or workflow first; docket incident retry goes by the cause."])

  private static func intervention(
    _ name: String, _ summary: String, done: String, statuses: Set<String>,
    _ discussion: [String]
  ) -> CommandDescription {
    CommandDescription(
      name: name, summary: summary, discussion: discussion, arguments: [CaseSelection.argument],
      options: CaseSelection.intervention + CaseSelection.filters,
      examples: [
        .init(
          line: "docket case \(name) --workflow order-exceptions --older-than P30D --dry-run",
          help: "tells how many cases that would be")
      ],
      run: { arguments, console in
        let body = CaseSelection.body(of: arguments)
        let selection = CaseSelection(
          arguments: arguments, console: console, verb: name, done: done, statuses: statuses)
        return try await selection.run(arguments.first) { service, id throws(CommandFailure) in
          try await service.post(["cases", id, name], body)
        }
      })
  }
}
