extension CaseService: CaseAdministration {
  /// Holds a case: events are accepted and wait, deadlines run on, no step is taken.
  public func suspend(_ reference: String, _ intervention: Intervention) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard record.status == .open else {
        throw CaseworkError.wrongStatus(record, "only an open case can be suspended")
      }
      return try engine.mark(
        record, .suspended, "case.suspended", intervention, transaction,
        at: try clock.now(transaction))
    }
  }

  /// Lets a suspended case go on; what waits in its inbox is worked off by the loops.
  public func resume(_ reference: String, _ intervention: Intervention) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard record.status == .suspended else {
        throw CaseworkError.wrongStatus(record, "only a suspended case can be resumed")
      }
      let now = try clock.now(transaction)
      // One that stopped by itself, at the microstep limit, still has the step that failed.
      guard try transaction.incident(of: record.id) == nil else {
        return try engine.retry(record, intervention, transaction, at: now)
      }
      return try engine.mark(record, .open, "case.resumed", intervention, transaction, at: now)
    }
  }

  /// Runs the failed step of a case again.
  public func retry(_ reference: String, _ intervention: Intervention) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard try transaction.incident(of: record.id) != nil else {
        throw CaseworkError.wrongStatus(record, "no step of it has failed")
      }
      return try engine.retry(record, intervention, transaction, at: try clock.now(transaction))
    }
  }
}

extension CaseEngine {
  /// Gives a case another status, with an entry in its log.
  func mark(
    _ record: CaseRecord, _ status: CaseStatus, _ event: String, _ intervention: Intervention,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> CaseRecord {
    var next = record
    next.status = status
    next.changedAt = now
    try append(
      LogContent(actor: intervention.actor, reason: intervention.reason), event: event,
      from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
    return try transaction.existing(record.id)
  }

  /// Runs the failed step of a case again.
  func retry(
    _ record: CaseRecord, _ intervention: Intervention, _ transaction: any CaseTransaction,
    at now: Timestamp
  ) throws -> CaseRecord {
    let opened = try mark(record, .open, "case.retried", intervention, transaction, at: now)
    if case .stopped = try step(opened.id, transaction, at: now) {
      return try transaction.existing(record.id)
    }
    // Also when the event is gone: then there is nothing left that could fail again.
    try transaction.deleteIncident(of: record.id)
    return try transaction.existing(record.id)
  }
}

extension CaseworkError {
  static func wrongStatus(_ record: CaseRecord, _ rule: String) -> Self {
    Self(
      .wrongStatus, .conflict, "the case \(record.id) is \(record.status.rawValue); \(rule)",
      caseID: record.id)
  }
}
