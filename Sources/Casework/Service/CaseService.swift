import FEEL
import JSON
public import Statechart

/// Everything that can be asked about cases, over a store; the commands and the HTTP routes both call
/// it.
public final class CaseService: CaseOperations {
  /// The store.
  public let store: any CaseStore
  /// The step.
  public let engine: CaseEngine
  /// The time.
  public let clock: CaseClock
  /// Called after something was committed that leaves work for the loops.
  let wake: @Sendable () -> Void

  /// Makes the service.
  ///
  /// - Parameters:
  ///   - store: Where cases live.
  ///   - engine: What runs their steps.
  ///   - clock: Where the time comes from.
  ///   - wake: Tells the loops that there may be work.
  public init(
    store: any CaseStore, engine: CaseEngine, clock: CaseClock = CaseClock(),
    wake: @escaping @Sendable () -> Void = {}
  ) {
    self.store = store
    self.engine = engine
    self.clock = clock
    self.wake = wake
  }

  // MARK: Cases

  /// Starts a case; its first step is committed when the call returns.
  public func start(_ request: StartRequest) throws -> StartResult {
    var start = try PreparedStart(request, library: engine.library)
    defer { wake() }
    start.reserved = store.reserveCaseID()
    if let id = start.reserved { start.draft = engine.draft(start, as: id, at: clock.machineTime) }
    let prepared = start
    let outcome = Result {
      try store.write { [engine, clock] transaction in
        let now = try clock.now(transaction)
        var start = prepared
        if let draft = start.draft, try !clock.takes(draft.now, transaction) { start.draft = nil }
        return try engine.start(start, transaction, at: now)
      }
    }
    if let id = start.reserved, (try? outcome.get())?.record.id != id { store.giveBack(id) }
    let result = try outcome.get()
    if let draft = start.draft { engine.keep(draft, in: result.record) }
    return result
  }

  /// Hands an event to a case.
  public func send(_ request: SendRequest) throws -> SendResult {
    defer { wake() }
    let event = StatechartEvent(request.event, data: Value(json: request.data))
    // Others may write meanwhile: only the writing itself happens one after the other.
    let draft =
      request.wait
      ? engine.draft(
        event, for: request.reference, actor: request.actor, at: { clock.machineTime }) : nil
    let result = try store.write { [engine, clock] transaction in
      let record = try transaction.found(request.reference)
      let now = try clock.now(transaction)
      // First of all: who repeats an event because its answer was lost may find that it ended the case.
      if let eventID = request.eventID {
        let source = request.source ?? "case \(record.id)"
        guard
          try transaction.markSeen(
            source: source, eventID: eventID, caseID: record.id, at: now)
        else { return SendResult(record: record, isDuplicate: true) }
      }
      guard record.status.isUnfinished else { throw CaseworkError.caseEnded(record) }
      let statechart = try engine.library.statechart(record.definition, transaction)
      guard statechart.knows(request.event) else {
        throw CaseworkError.unknownEvent(
          request.event, of: record.workflow, known: statechart.externalEvents)
      }
      if request.wait {
        _ = try engine.take(
          event, for: record.id, actor: request.actor,
          draft: try draft.flatMap { try clock.takes($0.now, transaction) ? $0 : nil },
          transaction, at: now)
      } else {
        _ = try transaction.insertInbox(
          event, kind: .event, for: record.id, actor: request.actor, at: now)
      }
      return SendResult(record: try transaction.existing(record.id), isDuplicate: false)
    }
    if let draft { engine.keep(draft, in: result.record) }
    return result
  }

