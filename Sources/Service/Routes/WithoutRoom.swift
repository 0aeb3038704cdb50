/// The requests that are answered while the inbox or the disk is full: the one list, by the operation's id in the
/// OpenAPI document.
///
/// Whatever else is sent with POST waits until there is room, so that a new route never fills a full store by oversight.
enum WithoutRoom {
  // Nothing of these is kept.
  private static let decisions: Set = ["decide", "executeDecision", "replayArchived"]

  // What operators do so that accepted things go on or go away. Their few rows fit into what is kept free for
  // what was accepted before.
  private static let remedies: Set = [
    "cancelCase", "suspendCase", "resumeCase", "retryCase", "moveCase", "migrateCases",
    "retryIncident",
    "retryCall", "dropCall", "retryIntake", "dropIntake", "eraseCase", "removeArchived",
  ]

  /// The operations.
  static let operations = decisions.union(remedies)
}
