public import Casework
import FEEL
import JSON
import Statechart

/// Runs cases of a workflow on a virtual clock, with answers given beforehand: the same engine, store
/// and tables as in earnest, but nobody waits and nothing leaves the machine.
public final class Simulation {
  /// How a simulation runs.
  public struct Options: Sendable {
    /// The virtual time at its beginning; the store's clock must show it.
    public var start: Timestamp
    /// How much virtual time it takes at most, in microseconds.
    public var length: Int64
    /// Where the random numbers begin: the same seed gives the same run.
    public var seed: UInt64
    /// How far the cases' starts lie apart, in microseconds.
    public var interval: Int64

    /// Makes options.
    public init(start: Timestamp, length: Int64, seed: UInt64, interval: Int64 = 0) {
      self.start = start
      self.length = length
      self.seed = seed
      self.interval = interval
    }
  }

  /// No case may go on for ever: one that took so many steps is left alone.
  private static let stepLimit: Int64 = 10_000

  let workflow: LoadedWorkflow
  let answers: SimulationAnswers
  let options: Options
  let names: SimulationNames
  let service: CaseService
  private let store: any CaseStore
  private let engine: CaseEngine
  private let worker: CaseWorker
  private var agenda = SimulationAgenda()
  private var cases: [SimulatedCase] = []
  /// What is known of the cases that were started, by their numbers.
  private var running: [CaseID: RunningCase] = [:]
  private var tally: SimulationTally

  /// What the simulation remembers of a case.
  private struct RunningCase {
    var index: Int
    var startedAt: Timestamp
    var logCount: Int64 = 0
    /// Tasks and messages that are on the agenda.
    var tasks: Set<TaskID> = []
    var messages: Set<MessageID> = []
    /// The given ends of tasks that were used.
    var used: Set<Int> = []
    var isOver = false
  }

  /// Makes a simulation.
  ///
  /// - Parameters:
  ///   - workflow: The workflow.
  ///   - answers: How people and other systems answer.
  ///   - store: An empty store on a virtual clock, which is full of the cases afterwards.
  ///   - engine: The step, with the tables in force.
  ///   - options: How it runs.
  public init(
    of workflow: LoadedWorkflow, answers: SimulationAnswers, store: any CaseStore,
    engine: CaseEngine, options: Options
  ) {
    self.workflow = workflow
    self.answers = answers
    self.store = store
    self.engine = engine
    self.options = options
    names = SimulationNames(workflow.statechart.document)
    let clock = CaseClock()
    service = CaseService(store: store, engine: engine, clock: clock)
    worker = CaseWorker(store: store, engine: engine, clock: clock)
    tally = SimulationTally(names: names)
  }

  /// Runs the cases until nothing happens any more, or the time is over.
  ///
  /// - Parameters:
  ///   - cases: The cases.
  ///   - progress: Called now and then with the number of cases that are over.
  /// - Returns: What came of them.
  /// - Throws: `StoreError`; `CancellationError` when the task was cancelled.
  public func run(
    _ cases: [SimulatedCase], progress: (Int) -> Void = { _ in }
  ) throws -> SimulationReport {
    self.cases = cases
    for (index, item) in cases.enumerated() {
      let gap = options.interval.multipliedReportingOverflow(by: Int64(index))
      let after = item.after.addingReportingOverflow(gap.overflow ? .max : gap.partialValue)
      agenda.add(
        .start(index), at: options.start.advanced(by: after.overflow ? .max : after.partialValue))
    }
    let end = options.start.advanced(by: options.length)
    var now = options.start
    var turns = 0
    while let next = try nextTime(), next <= end {
      try Task.checkCancellation()
      now = max(now, next)
      try setClock(now)
      try fireTimers(now)
      while let action = agenda.take(until: now) {
        try perform(action, at: now)
      }
      turns += 1
      if turns.isMultiple(of: 50) { progress(tally.finished) }
    }
    let isCut = try nextTime() != nil
    return try tally.report(
      workflow: workflow, options: options, end: now, isCut: isCut,
      open: running.filter { !$0.value.isOver }.keys.sorted().compactMap { id in
        try store.read { try $0.caseRecord(id) }
      })
  }

  private func nextTime() throws -> Timestamp? {
    [try store.read { try $0.nextTimerDue() }, agenda.nextTime].compactMap(\.self).min()
  }

  private func setClock(_ time: Timestamp) throws {
    try store.write { transaction in
      var record = try transaction.clock()
      record.now = max(record.now, time)
      try transaction.setClock(record)
    }
  }

  // MARK: What happens