  /// Puts an event as another system sent it into a session's inbox.
  public func receive(
    _ event: StatechartEvent, for session: String, eventID: String?
  ) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [clock] transaction in
      guard let id = CaseID(session), let record = try transaction.caseRecord(id) else {
        throw CaseworkError.unknownCase(session)
      }
      let now = try clock.now(transaction)
      if let eventID {
        guard
          try transaction.markSeen(
            source: "case \(id)", eventID: eventID, caseID: id, at: now)
        else { return record }
      }
      guard record.status.isUnfinished else { throw CaseworkError.caseEnded(record) }
      _ = try transaction.insertInbox(event, kind: .event, for: id, actor: nil, at: now)
      return record
    }
  }

  /// Ends a case from outside; its exit handlers run.
  public func cancel(_ reference: String, _ intervention: Intervention) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let record = try transaction.found(reference)
      guard record.status.isUnfinished else { throw CaseworkError.caseEnded(record) }
      let now = try clock.now(transaction)
      let event = StatechartEvent("", data: intervention.reason.map(Value.string) ?? .null)
      _ = try engine.take(
        event, kind: .cancel, for: record.id, actor: intervention.actor, transaction, at: now)
      return try transaction.existing(record.id)
    }
  }

  // MARK: Incidents

  /// A page of incidents behind `after`.
  public func incidents(after: IncidentID?, limit: Int) throws -> [Incident] {
    try store.read { try $0.incidents(after: after, limit: limit) }
  }

  /// Runs the step of an incident again.
  public func retry(_ incident: IncidentID, _ intervention: Intervention) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      guard let incident = try transaction.incident(incident) else {
        throw CaseworkError.unknownIncident(incident.description)
      }
      return try engine.retry(
        try transaction.existing(incident.caseID), intervention, transaction,
        at: try clock.now(transaction))
    }
  }

  /// Moves a virtual clock and works off what falls due, in the order of the due times.
  public func advanceClock(_ advance: ClockAdvance) throws -> ClockResult {
    let from = try store.read { try $0.clock() }
    guard from.kind == .virtual else {
      throw CaseworkError(
        .wrongClock, .invalid,
        "this store runs on the machine's clock, which only time moves; "
          + "start docket serve with --clock virtual on a new store")
    }
    let worker = CaseWorker(store: store, engine: engine, clock: clock)
    try worker.workOff()
    let target: Timestamp
    switch advance {
    case .by(let microseconds):
      guard microseconds >= 0 else {
        throw CaseworkError.badArgument("a clock only moves forward")
      }
      target = from.now.advanced(by: microseconds)
    case .toNext:
      let next = try store.read { reader in
        // A message that is due already waits for its receiver, not for time.
        let message = try reader.nextMessageDue().flatMap { $0 > from.now ? $0 : nil }
        return [try reader.nextTimerDue(), message].compactMap { $0 }.min()
      }
      guard let next else {
        return ClockResult(from: from.now, to: from.now, firedTimers: 0)
      }
      target = max(from.now, next)
    }
    // The daemon's own loop takes its part of them.
    let before = engine.lateness.counts.count
    while let due = try store.read({ try $0.nextTimerDue() }), due <= target {
      try setClock(due)
      try worker.fireDueTimers()
      try worker.workOff()
    }
    try setClock(target)
    wake()
    return ClockResult(
      from: from.now, to: target, firedTimers: engine.lateness.counts.count - before)
  }

  private func setClock(_ time: Timestamp) throws {
    try store.write { transaction in
      var record = try transaction.clock()
      record.now = max(record.now, time)
      try transaction.setClock(record)
    }
  }
}

extension CompiledStatechart {
  /// The events that somebody outside may send: not those that the engine makes itself.
  public var externalEvents: [String] {
    eventDescriptors.filter { descriptor in
      !["done", "error", "task", "*"].contains {
        $0 == descriptor || descriptor.hasPrefix($0 + ".")
      }
    }
  }
}

extension CaseReader {
  /// The case of a number that is known to exist.
  func existing(_ id: CaseID) throws -> CaseRecord {
    guard let record = try caseRecord(id) else { throw CaseworkError.unknownCase("\(id)") }
    return record
  }

  /// The case that a person means by an id or a business key; an open one goes before a finished one.
  func found(_ reference: String) throws -> CaseRecord {
    let sameKey = try cases(key: reference, workflow: nil)
    if sameKey.count > 1 {
      let unfinished = sameKey.filter(\.status.isUnfinished)
      if unfinished.count > 1 { throw CaseworkError.ambiguousKey(reference, unfinished) }
      if let open = unfinished.first ?? sameKey.max(by: { $0.id < $1.id }) { return open }
    }
    if let record = sameKey.first { return record }
    if let id = CaseID(reference), let record = try caseRecord(id) { return record }
    throw CaseworkError.unknownCase(reference)
  }
}
