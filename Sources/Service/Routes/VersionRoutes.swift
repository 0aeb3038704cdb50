import Casework
import HTTP
import JSON
import Statechart

/// The versions of workflows: which there are, and moving cases from one to another.
struct VersionRoutes: Sendable {
  let cases: any CaseAdministration

  var operations: [Operation] { [versions, migrate, move, replay] }

  private var versions: Operation {
    Operation(
      method: .get, path: "/v1/workflows/{name}/versions", id: "listVersions",
      summary: "Lists the versions of a workflow and how many unfinished cases run each.",
      tag: "versions", answers: [.init(status: .ok, help: "The versions.", schema: "Versions")]
    ) { _, parameters in
      let versions = try cases.versions(ofWorkflow: parameters["name"])
      return .json([
        "workflow": .string(versions.workflow), "current": .optional(versions.current),
        "versions": .array(
          versions.stored.map { version in
            [
              "version": .string(version.version), "file": .string(version.file),
              "stored": .string("\(version.storedAt)"), "cases": .number("\(version.sessions)"),
              "current": .boolean(version.version == versions.current),
            ]
          }),
      ])
    }
  }

  private var migrate: Operation {
    Operation(
      method: .post, path: "/v1/workflows/{name}/migrate", id: "migrateCases",
      summary: "Moves a page of a workflow's cases to another version; each fits or stays.",
      tag: "versions", body: "MigrationRequest",
      answers: [.init(status: .ok, help: "What became of each.", schema: "MigrationPage")]
    ) { request, parameters in
      let body = try RequestBody(
        request, members: ["to", "map", "dryRun", "cursor", "limit", "as", "reason"])
      var wanted = MigrationRequest(
        workflow: parameters["name"], version: try body.text("to") ?? "latest",
        map: try Self.map(body["map"]), isTrial: try body.flag("dryRun"),
        intervention: Intervention(
          actor: try body.text("as"), reason: try body.text("reason")))
      if let cursor = try body.text("cursor") {
        guard let after = CaseID(cursor) else {
          throw Problem.malformedBody("\"\(cursor)\" is not the cursor of a page")
        }
        wanted.after = after
      }
      if let limit = body["limit"] {
        guard let limit = limit.intValue, (1...1000).contains(limit) else {
          throw Problem.malformedBody("limit should be a number from 1 to 1000")
        }
        wanted.limit = limit
      }
      return .json(try cases.migrate(wanted).json(isTrial: wanted.isTrial))
    }
  }

  /// `{"states": {"old": "new"}, "variables": {"old": "new", "dropped": null}, "invocations": …}`.
  private static func map(_ json: JSONValue?) throws(Problem) -> MigrationMap {
    var map = MigrationMap()
    guard let json else { return map }
    let body = try RequestBody(json, members: ["states", "variables", "invocations"])
    for member in body["states"]?.objectValue ?? [] {
      guard let target = member.value.stringValue else {
        throw Problem.malformedBody("the map of the state \"\(member.name)\" is no name of a state")
      }
      map.states[member.name] = target
    }
    for member in body["variables"]?.objectValue ?? [] {
      guard member.value.isNull || member.value.stringValue != nil else {
        throw Problem.malformedBody(
          "the map of the variable \"\(member.name)\" is neither a name nor null")
      }
      map.variables[member.name] = .some(member.value.stringValue)
    }
    for member in body["invocations"]?.objectValue ?? [] {
      guard let target = member.value.stringValue else {
        throw Problem.malformedBody(
          "the map of \"\(member.name)\" is no id of a task, timer or call")
      }
      map.invocations[member.name] = target
    }
    return map
  }

  private var move: Operation {
    Operation(
      method: .post, path: "/v1/cases/{id}/move", id: "moveCase",
      summary: "Puts a case into a state by hand; needs a reason.", tag: "cases",
      body: "MoveRequest", answers: [.init(status: .ok, help: "The case.", schema: "Case")]
    ) { request, parameters in
      let body = try RequestBody(request, members: ["state", "as", "reason"])
      let record = try cases.move(
        parameters["id"], to: try body.required("state"),
        Intervention(actor: try body.text("as"), reason: try body.text("reason")))
      return .json(record.json)
    }
  }

  private var replay: Operation {
    Operation(
      method: .get, path: "/v1/cases/{id}/replay", id: "replayCase",
      summary: "Makes the decisions of a case again, with the versions that made them.",
      tag: "cases", answers: [.init(status: .ok, help: "The comparison.", schema: "Replay")]
    ) { _, parameters in .json(try cases.replay(parameters["id"]).json) }
  }
}

extension MigrationPage {
  func json(isTrial: Bool) -> JSONValue {
    let blocked = lines.filter { !$0.reasons.isEmpty }.count
    return [
      "version": .string(version), "dryRun": .boolean(isTrial),
      "movable": .number("\(lines.count - blocked)"), "blocked": .number("\(blocked)"),
      "cases": .array(
        lines.map { line in
          [
            "id": .string("\(line.caseID)"), "key": .optional(line.key),
            "from": .string(line.from), "state": .strings(line.states),
            "newState": .strings(line.newStates), "reasons": .strings(line.reasons),
            "notes": .strings(line.notes),
          ]
        }),
      "next": .optional(next?.description),
    ]
  }
}

extension Replay {
  var json: JSONValue {
    [
      "case": .string("\(caseID)"),
      "differences": .number("\(lines.filter { !$0.isSame }.count)"),
      "erased": .number("\(erased)"),
      "decisions": .array(
        lines.map { line in
          [
            "seq": .number("\(line.sequence)"), "at": .string("\(line.at)"),
            "decision": .string(line.decision), "version": .optional(line.version),
            "same": .boolean(line.isSame), "was": line.was, "now": line.now ?? .null,
            "rulesThen": .strings(line.rulesThen), "rulesNow": .strings(line.rulesNow),
            "fault": .optional(line.fault),
          ]
        }),
    ]
  }
}
