import JSON

/// `docket intake …`: what came in from outside systems and could not be worked off.
enum IntakeCommands {
  static let description = CommandDescription(
    name: "intake",
    summary: "takes in recorded payloads, and lists what could not be worked off",
    discussion: [
      "Outside systems send to /v1/intake/NAME of the daemon. What they send is stored, answered, and "
        + "then worked off by the intake sheets among the workflows. What no sheet can make something "
        + "of is set aside, with the reason, and keeps nothing else waiting."
    ],
    subcommands: [IntakeFeed.description, list, retry, drop])

  private static let list = CommandDescription(
    name: "list",
    summary: "lists what was set aside, the oldest first, each with its reason",
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        var things: [JSONValue] = []
        var cursor: String?
        repeat {
          let page = try await service.get(["intake"], [("cursor", cursor), ("limit", "1000")])
          things += page["intake"]?.arrayValue ?? []
          cursor = page["next"]?.stringValue
        } while cursor != nil
        if arguments.has("--json") {
          console.print(JSONValue.object(present: [("intake", .array(things))]).text)
        } else if things.isEmpty {
          console.print("nothing was set aside")
        }
        for thing in things where !arguments.has("--json") {
          let name = thing["intake"]?.shown ?? ""
          let id = thing["id"]?.shown ?? ""
          console.print(
            "\(id.styled(.red, console.output))  \(thing["kind"]?.shown ?? "") at \(name), "
              + TimeText.minute(thing["receivedAt"]?.shown))
          console.print("    \(thing["fault"]?.shown ?? "")".printable)
        }
        return .good
      }
    })

  private static let retry = change(
    "retry", "tries it again", "Mend the intake sheet first.", done: "is tried again")
  private static let drop = change(
    "drop", "removes it for good", "It stays known: the same thing is not taken in again.",
    done: "was removed")

  private static func change(
    _ verb: String, _ summary: String, _ discussion: String, done: String
  ) -> CommandDescription {
    CommandDescription(
      name: verb, summary: summary, discussion: [discussion],
      arguments: [.init(name: "THING", help: "its number, such as n12")],
      run: { arguments, console in
        let id = arguments.arguments[0]
        return try await StoreAccess.withService(arguments, console) { service in
          _ = try await service.post(["intake-items", id, verb], .object([]))
          console.print("\(id) \(done)".printable)
          return .good
        }
      })
  }
}
