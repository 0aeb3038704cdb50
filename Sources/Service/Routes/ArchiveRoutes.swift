import Casework
import HTTP
import JSON

/// Taking personal data out of finished cases, and finished cases out of the store.
struct ArchiveRoutes: Sendable {
  let cases: any CaseAdministration

  var operations: [Operation] { [erase, read, remove, replay] }

  private var erase: Operation {
    Operation(
      method: .post, path: "/v1/cases/{id}/erase", id: "eraseCase",
      summary: "Erases the data and the log's content of a finished case; needs a reason.",
      tag: "cases", body: "EraseRequest",
      answers: [.init(status: .ok, help: "The case.", schema: "Case")]
    ) { request, parameters in
      let body = try RequestBody(request, members: ["as", "reason", "key"])
      let record = try cases.erase(
        parameters["id"], withKey: try body.flag("key"),
        Intervention(actor: try body.text("as"), reason: try body.text("reason")))
      return .json(record.json)
    }
  }

  private var read: Operation {
    Operation(
      method: .get, path: "/v1/archive", id: "readArchivable",
      summary: "Gives finished cases with everything an archive needs.", tag: "archive",
      query: [
        .init(name: "olderThan", help: "Only those over for at least so long: 90 days, P90D."),
        .cursor, .limit,
      ],
      answers: [.init(status: .ok, help: "A page of cases.", schema: "ArchivePage")]
    ) { request, _ in
      let age = try request.query("olderThan").map { try RequestDuration.microseconds($0) } ?? 0
      let after = try request.cursor { CaseID($0) }
      let page = try cases.archivable(olderThan: age, after: after, limit: try request.limit())
      return .json(["cases": .array(page.cases), "next": .optional(page.next?.description)])
    }
  }

  private var remove: Operation {
    Operation(
      method: .post, path: "/v1/archive/remove", id: "removeArchived",
      summary: "Removes cases that an archive holds; one changed since it was read stays.",
      tag: "archive", body: "RemoveRequest",
      answers: [.init(status: .ok, help: "Those removed.", schema: "RemoveResult")]
    ) { request, _ in
      let body = try RequestBody(request, members: ["cases"])
      var heads: [CaseID: String] = [:]
      for item in body["cases"]?.arrayValue ?? [] {
        guard let id = item["id"]?.stringValue.flatMap({ CaseID($0) }),
          let head = item["head"]?.stringValue
        else {
          throw Problem.malformedBody("each case needs its \"id\" and \"head\"")
        }
        heads[id] = head
      }
      let removed = try cases.removeArchived(heads)
      return .json(["removed": .strings(removed.map(\.description))])
    }
  }

  private var replay: Operation {
    Operation(
      method: .post, path: "/v1/archive/replay", id: "replayArchived",
      summary: "Makes the decisions of an archived case again; the store has their versions.",
      tag: "archive", body: "ArchivedCase",
      answers: [.init(status: .ok, help: "The comparison.", schema: "Replay")]
    ) { request, _ in
      guard let archived = ArchivedCase(try RequestBody.json(request)) else {
        throw Problem.malformedBody("the body is no case of an archive")
      }
      return .json(try cases.replay(archived).json)
    }
  }
}
