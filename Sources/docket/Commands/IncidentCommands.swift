import JSON

/// `docket incident …`: cases that stopped because a step failed.
enum IncidentCommands {
  static let description = CommandDescription(
    name: "incident",
    summary: "lists cases that stopped, and tries them again",
    subcommands: [list, retry])

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the incidents, the oldest first, each with its reason",
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        var incidents: [JSONValue] = []
        var cursor: String?
        repeat {
          let answer = try await service.get(["incidents"], [("cursor", cursor)])
          incidents += answer["incidents"]?.arrayValue ?? []
          cursor = answer["next"]?.shown
        } while cursor != nil
        if arguments.has("--json") {
          console.print(JSONValue.object(present: [("incidents", .array(incidents))]).text)
        } else if incidents.isEmpty {
          console.print("no case has stopped")
        }
        for incident in incidents where !arguments.has("--json") { show(incident, console) }
        return .good
      }
    })

  private static let retry = CommandDescription(
    name: "retry",
    summary: "runs the step that failed again, or those of all incidents",
    discussion: ["Mend the table or workflow first; the event that failed is still there."],
    arguments: [
      .init(name: "INCIDENT", help: "the incident's id, such as i3, or all")
    ],
    options: [.value("--as", "PERSON", "who tries it again, for the log")],
    run: { arguments, console in
      let body = JSONValue.object(present: [("as", arguments.value("--as")?.json)])
      return try await StoreAccess.withService(arguments, console) { service in
        var ids = [arguments.arguments[0]]
        if ids == ["all"] {
          let answer = try await service.get(["incidents"], [("limit", "1000")])
          ids = (answer["incidents"]?.arrayValue ?? []).compactMap { $0["id"]?.shown }
        }
        var code = ExitCode.good
        for id in ids {
          let answer = try await service.post(["incidents", id, "retry"], body)
          CaseOutcome.report(answer, arguments, console, verb: "was tried again")
          if answer["status"]?.shown == "incident" { code = .findings }
        }
        return code
      }
    })

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
