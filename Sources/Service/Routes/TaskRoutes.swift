import Casework
import HTTP
import JSON

/// The operations on tasks.
struct TaskRoutes: Sendable {
  let cases: any CaseOperations

  var operations: [Operation] {
    [
      list,
      change("claim", "claimTask", "Reserves a task for a person.") { try cases.claim($0, by: $1) },
      change("release", "releaseTask", "Gives a claimed task back.") {
        try cases.release($0, by: $1)
      },
      complete,
    ]
  }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/tasks", id: "listTasks", summary: "Lists the open tasks.",
      tag: "tasks",
      query: [
        .init(name: "role", help: "Only those that this role or person may do."),
        .init(name: "case", help: "Only those of this case, by its id or key."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of tasks.", schema: "TaskPage")]
    ) { request, _ in
      var filter = TaskFilter(candidate: request.query("role"))
      if let reference = request.query("case") {
        filter.caseID = try cases.show(reference, withLog: false).summary.record.id
      }
      let limit = try request.limit()
      let after = try request.query("cursor").map { try Self.id($0) }
      let tasks = try cases.tasks(filter, after: after, limit: limit)
      let next = tasks.count == limit ? tasks.last.map { "\($0.id)" } : nil
      return .json(["tasks": .array(tasks.map(\.json)), "next": .optional(next)])
    }
  }

  private func change(
    _ verb: String, _ id: String, _ summary: String,
    _ body: @escaping @Sendable (TaskID, String) throws -> TaskRecord
  ) -> Operation {
    Operation(
      method: .post, path: "/v1/tasks/{id}/\(verb)", id: id, summary: summary, tag: "tasks",
      body: "PersonRequest",
      answers: [.init(status: .ok, help: "The task.", schema: "Task")]
    ) { request, parameters in
      let content = try RequestBody(request, members: ["as"])
      let task = try Self.id(parameters["id"])
      return .json(try body(task, try content.required("as")).json)
    }
  }

  private var complete: Operation {
    Operation(
      method: .post, path: "/v1/tasks/{id}/complete", id: "completeTask",
      summary: "Completes a task; its case has made the step when the answer comes.",
      tag: "tasks", body: "CompleteRequest",
      answers: [.init(status: .ok, help: "The case after the step.", schema: "Case")]
    ) { request, parameters in
      let body = try RequestBody(request, members: ["as", "outcome", "comment", "data"])
      let record = try cases.complete(
        CompleteRequest(
          task: try Self.id(parameters["id"]), person: try body.required("as"),
          outcome: try body.required("outcome"), comment: try body.text("comment"),
          data: body["data"] ?? .null))
      return .json(record.json)
    }
  }

  private static func id(_ text: String) throws(Problem) -> TaskID {
    guard let id = TaskID(text) else {
      throw Problem(
        CaseworkCode.unknownTask, .notFound,
        "\"\(text)\" is no task; the id of a task looks like t4")
    }
    return id
  }
}
