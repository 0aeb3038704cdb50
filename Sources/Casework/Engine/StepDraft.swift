import FEEL
import Statechart

/// A step that was worked out but not written: what the machine did, and the text of all that will be kept.
///
/// Working it out asks nothing of the store but the case as it stands. So whoever sends an event may do so on
/// a thread of their own, while others write; the unit then writes it if the case still stands as it did.
struct StepDraft: Sendable {
  /// The case as it was read.
  let record: CaseRecord
  /// The time of the step.
  let now: Timestamp
  let macrostep: Macrostep
  /// The session after the step.
  let machine: StatechartMachine
  /// What may have decided.
  let sources: [any DecisionSource]
  /// What the log keeps, but for what only the writing brings to light.
  let content: LogContent
  let storedForm: [UInt8]
  let entry: LogEntry
  /// The link that the entry adds to the log's chain.
  let link: [UInt8]

  /// Makes a draft of what a machine did.
  ///
  /// - Parameters:
  ///   - macrostep: What happened.
  ///   - machine: The session after it.
  ///   - environment: What the macrostep asked.
  ///   - content: What the log keeps.
  ///   - event: The name in the log.
  init(
    _ macrostep: Macrostep, _ machine: StatechartMachine, _ environment: StepEnvironment,
    _ content: LogContent, event: String
  ) {
    record = environment.record
    now = environment.time
    self.macrostep = macrostep
    self.machine = machine
    sources = environment.sources
    self.content = content
    storedForm = machine.storedForm
    entry = LogChain.entry(
      after: record.logHead, caseID: record.id, sequence: record.logCount + 1, at: now,
      event: event, from: record.states, to: macrostep.to, content: content.text)
    link = LogChain.link(of: entry)
  }
}

extension CaseEngine {
  /// What working out a step leads to.
  enum Drafting {
    case draft(StepDraft)
    /// The step must not be kept.
    case failed(Macrostep, StatechartFailure)
    /// The session takes no such event: a second cancellation, or one that never started.
    case nothing
  }

  /// Works out the step of an event.
  ///
  /// - Throws: What the environment could not be asked.
  func draft(
    _ row: InboxRow, _ machine: StatechartMachine, _ environment: StepEnvironment
  ) throws -> Drafting {
    var machine = machine
    guard let macrostep = run(row, &machine, environment) else { return .nothing }
    if let failure = environment.failure { throw failure }
    if case .failed(let failure) = macrostep.status { return .failed(macrostep, failure) }
    return .draft(
      StepDraft(
        macrostep, machine, environment, LogContent(macrostep, row: row), event: row.logName))
  }

  /// Works out the step of an event before its turn to be written comes.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - reference: The case's id or business key.
  ///   - actor: Who sends it.
  ///   - time: Reads the machine's clock.
  /// - Returns: The step; nil where it cannot be worked out without the store.
  func draft(
    _ event: StatechartEvent, for reference: String, actor: String?, at time: () -> Timestamp
  ) -> StepDraft? {
    guard let (record, machine) = sessions.newest(reference), record.status == .open,
      machine.identity.httpLocation == addresses.location(of: record.id)
    else { return nil }
    let now = time()
    let row = InboxRow(
      id: InboxID(rawValue: 0), caseID: record.id, kind: .event, event: event, actor: actor,
      acceptedAt: now)
    let environment = StepEnvironment(now: now, library: library, reader: nil, record: record)
    guard case .draft(let draft)? = try? draft(row, machine, environment) else { return nil }
    return draft
  }

  private func run(
    _ row: InboxRow, _ machine: inout StatechartMachine, _ environment: StepEnvironment
  ) -> Macrostep? {
    switch row.kind {
    case .start:
      guard machine.isFresh else { return nil }
      let parameters: ContextValue =
        if case .context(let data) = row.event.data { data } else { .empty }
      return machine.start(parameters, environment)
    case .event:
      guard !machine.isFresh, !machine.isDone else { return nil }
      return machine.step(row.event, environment)
    case .cancel:
      guard !machine.isFresh, !machine.isDone else { return nil }
      return machine.cancel(environment)
    }
  }
}
