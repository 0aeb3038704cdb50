import Casework
import HTTP
import JSON

/// What operators do with cases from outside: hold them, let them go on, start many.
struct InterventionRoutes: Sendable {
  let cases: any CaseAdministration
  /// The most cases that one request starts.
  static let batchLimit = 1000

  var operations: [Operation] {
    [
      startMany, causes,
      change("suspend", "suspendCase", "Holds a case: events wait, deadlines run on.") {
        try cases.suspend($0, $1)
      },
      change("resume", "resumeCase", "Lets a suspended case go on.") {
        try cases.resume($0, $1)
      },
      change("retry", "retryCase", "Runs the failed step of a case again.") {
        try cases.retry($0, $1)
      },
    ]
  }

  private var startMany: Operation {
    Operation(
      method: .post, path: "/v1/case-batches", id: "startCases",
      summary: "Starts many cases in one commit, in their order; each succeeds or fails alone.",
      tag: "cases", body: "StartBatch",
      answers: [.init(status: .ok, help: "What became of each.", schema: "StartResults")]
    ) { request, _ in
      let body = try RequestBody(request, members: ["workflow", "as", "cases"])
      let workflow = try body.required("workflow")
      let actor = try body.text("as")
      guard let items = body["cases"]?.arrayValue, items.count <= Self.batchLimit else {
        throw Problem.malformedBody(
          "the body needs \"cases\", a list of at most \(Self.batchLimit) objects")
      }
      let requests = try items.map { item throws(Problem) in
        try Self.start(item, workflow, actor)
      }
      let results = try cases.start(requests).map { result -> JSONValue in
        switch result {
        case .success(let start):
          return ["case": start.record.json, "repeated": .boolean(start.isRepeated)]
        case .failure(let error): return ["error": Problem(error).json]
        }
      }
      return .json(["results": .array(results)])
    }
  }

  private static func start(
    _ item: JSONValue, _ workflow: String, _ actor: String?
  ) throws(Problem) -> StartRequest {
    let body = try RequestBody(item, members: ["key", "data", "id"])
    return StartRequest(
      workflow: workflow, data: body["data"] ?? .object([]), key: try body.text("key"),
      idempotencyKey: try body.text("id"), actor: actor)
  }

  private var causes: Operation {
    Operation(
      method: .get, path: "/v1/incident-causes", id: "listIncidentCauses",
      summary: "Tells what keeps cases from going on, the most frequent cause first.",
      tag: "incidents",
      answers: [.init(status: .ok, help: "The causes.", schema: "IncidentCauses")]
    ) { _, _ in .json(["causes": .array(try cases.incidentCauses().map(\.json))]) }
  }

  private func change(
    _ verb: String, _ id: String, _ summary: String,
    _ body: @escaping @Sendable (String, Intervention) throws -> CaseRecord
  ) -> Operation {
    Operation(
      method: .post, path: "/v1/cases/{id}/\(verb)", id: id, summary: summary, tag: "cases",
      body: "Intervention", answers: [.init(status: .ok, help: "The case.", schema: "Case")]
    ) { request, parameters in
      .json(try body(parameters["id"], try Intervention(request)).json)
    }
  }
}

extension IncidentCause {
  /// The cause as people and programs see it.
  var json: JSONValue {
    [
      "cause": .string(id), "workflow": .string(count.kind.workflow),
      "code": .string(count.kind.code), "message": .string(count.kind.message),
      "count": .number("\(count.count)"), "first": .string("\(count.firstAt)"),
      "last": .string("\(count.lastAt)"),
    ]
  }
}
