import Statechart

extension CaseService {
  /// Puts a case into a state by hand.
  ///
  /// The states in the way are left with their exit work, the state is entered with its entry work: tasks
  /// are opened and withdrawn, timers started and ended, as if the workflow had a transition there. A case
  /// that stands in an incident goes on, without the event that failed; one that is suspended stays so.
  /// - Throws: `CaseworkError` when there is no such state or case, or the entry work fails; nothing was
  ///   changed then.
  public func move(
    _ reference: String, to state: String, _ intervention: Intervention
  ) throws -> CaseRecord {
    guard intervention.reason?.isEmpty == false else {
      throw CaseworkError.badArgument("say why the case is moved by hand: its log keeps the reason")
    }
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard record.status.isUnfinished else { throw CaseworkError.caseEnded(record) }
      return try engine.move(
        record, to: state, intervention, transaction, at: try clock.now(transaction))
    }
  }
}

extension CaseEngine {
  fileprivate func move(
    _ record: CaseRecord, to state: String, _ intervention: Intervention,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> CaseRecord {
    let statechart = try library.statechart(record.definition, transaction)
    let known = statechart.states
    guard
      let target = known.first(where: { $0.id == state })
        ?? known.first(where: { $0.label == state })
    else { throw CaseworkError.unknownState(state, of: record.workflow, known: known.map(\.id)) }
    let environment = StepEnvironment(
      now: now, library: library, reader: transaction, record: record)
    do {
      var machine = try machine(of: record, statechart)
      guard !machine.isFresh else {
        throw CaseworkError.wrongStatus(record, "it has not begun: retry its start, or cancel it")
      }
      guard let macrostep = machine.move(to: target.id, environment) else {
        throw CaseworkError.unknownState(
          state, of: record.workflow, known: known.map(\.id))
      }
      if let failure = environment.failure { throw failure }
      if case .failed(let failure) = macrostep.status { throw CaseFailure(failure) }
      var content = LogContent(macrostep, intervention)
      var next = record
      if let incident = try transaction.incident(of: record.id) {
        if let row = try incident.inboxID.flatMap({ try transaction.inboxRow($0) }) {
          content.dropped.append(row.logName)
          try transaction.deleteInbox(row.id)
        }
        try transaction.deleteIncident(of: record.id)
        next.status = .open
      }
      if machine.isDone { next.status = .done }
      try write(
        StepDraft(macrostep, machine, environment, content, event: "case.moved"), as: next,
        transaction)
    } catch let failure as CaseFailure {
      throw CaseworkError(
        .unhandledError, .invalid,
        "the case \(record.id) cannot be moved to \(target.id): \(failure.message)",
        caseID: record.id)
    }
    return try transaction.existing(record.id)
  }
}
