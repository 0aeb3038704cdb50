import FEEL
import Statechart

/// A step that was worked out but not written: what the machine did, and the text of all that will be kept.
///
/// Working it out asks nothing of the store but the case as it stands. So whoever sends an event may do so on
/// a thread of their own, while others write; the unit then writes it if the case still stands as it did.
///
/// A class, because it is handed on as a whole: a copy would count a reference for each of its parts.
final class StepDraft: Sendable {
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
  /// Whether whoever worked it out keeps the session when the step is in the store, see `CaseEngine.keep`.
  let isKeptByCaller: Bool

  /// Makes a draft of what a machine did.
  ///
  /// - Parameters:
  ///   - macrostep: What happened.
  ///   - machine: The session after it.
  ///   - environment: What the macrostep asked.
  ///   - content: What the log keeps.
  ///   - event: The name in the log.
  ///   - isKeptByCaller: Whether the caller keeps the session afterwards.
  init(
    _ macrostep: Macrostep, _ machine: StatechartMachine, _ environment: StepEnvironment,
    _ content: LogContent, event: String, isKeptByCaller: Bool = false
  ) {
    self.isKeptByCaller = isKeptByCaller
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

extension StepDraft {
  /// Whether a case still stands as it did when its step was worked out: each change counts its revision on and
  /// most end its log in another link; only what it is to its parent changes without.
  func isFor(_ record: CaseRecord) -> Bool {
    record.id == self.record.id && record.revision == self.record.revision
      && record.logHead == self.record.logHead && record.parentInvoke == self.record.parentInvoke
  }

  /// Whether the step leads to nothing but the case's new state and an entry in its log.
  var isQuiet: Bool { macrostep.effects.isEmpty && !machine.isDone }
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
    _ row: InboxRow, _ machine: StatechartMachine, _ environment: StepEnvironment,
    isKeptByCaller: Bool = false
  ) throws -> Drafting {
    var machine = machine
    guard let macrostep = run(row, &machine, environment) else { return .nothing }
    if let failure = environment.failure { throw failure }
    if case .failed(let failure) = macrostep.status { return .failed(macrostep, failure) }
    return .draft(
      StepDraft(
        macrostep, machine, environment, LogContent(macrostep, row: row), event: row.logName,
        isKeptByCaller: isKeptByCaller))
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
    guard let known = sessions.newest(reference), known.record.status == .open,
      known.machine.identity.httpLocation == addresses.location(of: known.record.id)
    else { return nil }
    let record = known.record
    let now = time()
    let row = InboxRow(
      id: InboxID(rawValue: 0), caseID: record.id, kind: .event, event: event, actor: actor,
      acceptedAt: now)
    let environment = StepEnvironment(now: now, library: library, reader: nil, record: record)
    guard
      case .draft(let draft)? = try? draft(
        row, known.machine, environment, isKeptByCaller: true)
    else { return nil }
    return draft
  }

  /// Keeps the session that a draft led to for the next step, if it was the draft that was written.
  ///
  /// - Parameters:
  ///   - draft: The step as it was worked out.
  ///   - record: The case as its unit left it.
  func keep(_ draft: StepDraft, in record: CaseRecord) {
    guard record.logHead == draft.link else { return }
    sessions.keep(draft.machine, of: record, revision: record.revision)
  }

  /// Works out the first step of a case before its turn to be written comes.
  ///
  /// - Parameters:
  ///   - start: The checked request.
  ///   - id: The number that the case will have.
  ///   - now: The time of the step.
  /// - Returns: The step; nil where it cannot be worked out without the store.
  func draft(_ start: PreparedStart, as id: CaseID, at now: Timestamp) -> StepDraft? {
    guard !start.workflow.bindsAtStart, let definition = library.stored(start.workflow) else {
      return nil
    }
    let record = CaseRecord(
      id: id, key: start.request.key, workflow: start.workflow.name, definition: definition,
      startedAt: now)
    let row = InboxRow(
      id: InboxID(rawValue: 0), caseID: id, kind: .start,
      event: StatechartEvent("", data: .context(start.data)), actor: start.request.actor,
      acceptedAt: now)
    let environment = StepEnvironment(now: now, library: library, reader: nil, record: record)
    guard let machine = try? machine(of: record, start.workflow.statechart),
      case .draft(let draft)? = try? draft(row, machine, environment, isKeptByCaller: true)
    else { return nil }
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
