import Casework
import HTTP
import JSON
import Runner

/// The board, the incidents and the virtual clock.
struct StatusRoutes: Sendable {
  let cases: any CaseOperations & CaseAdministration
  /// How the receivers of calls stand since the start.
  let receivers: @Sendable () throws -> [ReceiverState]

  var operations: [Operation] { [status, incidents, retry, advance] }

  private var status: Operation {
    Operation(
      method: .get, path: "/v1/status", id: "status", summary: "Tells where all cases stand.",
      tag: "status", answers: [.init(status: .ok, help: "The board.", schema: "Status")]
    ) { _, _ in .json(try cases.status().json(receivers: cases.receivers(), try receivers())) }
  }

  private var incidents: Operation {
    Operation(
      method: .get, path: "/v1/incidents", id: "listIncidents",
      summary: "Lists the cases that stopped, with the reason.", tag: "incidents",
      query: [
        .init(name: "cause", help: "Only those of this cause; see /v1/incident-causes."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of incidents.", schema: "IncidentPage")]
    ) { request, _ in
      let limit = try request.limit()
      let after = try request.cursor { IncidentID($0) }
      let found =
        if let cause = request.query("cause") {
          try cases.incidents(ofCause: cause, after: after, limit: limit)
        } else {
          try cases.incidents(after: after, limit: limit)
        }
      let next = found.count == limit ? found.last.map { "\($0.id)" } : nil
      return .json(["incidents": .array(found.map(\.json)), "next": .optional(next)])
    }
  }

  private var retry: Operation {
    Operation(
      method: .post, path: "/v1/incidents/{id}/retry", id: "retryIncident",
      summary: "Runs the step that failed again.", tag: "incidents", body: "Intervention",
      answers: [.init(status: .ok, help: "The case after the attempt.", schema: "Case")]
    ) { request, parameters in
      .json(try cases.retry(try Self.id(parameters["id"]), try Intervention(request)).json)
    }
  }

  private var advance: Operation {
    Operation(
      method: .post, path: "/v1/clock/advance", id: "advanceClock",
      summary: "Moves a virtual clock and works off what falls due.", tag: "status",
      body: "AdvanceRequest",
      answers: [.init(status: .ok, help: "What it did.", schema: "ClockResult")]
    ) { request, _ in
      let body = try RequestBody(request, members: ["by", "toNext"])
      let duration = try body.text("by")
      let toNext = try body.flag("toNext")
      guard (duration != nil) != toNext else {
        throw Problem.malformedBody("the body needs either \"by\" or \"toNext\"")
      }
      let advance =
        try duration.map { ClockAdvance.by(try RequestDuration.microseconds($0, member: "by")) }
        ?? .toNext
      let result = try cases.advanceClock(advance)
      return .json([
        "from": .string("\(result.from)"), "to": .string("\(result.to)"),
        "fired": .number(String(result.firedTimers)),
      ])
    }
  }

  private static func id(_ text: String) throws(Problem) -> IncidentID {
    guard let id = IncidentID(text) else {
      throw Problem(
        CaseworkCode.unknownIncident, .notFound,
        "\"\(text)\" is no incident; the id of an incident looks like i3")
    }
    return id
  }
}
