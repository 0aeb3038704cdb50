import Casework
import HTTP
import JSON

/// The operations on tasks.
struct TaskRoutes: Sendable {
  let cases: any CaseOperations

  var operations: [Operation] {
    [list, show, claim, release, reassign, delegate, complete]
  }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/tasks", id: "listTasks",
      summary: "Lists the open tasks: the highest priority first, then the next due.",
      tag: "tasks",
      query: [
        .init(name: "role", help: "Only those that this role or person may claim."),
        .init(
          name: "person", help: "Only those that this person has, is assigned or has delegated."),
        .init(name: "case", help: "Only those of this case, by its id or key."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of tasks.", schema: "TaskPage")]
    ) { request, _ in
      var filter = TaskFilter(
        candidate: request.query("role"), person: request.query("person"))
      if let reference = request.query("case") {
        filter.caseID = try cases.show(reference, withLog: false).summary.record.id
      }
      let limit = try request.limit()
      let after = try request.cursor { TaskCursor($0) }
      let tasks = try cases.tasks(filter, after: after, limit: limit)
      let next = tasks.count == limit ? tasks.last.map { "\(TaskCursor($0))" } : nil
      return .json(["tasks": .array(tasks.map(\.json)), "next": .optional(next)])
    }
  }

  private var show: Operation {
    Operation(
      method: .get, path: "/v1/tasks/{id}", id: "showTask",
      summary: "Shows a task with its form and the outcomes it can have.", tag: "tasks",
      answers: [
        .init(status: .ok, help: "The task; ETag is its revision.", schema: "Task"),
        .init(status: .notModified, help: "It has the revision of If-None-Match."),
      ]
    ) { request, parameters in
      let detail = try cases.task(try Self.id(parameters["id"]))
      let tag = Self.tag(detail.record)
      if request.headers["If-None-Match"] == tag {
        return HTTPResponse(.notModified, headers: ["ETag": tag])
      }
      return .json(detail.json, headers: ["ETag": tag])
    }
  }

  private var claim: Operation {
    change("claim", "claimTask", "Reserves a task for a person.") { request, _ in
      try cases.claim(request)
    }
  }

  private var release: Operation {
    change(
      "release", "releaseTask", "Gives a task back, a delegated one to whoever delegated it."
    ) { request, _ in try cases.release(request) }
  }

  private var reassign: Operation {
    change(
      "reassign", "reassignTask", "Gives a task to another person or role.",
      members: ["to", "role"], schema: "ReassignRequest"
    ) { request, body in
      switch (try body.text("to"), try body.text("role")) {
      case (let person?, nil): return try cases.reassign(request, to: .person(person))
      case (nil, let role?): return try cases.reassign(request, to: .role(role))
      default:
        throw Problem.malformedBody(
          "the body needs either \"to\" with a person or \"role\" with a role")
      }
    }
  }

  private var delegate: Operation {
    change(
      "delegate", "delegateTask",
      "Lets another person do a task, whose answer comes back to be confirmed.",
      members: ["to"], schema: "DelegateRequest"
    ) { request, body in try cases.delegate(request, to: try body.required("to")) }
  }

  private func change(
    _ verb: String, _ id: String, _ summary: String, members: [String] = [],
    schema: String = "PersonRequest",
    _ body: @escaping @Sendable (TaskRequest, RequestBody) throws -> TaskRecord
  ) -> Operation {
    Operation(
      method: .post, path: "/v1/tasks/{id}/\(verb)", id: id, summary: summary, tag: "tasks",
      body: schema,
      answers: [
        .init(status: .ok, help: "The task; If-Match is honoured.", schema: "Task"),
        .init(status: .preconditionFailed, help: "Somebody changed it since; says who."),
      ]
    ) { request, parameters in
      let content = try RequestBody(request, members: ["as", "comment"] + members)
      let task = try body(
        TaskRequest(
          task: try Self.id(parameters["id"]), person: try content.required("as"),
          revision: try request.revision(), comment: try content.text("comment")), content)
      return .json(task.json, headers: ["ETag": Self.tag(task)])
    }
  }

  private var complete: Operation {
    Operation(
      method: .post, path: "/v1/tasks/{id}/complete", id: "completeTask",
      summary: "Completes a task; its case has made the step when the answer comes.",
      tag: "tasks", body: "CompleteRequest",
      answers: [
        .init(
          status: .ok, help: "The case after the step; If-Match is honoured.", schema: "Case"),
        .init(status: .preconditionFailed, help: "Somebody changed the task since; says who."),
      ]
    ) { request, parameters in
      let body = try RequestBody(request, members: ["as", "outcome", "comment", "data"])
      let record = try cases.complete(
        CompleteRequest(
          task: try Self.id(parameters["id"]), person: try body.required("as"),
          outcome: try body.text("outcome"), comment: try body.text("comment"),
          data: body["data"] ?? .null, revision: try request.revision()))
      return .json(record.json)
    }
  }

  private static func tag(_ task: TaskRecord) -> String { "\"\(task.revision)\"" }

  private static func id(_ text: String) throws(Problem) -> TaskID {
    guard let id = TaskID(text) else {
      throw Problem(
        CaseworkCode.unknownTask, .notFound,
        "\"\(text)\" is no task; the id of a task looks like t4")
    }
    return id
  }
}

extension HTTPRequest {
  /// The revision that `If-Match` asks for; nil without the header, and for `*`.
  func revision() throws(Problem) -> Int64? {
    guard let text = headers["If-Match"], text != "*" else { return nil }
    let digits =
      text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 2
      ? String(text.dropFirst().dropLast()) : text
    guard let revision = Int64(digits), revision >= 0 else {
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "If-Match is \(text), but should be an ETag as the task has it, such as \"3\"")
    }
    return revision
  }
}
