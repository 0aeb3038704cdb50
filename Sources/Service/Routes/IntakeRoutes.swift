import Casework
import Connectors
import Diagnostics
import HTTP
import JSON
import Runner

/// The operations on what comes in from outside systems.
struct IntakeRoutes: Sendable {
  let desk: IntakeDesk
  let access: AccessRules

  var operations: [Operation] {
    [
      receive(
        .post, "receiveIntake", "Takes in what an outside system sends; answers when it is on disk."
      ),
      receive(.get, "verifyIntake", "Answers the handshake of an outside system."),
      receive(.options, "validateIntake", "Answers the validation of a sender of CloudEvents."),
      feed, list,
      change("retry", "retryIntake", "Tries a thing again that could not be worked off.") {
        try desk.cases.retryIntake($0)
      },
      change("drop", "dropIntake", "Removes a thing that could not be worked off.") {
        try desk.cases.dropIntake($0)
      },
    ]
  }

  private func receive(_ method: HTTPMethod, _ id: String, _ summary: String) -> Operation {
    Operation(
      method: method, path: "/v1/intake/{name}", id: id, summary: summary, tag: "intake",
      takesAnyQuery: true,
      answers: [.init(status: .ok, help: "What the outside system expects.")], access: .own
    ) { request, parameters in
      let name = parameters["name"]
      if desk.provesSender(name) {
        try access.checkSender(request, to: name)
      } else {
        try access.check(request, for: .intake)
      }
      return try Self.response(to: try desk.receive(request, at: name), name)
    }
  }

  /// What was recorded is fed again by an operator, who answers for where it came from.
  private var feed: Operation {
    Operation(
      method: .post, path: "/v1/intake-feeds/{name}", id: "feedIntake",
      summary: "Takes in what was recorded earlier, without the proof of its sender.",
      tag: "intake", answers: [.init(status: .ok, help: "How much of it was new.")]
    ) { request, parameters in
      let name = parameters["name"]
      return try Self.response(to: try desk.receive(request, at: name, asRecorded: true), name)
    }
  }

  private static func response(
    to outcome: IntakeDesk.Outcome, _ name: String
  ) throws(Problem) -> HTTPResponse {
    switch outcome {
    case .answer(let response): return response
    case .refused(let refusal):
      throw Problem(
        ServiceCode.intakeRefused, refusal.status, "\(refusal.code): \(refusal.message)")
    case .unknown(let known):
      let names = known.isEmpty ? "none is configured" : known.joined(separator: ", ")
      throw Problem(
        ServiceCode.unknownPath, .notFound,
        "there is no intake \"\(name)\"" + Suggestion.didYouMean(name, among: known)
          + "; there are: \(names)")
    }
  }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/intake", id: "listIntake",
      summary: "Lists what came in and could not be worked off.", tag: "intake",
      query: [.cursor, .limit],
      answers: [.init(status: .ok, help: "A page of things.", schema: "IntakePage")]
    ) { request, _ in
      let limit = try request.limit()
      let after = try request.cursor { IntakeID($0) }
      let page = try desk.cases.faultyIntake(after: after, limit: limit)
      let next = page.count == limit ? page.last.map { "\($0.id)" } : nil
      return .json(["intake": .array(page.map(\.json)), "next": .optional(next)])
    }
  }

  private func change(
    _ verb: String, _ id: String, _ summary: String,
    _ body: @escaping @Sendable (IntakeID) throws -> Void
  ) -> Operation {
    Operation(
      method: .post, path: "/v1/intake-items/{id}/\(verb)", id: id, summary: summary,
      tag: "intake", answers: [.init(status: .noContent, help: "It was done.")]
    ) { _, parameters in
      try body(try Self.id(parameters["id"]))
      return HTTPResponse(.noContent)
    }
  }

  private static func id(_ text: String) throws -> IntakeID {
    guard let id = IntakeID(text) else {
      throw Problem(
        ServiceCode.unknownPath, .notFound,
        "\"\(text)\" is no number of something that came in; they look like n12")
    }
    return id
  }
}

extension IntakeRecord {
  /// As lists show it; its content may be personal and is shown to those who may ask.
  var json: JSONValue {
    [
      "id": .string("\(id)"), "intake": .string(intake), "key": .string(key),
      "kind": .string(kind), "receivedAt": .string(receivedAt.description),
      "fault": fault.map(JSONValue.string) ?? .null,
      "content": (try? JSONValue.parse(Array(content.utf8), file: "intake")) ?? .null,
    ]
  }
}
