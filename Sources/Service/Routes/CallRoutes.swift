import Casework
import Diagnostics
import HTTP
import JSON

/// The operations on outgoing calls that are not delivered yet, and those given up.
struct CallRoutes: Sendable {
  let cases: any CaseAdministration

  var operations: [Operation] { [list, show, retry, drop] }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/calls", id: "listCalls",
      summary: "Lists the outgoing calls that wait or were given up, the oldest first.",
      tag: "calls",
      query: [
        .init(
          name: "status", help: "Only those that stand so.",
          schema: ["type": "string", "enum": .strings(MessageStatus.allCases.map(\.rawValue))]),
        .init(
          name: "to",
          help: "Only those to this receiver: a connector's name, or the origin of a URL."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of calls.", schema: "CallPage")]
    ) { request, _ in
      let filter = MessageFilter(
        status: try Self.status(request.query("status")), receiver: request.query("to"))
      let limit = try request.limit()
      let after = try request.cursor { MessageID($0) }
      let calls = try cases.calls(filter, after: after, limit: limit)
      let next = calls.count == limit ? calls.last.map { "\($0.id)" } : nil
      return .json(["calls": .array(calls.map(\.json)), "next": .optional(next)])
    }
  }

  private var show: Operation {
    Operation(
      method: .get, path: "/v1/calls/{id}", id: "showCall", summary: "Shows an outgoing call.",
      tag: "calls", answers: [.init(status: .ok, help: "The call.", schema: "Call")]
    ) { _, parameters in .json(try cases.call(try Self.id(parameters["id"])).json) }
  }

  private var retry: Operation {
    change(
      "retry", "retryCall", "Tries a call again at once, with the same idempotency key."
    ) { try cases.retryCall($0, $1) }
  }

  private var drop: Operation {
    change("drop", "dropCall", "Takes a call out of the outbox for good; needs a reason.") {
      try cases.dropCall($0, $1)
    }
  }

  private func change(
    _ verb: String, _ id: String, _ summary: String,
    _ body: @escaping @Sendable (MessageID, Intervention) throws -> OutboxMessage
  ) -> Operation {
    Operation(
      method: .post, path: "/v1/calls/{id}/\(verb)", id: id, summary: summary, tag: "calls",
      body: "Intervention", answers: [.init(status: .ok, help: "The call.", schema: "Call")]
    ) { request, parameters in
      .json(try body(try Self.id(parameters["id"]), try Intervention(request)).json)
    }
  }

  private static func id(_ text: String) throws(Problem) -> MessageID {
    guard let id = MessageID(text) else {
      throw Problem(
        CaseworkCode.unknownMessage, .notFound,
        "\"\(text)\" is no outgoing call; the id of a call looks like m5")
    }
    return id
  }

  private static func status(_ text: String?) throws(Problem) -> MessageStatus? {
    guard let text else { return nil }
    guard let status = MessageStatus(rawValue: text) else {
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "there is no status \"\(text)\"; calls are waiting or dead")
    }
    return status
  }
}

extension Intervention {
  /// Who steps in and why, from the body of a request.
  init(_ request: HTTPRequest) throws(Problem) {
    let body = try RequestBody(request, members: ["as", "reason"])
    self.init(actor: try body.text("as"), reason: try body.text("reason"))
  }
}
