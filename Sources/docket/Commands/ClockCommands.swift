import JSON

/// `docket clock …`: the virtual clock.
enum ClockCommands {
  static let description = CommandDescription(
    name: "clock",
    summary: "moves a virtual clock",
    subcommands: [advance])

  private static let advance = CommandDescription(
    name: "advance",
    summary: "lets virtual time pass, and with it what falls due",
    discussion: ["Works only on a store made with docket serve --clock virtual."],
    arguments: [
      .init(name: "DURATION", help: "how long, such as \"3 days\" or PT9H", arity: .optional)
    ],
    options: [
      .flag("--to-next", "to the next deadline or delayed message instead of by a duration")
    ],
    examples: [
      .init(line: "docket clock advance \"3 days\"", help: "lets three days pass"),
      .init(line: "docket clock advance --to-next", help: "lets time pass until something happens"),
    ],
    run: { arguments, console in
      guard (arguments.first != nil) != arguments.has("--to-next") else {
        throw UsageError.missingOneOf(["DURATION", "--to-next"], path: arguments.path)
      }
      let body = JSONValue.object(
        present: [
          ("by", arguments.first?.json),
          ("toNext", arguments.has("--to-next") ? .boolean(true) : nil),
        ])
      return try await StoreAccess.withService(arguments, console) { service in
        let answer = try await service.post(["clock", "advance"], body)
        if arguments.has("--json") {
          console.print(answer.text)
        } else {
          let fired = answer["fired"]?.intValue ?? 0
          console.print(
            "\(TimeText.second(answer["from"]?.shown)) -> \(TimeText.second(answer["to"]?.shown)); "
              + (fired == 1 ? "1 deadline ran out" : "\(fired) deadlines ran out"))
        }
        return .good
      }
    })
}
