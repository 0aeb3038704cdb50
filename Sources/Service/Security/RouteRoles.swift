import Connectors

/// Which role an operation needs: the one table of it, by the operation's id in the OpenAPI document.
///
/// What is not in the table is for administrators alone, so that a new route is never open by oversight.
enum RouteRoles {
  /// The operations of each role.
  static let table: [(role: AccessRole, operations: [String])] = [
    (.decider, ["decide", "listTables", "showTable", "executeDecision", "listDecisionModels"]),
    (
      .reader,
      [
        "listCases", "showCase", "showLog", "replayCase", "replayArchived", "listTasks", "showTask",
        "listIncidents",
        "listIncidentCauses", "listCalls", "showCall", "listVersions", "status", "metrics",
      ]
    ),
    (
      .worker,
      [
        "startCase", "startCases", "sendEvent", "receiveEvent", "claimTask", "releaseTask",
        "reassignTask", "delegateTask", "completeTask",
      ]
    ),
    (
      .operator,
      [
        "cancelCase", "suspendCase", "resumeCase", "retryCase", "moveCase", "retryIncident",
        "retryCall", "dropCall", "listIntake", "retryIntake", "dropIntake", "feedIntake",
        "advanceClock",
      ]
    ),
    (.administrator, ["eraseCase", "readArchivable", "removeArchived", "migrateCases"]),
    (.intake, ["receiveIntake", "verifyIntake", "validateIntake"]),
  ]

  private static let roles: [String: AccessRole] = table.reduce(into: [:]) { roles, entry in
    for operation in entry.operations { roles[operation] = entry.role }
  }

  /// The role that an operation needs.
  static func role(of operation: String) -> AccessRole { roles[operation] ?? .administrator }
}