  private func fireTimers(_ now: Timestamp) throws {
    while true {
      let due = try store.read { try $0.dueTimers(at: now, limit: CaseWorker.batch) }
      guard try worker.fireDueTimers() > 0 else { return }
      try settle(now, of: due.map(\.caseID))
    }
  }

  /// Takes all steps that wait, and sees what they led to.
  private func settle(_ now: Timestamp, of cases: [CaseID]) throws {
    var touched = Set(cases)
    while true {
      touched.formUnion(try store.read { try $0.casesWithWork(limit: CaseWorker.batch) })
      if try worker.workOffBatch() == 0 { break }
    }
    for id in touched.sorted() { try observe(id, at: now) }
  }

  private func perform(_ action: SimulationAgenda.Action, at now: Timestamp) throws {
    switch action {
    case .start(let index): try start(index, at: now)
    case .event(let id, let name, let data, let person):
      try attempt("event \"\(name)\"", id, now) {
        _ = try service.send(
          SendRequest(reference: id.description, event: name, data: data, actor: person, wait: true)
        )
      }
    case .stateEvent(let id, let visit, let answer):
      // The case may have gone on meanwhile: then nobody sends it any more.
      guard tally.isStill(in: visit, of: id) else { return }
      try attempt("event \"\(answer.event)\"", id, now) {
        _ = try service.send(
          SendRequest(
            reference: id.description, event: answer.event, data: answer.data, wait: true))
      }
    case .complete(let id, let task, let end): try complete(task, of: id, end, at: now)
    case .deliver(let id, let message): try deliver(message, of: id, at: now)
    }
  }

  private func start(_ index: Int, at now: Timestamp) throws {
    let item = cases[index]
    do {
      let result = try service.start(
        StartRequest(workflow: workflow.name, data: item.data, key: item.key))
      let id = result.record.id
      running[id] = RunningCase(index: index, startedAt: now)
      tally.started(id, at: now)
      for happening in item.happenings {
        guard case .event(let name) = happening.kind else { continue }
        agenda.add(
          .event(id, name, happening.data, happening.person), at: now.advanced(by: happening.after))
      }
      try settle(now, of: [id])
    } catch let error as CaseworkError {
      tally.refused("line \(item.line): \(error.message)")
    }
  }

  /// Does what a person or system does; a refusal is counted, not thrown.
  private func attempt(
    _ what: String, _ id: CaseID, _ now: Timestamp, _ body: () throws -> Void
  ) throws {
    guard running[id]?.isOver == false else { return tally.came(late: what) }
    do {
      try body()
    } catch let error as CaseworkError {
      tally.refused(error.message)
    }
    try settle(now, of: [id])
  }

  private func complete(
    _ task: TaskRecord, of id: CaseID, _ end: SimulationAgenda.TaskEnd, at now: Timestamp
  ) throws {
    // A withdrawn task is nobody's mistake: the deadline was faster.
    guard let current = try store.read({ try $0.task(task.id) }) else { return }
    var refusal: CaseworkError?
    for person in end.people {
      do {
        _ = try service.complete(
          CompleteRequest(
            task: current.id, person: person, outcome: end.outcome, comment: end.comment,
            data: end.data))
        refusal = nil
        break
      } catch let error as CaseworkError {
        refusal = error
        guard error.code == .fourEyes || error.code == .taskTaken else { break }
      }
    }
    if let refusal {
      tally.refused(refusal.message)
    } else {
      tally.completed(task, outcome: end.outcome, at: now)
    }
    try settle(now, of: [id])
  }

  private func deliver(_ message: OutboxMessage, of id: CaseID, at now: Timestamp) throws {
    let answer = answers.messages[message.event] ?? answers.messages["*"]
    var random = SeededNumbers(
      seed: options.seed, name: "delivery \(index(of: id)) \(message.idempotencyKey)")
    let fails = Double.random(in: 0..<1, using: &random) < (answer?.failed ?? 0)
    let data = Value(json: answer?.data ?? .null)
    let event: StatechartEvent? =
      switch message.kind {
      case _ where fails:
        MessageSender.failure(
          message, reason: "failed in the simulation", data: data, isAmbiguous: false)
      case .connector:
        StatechartEvent("\(message.event).delivered", sendID: message.sendID, data: data)
      case .http:
        .invocationDone(
          message.invokeID ?? "",
          data: .context(
            ContextValue([
              "status": .number(Number(200)), "headers": .context(.empty), "body": data,
            ])))
      case .basicHTTP: nil
      }
    try store.write { [engine] transaction in
      _ = try engine.settle(message, with: event, transaction, at: now)
    }
    try settle(now, of: [id])
  }

