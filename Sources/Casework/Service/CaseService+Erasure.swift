import JSON

extension CaseService {
  /// Erases what a finished case holds of people: its data, the content and salts of its log, who did
  /// its tasks, calls that were given up, who sent what came in for it, and with `withKey` its business key.
  ///
  /// What was set aside at an intake from the same senders goes with it.
  ///
  /// The digests of the log stay, so that its chain still verifies; states, times and names of events
  /// stay, so that it can still be counted. An entry tells who erased it and why.
  /// - Throws: `CaseworkError` for a case that is not over, or that has a call under way.
  public func erase(
    _ reference: String, withKey: Bool, _ intervention: Intervention
  ) throws -> CaseRecord {
    guard intervention.reason?.isEmpty == false else {
      throw CaseworkError.badArgument("say why the case is erased: its log keeps the reason")
    }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard record.parent == nil else {
        throw CaseworkError.wrongStatus(record, "it is a part of another case: erase that one")
      }
      return try engine.erase(
        record, withKey: withKey, intervention, transaction, at: try clock.now(transaction))
    }
  }
}

extension CaseEngine {
  /// Erases what the log of a case tells until now, without ending it, and calls that were given up.
  ///
  /// A finished case without calls under way is erased altogether, any other one keeps the data that it needs, which
  /// its workflow sets anew.
  func redact(
    _ record: CaseRecord, _ intervention: Intervention, _ transaction: any CaseTransaction,
    at now: Timestamp
  ) throws {
    let calls = try transaction.messages(of: record.id)
    if !record.status.isUnfinished, !calls.contains(where: { $0.status == .waiting }) {
      _ = try erase(record, withKey: false, intervention, transaction, at: now)
      return
    }
    let givenUp = calls.filter { $0.status == .dead }
    for call in givenUp { _ = try transaction.deleteMessage(call.id) }
    try transaction.eraseLog(of: record.id)
    var next = record
    next.changedAt = now
    try append(
      LogContent(
        actor: intervention.actor, reason: intervention.reason,
        details: givenUp.isEmpty ? [] : [JSONMember("droppedCalls", .number("\(givenUp.count)"))]),
      event: "case.redacted", from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
  }

  fileprivate func erase(
    _ record: CaseRecord, withKey: Bool, _ intervention: Intervention,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> CaseRecord {
    guard !record.status.isUnfinished else {
      throw CaseworkError.wrongStatus(
        record, "it needs its data to go on: let it end, or cancel it first")
    }
    let calls = try transaction.messages(of: record.id)
    if let waiting = calls.first(where: { $0.status == .waiting }) {
      throw CaseworkError.wrongStatus(
        record, "its call \(waiting.id) to \(waiting.target) is still under way: wait, or drop it")
    }
    for child in try transaction.children(of: record.id) {
      _ = try erase(child, withKey: withKey, intervention, transaction, at: now)
    }
    for call in calls { _ = try transaction.deleteMessage(call.id) }
    try transaction.eraseContent(of: record.id)
    let setAside = try transaction.eraseIntake(of: record.id)
    var next = record
    next.machine = nil
    next.changedAt = now
    if withKey { next.key = nil }
    try append(
      LogContent(
        actor: intervention.actor, reason: intervention.reason,
        details: [
          JSONMember("droppedCalls", .number("\(calls.count)")),
          JSONMember("droppedIntake", .number("\(setAside)")),
        ]),
      event: "case.erased", from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
    return try transaction.existing(record.id)
  }
}
