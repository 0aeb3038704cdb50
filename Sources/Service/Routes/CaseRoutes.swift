import Casework
import Diagnostics
import HTTP
import JSON

/// The operations on cases and their events.
struct CaseRoutes: Sendable {
  let cases: any CaseOperations

  var operations: [Operation] { [start, list, show, log, send, receive, cancel] }

  private var start: Operation {
    Operation(
      method: .post, path: "/v1/cases", id: "startCase",
      summary: "Starts a case; Idempotency-Key is honoured.", tag: "cases", body: "StartRequest",
      answers: [.init(status: .created, help: "The case after its first step.", schema: "Case")]
    ) { request, _ in
      let body = try RequestBody(request, members: ["workflow", "key", "data", "as"])
      let result = try cases.start(
        StartRequest(
          workflow: try body.required("workflow"), data: body["data"] ?? .object([]),
          key: try body.text("key"), idempotencyKey: request.headers["Idempotency-Key"],
          actor: try body.text("as")))
      return .json(
        result.record.json, status: .created,
        headers: ["Location": "/v1/cases/\(result.record.id)", "ETag": Self.tag(result.record)])
    }
  }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/cases", id: "listCases", summary: "Lists cases, the oldest first.",
      tag: "cases",
      query: [
        .init(name: "workflow", help: "Only this workflow's, by name or label."),
        .init(name: "state", help: "Only those in this state, by id or label."),
        .init(name: "key", help: "Only those with this business key."),
        .init(
          name: "status", help: "Only those that stand so.",
          schema: ["type": "string", "enum": .strings(CaseStatus.allCases.map(\.rawValue))]),
        .init(name: "where", help: "Only those whose data make this FEEL expression true."),
        .init(name: "olderThan", help: "Only those started at least so long ago: 8 hours, P1D."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of cases.", schema: "CasePage")]
    ) { request, _ in
      let page = try cases.list(
        ListRequest(
          workflow: request.query("workflow"), state: request.query("state"),
          key: request.query("key"), status: try Self.status(request.query("status")),
          condition: request.query("where"),
          olderThan: try request.query("olderThan").map { try RequestDuration.microseconds($0) },
          cursor: request.query("cursor"), limit: try request.limit()))
      return .json(["cases": .array(page.cases.map(\.json)), "next": .optional(page.next)])
    }
  }

  private var show: Operation {
    Operation(
      method: .get, path: "/v1/cases/{id}", id: "showCase",
      summary: "Shows a case by its id or business key.", tag: "cases",
      query: [
        .init(name: "log", help: "With its log.", schema: ["type": "boolean", "default": false])
      ],
      answers: [
        .init(status: .ok, help: "The case; ETag is its revision.", schema: "Case"),
        .init(status: .notModified, help: "It has the revision of If-None-Match."),
      ]
    ) { request, parameters in
      let detail = try cases.show(parameters["id"], withLog: request.isSet("log"))
      let tag = Self.tag(detail.summary.record)
      if request.headers["If-None-Match"] == tag {
        return HTTPResponse(.notModified, headers: ["ETag": tag])
      }
      return .json(detail.json, headers: ["ETag": tag])
    }
  }

  private var log: Operation {
    Operation(
      method: .get, path: "/v1/cases/{id}/log", id: "showLog",
      summary: "Shows a page of a case's log.", tag: "cases",
      query: [
        .init(
          name: "after", help: "Only entries behind this number.",
          schema: ["type": "integer", "minimum": 0, "default": 0]),
        .limit,
      ],
      answers: [.init(status: .ok, help: "The entries.", schema: "Log")]
    ) { request, parameters in
      let text = request.query("after") ?? "0"
      guard let after = Int64(text), after >= 0 else {
        throw Problem(
          ServiceCode.malformedQuery, .badRequest,
          "after is \"\(text)\", but should be the number of an entry")
      }
      let limit = try request.limit()
      let entries = try cases.log(parameters["id"], after: after, limit: limit)
      let next = entries.count == limit ? entries.last.map { String($0.sequence) } : nil
      return .json([
        "log": .array(entries.map(\.json)), "next": next.map(JSONValue.number) ?? .null,
      ])
    }
  }

  private var send: Operation {
    Operation(
      method: .post, path: "/v1/cases/{id}/events", id: "sendEvent",
      summary: "Hands an event to a case; it is on disk when the answer comes.", tag: "cases",
      query: [
        .init(
          name: "wait", help: "Answer after the step, not before it.",
          schema: ["type": "boolean", "default": false])
      ],
      body: "EventRequest",
      answers: [
        .init(status: .accepted, help: "The event is on disk.", schema: "Case"),
        .init(status: .ok, help: "With ?wait: the case after the step.", schema: "Case"),
      ]
    ) { request, parameters in
      let body = try RequestBody(request, members: ["event", "data", "id", "source", "as"])
      let waits = request.isSet("wait")
      let result = try cases.send(
        SendRequest(
          reference: parameters["id"], event: try body.required("event"),
          data: body["data"] ?? .null,
          eventID: try body.text("id") ?? request.headers["Idempotency-Key"],
          source: try body.text("source"), actor: try body.text("as"), wait: waits))
      var members = result.record.members(version: nil, labels: nil)
      members.append(JSONMember("duplicate", .boolean(result.isDuplicate)))
      return .json(
        .object(members), status: waits ? .ok : .accepted,
        headers: ["ETag": Self.tag(result.record)])
    }
  }

  /// Another system's event, in the form of SCXML's BasicHTTP event processor.
  private var receive: Operation {
    Operation(
      method: .post, path: "/v1/sessions/{id}", id: "receiveEvent",
      summary:
        "Takes an event as SCXML's BasicHTTP event processor sends it: a form or JSON, named by _scxmleventname.",
      tag: "cases",
      query: [.init(name: "_scxmleventname", help: "The event's name; HTTP.POST without it.")],
      answers: [.init(status: .accepted, help: "The event is on disk.", schema: "Case")]
    ) { request, parameters in
      let query = request.target.query.map {
        "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))"
      }
      let path =
        request.target.rawPath + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
      let message = BasicHTTPMessage(
        path: path, contentType: request.headers["Content-Type"] ?? "", body: request.bodyText)
      return .json(
        try cases.receive(
          message.event, for: parameters["id"], eventID: request.headers["Idempotency-Key"]
        ).json, status: .accepted)
    }
  }

  private var cancel: Operation {
    Operation(
      method: .post, path: "/v1/cases/{id}/cancel", id: "cancelCase",
      summary: "Ends a case from outside; its exit work is done.", tag: "cases",
      body: "Intervention",
      answers: [.init(status: .ok, help: "The case.", schema: "Case")]
    ) { request, parameters in
      .json(try cases.cancel(parameters["id"], try Intervention(request)).json)
    }
  }

  private static func tag(_ record: CaseRecord) -> String { "\"\(record.revision)\"" }

  private static func status(_ text: String?) throws(Problem) -> CaseStatus? {
    guard let text else { return nil }
    guard let status = CaseStatus(rawValue: text) else {
      let known = CaseStatus.allCases.map(\.rawValue)
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "there is no status \"\(text)\"" + Suggestion.didYouMean(text, among: known)
          + "; there are "
          + known.joined(separator: ", "))
    }
    return status
  }
}