  // MARK: Seeing

  private func index(of id: CaseID) -> Int { running[id]?.index ?? -1 }

  /// Reads what is new of a case: its log, its tasks and its messages.
  private func observe(_ id: CaseID, at now: Timestamp) throws {
    guard var known = running[id], !known.isOver else { return }
    let (found, entries, tasks, messages) = try store.read { reader in
      (
        try reader.caseRecord(id),
        try reader.log(of: id, after: known.logCount, limit: 1000),
        try reader.tasks(TaskFilter(caseID: id), after: nil, limit: 1000),
        try reader.messages(of: id)
      )
    }
    guard let record = found else { return }
    known.logCount = entries.last?.sequence ?? known.logCount
    let entered = tally.read(entries, of: id)
    known.isOver =
      !record.status.isUnfinished || record.status == .incident
      || known.logCount > Self.stepLimit
    let isIncident = record.status == .incident || record.status == .suspended
    let incident = isIncident ? try store.read { try $0.incident(of: id) } : nil
    if known.isOver { tally.ended(record, incident: incident, at: now) }
    for task in tasks where known.tasks.insert(task.id).inserted {
      tally.opened(task)
      if let (end, due) = end(of: task, &known, index: known.index) {
        agenda.add(.complete(id, task, end), at: now.advanced(by: due))
      }
    }
    for message in messages where known.messages.insert(message.id).inserted {
      let answer = answers.messages[message.event] ?? answers.messages["*"]
      var random = SeededNumbers(
        seed: options.seed, name: "message \(known.index) \(message.idempotencyKey)")
      let after = Int64.random(in: answer?.after ?? 0...0, using: &random)
      agenda.add(.deliver(id, message), at: now.advanced(by: after))
    }
    running[id] = known
    guard !known.isOver else { return }
    for visit in entered { addEvents(of: visit, id, known.index) }
  }

  private func addEvents(of visit: SimulationTally.Visit, _ id: CaseID, _ index: Int) {
    for (number, answer) in answers.events.enumerated() {
      guard
        names.label(visit.state).lowercased() == answer.state.lowercased()
          || visit.state.lowercased() == answer.state.lowercased()
      else { continue }
      var random = SeededNumbers(
        seed: options.seed, name: "event \(index) \(number) \(visit.number)")
      guard Double.random(in: 0..<1, using: &random) < answer.chance else { continue }
      let after = Int64.random(in: answer.after, using: &random)
      agenda.add(.stateEvent(id, visit, answer), at: visit.at.advanced(by: after))
    }
  }

  /// How a task ends and after how long: as the case says, else as the answers say, else not at all.
  private func end(
    of task: TaskRecord, _ known: inout RunningCase, index: Int
  ) -> (SimulationAgenda.TaskEnd, Int64)? {
    for (number, happening) in cases[index].happenings.enumerated()
    where !known.used.contains(number) {
      guard case .task(let name, let outcome) = happening.kind,
        [task.title.lowercased(), task.invokeID.lowercased(), "*"].contains(name.lowercased())
      else { continue }
      known.used.insert(number)
      let people = happening.person.map { [$0] } ?? [stranger(task)]
      return (
        .init(
          outcome: outcome, people: people, data: happening.data, comment: happening.comment),
        happening.after
      )
    }
    guard
      let answer = answers.tasks.first(where: {
        [task.title.lowercased(), task.invokeID.lowercased()].contains($0.key.lowercased())
      })?.value ?? answers.tasks["*"]
    else { return nil }
    var random = SeededNumbers(
      seed: options.seed, name: "task \(index) \(task.invokeID) \(known.tasks.count)")
    let after = Int64.random(in: answer.after, using: &random)
    let total = answer.outcomes.map(\.weight).reduce(0, +)
    var point = Double.random(in: 0..<total, using: &random)
    guard
      let outcome = answer.outcomes.first(where: { outcome in
        point -= outcome.weight
        return point < 0
      })?.outcome ?? answer.outcomes.last?.outcome, outcome != SimulationAnswers.nobody
    else { return nil }
    let people = answer.people.isEmpty ? [stranger(task)] : answer.people.shuffled(using: &random)
    return (.init(outcome: outcome, people: people, data: answer.data), after)
  }

  /// Somebody who did no task of the case yet; the assignee where the workflow names one.
  private func stranger(_ task: TaskRecord) -> String {
    task.claimedBy ?? task.assignee ?? "person \(task.id.rawValue)"
  }
}
