import JSON

/// `docket incident …`: cases that stopped because a step failed.
enum IncidentCommands {
  static let description = CommandDescription(
    name: "incident",
    summary: "lists cases that stopped, and tries them again",
    subcommands: [list, causes, retry])

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the incidents, the oldest first, each with its reason",
    options: [cause],
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        let incidents = try await find(service, arguments)
        if arguments.has("--json") {
          console.print(JSONValue.object(present: [("incidents", .array(incidents))]).text)
        } else if incidents.isEmpty {
          console.print("no case has stopped")
        }
        for incident in incidents where !arguments.has("--json") { show(incident, console) }
        return .good
      }
    })

  private static let cause = OptionDescription.value(
    "--cause", "CAUSE", "only those of this cause, as docket incident causes names it")

  private static let causes = CommandDescription(
    name: "causes",
    summary: "tells what keeps cases from going on, the most frequent cause first",
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        let answer = try await service.get(["incident-causes"])
        if arguments.has("--json") {
          console.print(answer.text)
          return .good
        }
        let causes = answer["causes"]?.arrayValue ?? []
        if causes.isEmpty { console.print("no case has stopped") }
        for cause in causes {
          let count = cause["count"]?.intValue ?? 0
          console.print(
            (cause["cause"]?.shown ?? "").styled(.red, console.output)
              + "  \(count) \(count == 1 ? "case" : "cases") of \(cause["workflow"]?.shown ?? "")"
              .printable
              + ", the last at \(TimeText.minute(cause["last"]?.shown))")
          console.print("    \(cause["message"]?.shown ?? "")".printable)
        }
        return .good
      }
    })

  private static let retry = CommandDescription(
    name: "retry",
    summary: "runs the step that failed again, or those of all incidents or of one cause",
    discussion: ["Mend the table or workflow first; the event that failed is still there."],
    arguments: [
      .init(name: "INCIDENT", help: "the incident's id, such as i3, or all", arity: .optional)
    ],
    options: [cause] + CaseSelection.intervention,
    examples: [
      .init(
        line: "docket incident retry --cause 3fa92c1b",
        help: "tries again what one mended table had stopped")
    ],
    run: { arguments, console in
      let body = CaseSelection.body(of: arguments)
      let chooses = arguments.first == "all" || arguments.has("--cause")
      guard arguments.first != nil || chooses else {
        throw UsageError.missingOneOf(["INCIDENT", "--cause"], path: arguments.path)
      }
      return try await StoreAccess.withService(arguments, console) { service in
        guard chooses else {
          let answer = try await service.post(
            ["incidents", arguments.arguments[0], "retry"], body)
          CaseOutcome.report(answer, arguments, console, verb: "was tried again")
          return answer["status"]?.shown == "incident" ? .findings : .good
        }
        let incidents = try await find(service, arguments)
        var stopped = 0
        var progress = Progress("retry", console)
        for incident in incidents {
          try Task.checkCancellation()
          let answer = try await service.post(
            ["incidents", incident["id"]?.shown ?? "", "retry"], body)
          if answer["status"]?.shown == "incident" { stopped += 1 }
          if arguments.has("--json") { console.print(answer.text) }
          progress.step()
        }
        progress.clear()
        if !arguments.has("--json") {
          console.print(
            "\(incidents.count) tried again, \(incidents.count - stopped) went on, "
              + "\(stopped) stopped again")
        }
        return stopped > 0 ? .findings : .good
      }
    })

  /// All incidents, or those of one cause.
  private static func find(
    _ service: ServiceAccess, _ arguments: ParsedArguments
  ) async throws(CommandFailure) -> [JSONValue] {
    var incidents: [JSONValue] = []
    var cursor: String?
    repeat {
      let answer = try await service.get(
        ["incidents"],
        [("cause", arguments.value("--cause")), ("cursor", cursor), ("limit", "1000")])
      incidents += answer["incidents"]?.arrayValue ?? []
      cursor = answer["next"]?.shown
    } while cursor != nil
    return incidents
  }

  private static func show(_ incident: JSONValue, _ console: Console) {
    let id = incident["id"]?.shown ?? ""
    let place = incident["case"]?.shown ?? ""
    let key = incident["key"]?.shown.map { " (\($0))" } ?? ""
    let workflow = incident["workflow"]?.shown ?? ""
    let at = TimeText.minute(incident["at"]?.shown)
    console.print(
      id.styled(.red, console.output) + "  \(place)\(key) of \(workflow), \(at)".printable)
    let event = incident["event"]?.shown ?? ""
    console.print("    at \(event): \(incident["message"]?.shown ?? "")".printable)
  }
}
