public import JSON
import Statechart
import FEEL

/// What is done with something that came in.
public enum IntakeAction: Sendable, Hashable {
  /// Starts a case; with an event, where a case is open under the key, that gets the event instead.
  case start(workflow: String, orSend: String?)
  /// Sends an event to the open case under the key; without one nothing happens.
  case send(event: String, workflow: String)
  /// Erases what the log of the newest case under the key tells until now, and of a finished case all of it:
  /// somebody took back what they said.
  case redact(workflow: String)

  /// The workflow's name or label.
  public var workflow: String {
    switch self {
    case .start(let workflow, _), .send(_, let workflow), .redact(let workflow): workflow
    }
  }

  /// Whether it goes to the case of a key.
  public var needsKey: Bool {
    switch self {
    case .send, .redact, .start(_, .some): true
    case .start(_, nil): false
    }
  }

  /// As an intake sheet writes it.
  public var text: String {
    switch self {
    case .start(let workflow, nil): "start \(workflow)"
    case .start(let workflow, let event?): "start \(workflow) or send \(event)"
    case .send(let event, let workflow): "send \(event) to \(workflow)"
    case .redact(let workflow): "redact \(workflow)"
    }
  }
}

/// What shall become of something that came in.
public struct IntakeOrder: Sendable, Hashable {
  /// What is done.
  public var action: IntakeAction
  /// The business key.
  public var key: String?
  /// The start data or the event's data, an object.
  public var data: JSONValue

  /// Makes an order.
  public init(_ action: IntakeAction, key: String?, data: JSONValue) {
    self.action = action
    self.key = key
    self.data = data
  }
}

/// What comes in from outside systems: stored first, worked off then, each thing once.
extension CaseService {
  /// Takes things in; they are on disk when the call returns.
  ///
  /// - Parameters:
  ///   - records: What came in.
  ///   - oldest: How long ago a thing may have been sent, in microseconds; nil for any time. An older one
  ///     may be a replay of something that is not remembered any more, and is set aside.
  /// - Returns: How many were new.
  /// - Throws: `StoreError`; nothing was taken then.
  public func takeIn(_ records: [IntakeRecord], oldest: Int64? = nil) throws -> Int {
    guard !records.isEmpty else { return 0 }
    let count = try store.write { [clock] transaction in
      let now = try clock.now(transaction)
      var count = 0
      for var record in records {
        record.receivedAt = now
        if record.fault == nil, let oldest, let sentAt = record.sentAt,
          sentAt < now.advanced(by: -oldest)
        {
          record.fault =
            "it was sent at \(sentAt), too long ago to know whether it came before; retry takes it"
        }
        if try transaction.insertIntake(record) { count += 1 }
      }
      return count
    }
    if count > 0 { wake() }
    return count
  }

  /// Does what the orders say, and removes the thing: all of it in one commit, or nothing.
  ///
  /// - Parameters:
  ///   - record: What came in.
  ///   - orders: What shall become of it, in this order.
  /// - Throws: `CaseworkError` when an order cannot be carried out, `StoreError`.
  public func carryOut(_ record: IntakeRecord, _ orders: [IntakeOrder]) throws {
    let prepared = try orders.map { order in
      try PreparedOrder(order, record: record, library: engine.library)
    }
    defer { wake() }
    try store.write { [engine, clock] transaction in
      // Taken meanwhile: somebody dropped it, or another turn was faster.
      guard try transaction.intake(record.id) != nil else { return }
      let now = try clock.now(transaction)
      for order in prepared {
        guard let id = try order.carryOut(engine, transaction, at: now) else { continue }
        try transaction.linkIntake(record, to: id)
      }
      try transaction.deleteIntake(record.id)
    }
  }

  /// Keeps something that cannot be worked off for an operator.
  public func setAside(_ record: IntakeRecord, because fault: String) throws {
    try store.write { try $0.setIntakeFault(record.id, fault) }
  }

  /// What could not be worked off, a page at a time.
  public func faultyIntake(after: IntakeID?, limit: Int) throws -> [IntakeRecord] {
    try store.read { try $0.faultyIntake(after: after, limit: limit) }
  }

  /// Tries something again that could not be worked off.
  ///
  /// - Throws: `CaseworkError` when there is no such thing.
  public func retryIntake(_ id: IntakeID) throws {
    try store.write { transaction in
      guard try transaction.intake(id) != nil else { throw CaseworkError.unknownIntake(id) }
      try transaction.setIntakeFault(id, nil)
    }
    wake()
  }

  /// Removes something that could not be worked off; it stays known, so that it is not taken again.
  ///
  /// - Throws: `CaseworkError` when there is no such thing.
  public func dropIntake(_ id: IntakeID) throws {
    try store.write { transaction in
      guard try transaction.intake(id) != nil else { throw CaseworkError.unknownIntake(id) }
      try transaction.deleteIntake(id)
    }
  }
}

/// An order whose data was converted, ready to be carried out.
private struct PreparedOrder: Sendable {
  let order: IntakeOrder
  let start: PreparedStart?
  let workflow: String
  let actor: String

  init(_ order: IntakeOrder, record: IntakeRecord, library: DefinitionLibrary) throws {
    self.order = order
    actor = "intake \(record.intake)"
    workflow = try library.workflow(named: order.action.workflow).name
    switch order.action {
    case .start:
      start = try PreparedStart(
        StartRequest(
          workflow: order.action.workflow, data: order.data, key: order.key, actor: actor),
        library: library)
    case .send, .redact: start = nil
    }
  }

  /// The case that it went to; nil where there was none.
  func carryOut(
    _ engine: CaseEngine, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> CaseID? {
    let cases = try order.key.map { try transaction.cases(key: $0, workflow: workflow) } ?? []
    let open = cases.first(where: \.status.isUnfinished)
    switch order.action {
    case .redact:
      guard let record = open ?? cases.max(by: { $0.id < $1.id }) else { return nil }
      try engine.redact(
        record, Intervention(actor: actor, reason: "taken back by whoever said it"), transaction,
        at: now)
      return record.id
    case .send(let event, _), .start(_, let event?):
      if let open {
        try send(event, to: open, engine, transaction, at: now)
        return open.id
      }
      if case .send = order.action { return nil }
    case .start(_, nil): break
    }
    return try start.map { try engine.start($0, transaction, at: now).record.id }
  }

  private func send(
    _ event: String, to record: CaseRecord, _ engine: CaseEngine,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    let statechart = try engine.library.statechart(record.definition, transaction)
    guard statechart.knows(event) else {
      throw CaseworkError.unknownEvent(
        event, of: record.workflow, known: statechart.externalEvents)
    }
    _ = try transaction.insertInbox(
      StatechartEvent(event, data: Value(json: order.data)), kind: .event, for: record.id,
      actor: actor, at: now)
  }
}

extension CaseworkError {
  /// Nothing that came in has that number, or it was worked off meanwhile.
  static func unknownIntake(_ id: IntakeID) -> CaseworkError {
    CaseworkError(
      .unknownIntake, .notFound,
      "nothing that came in has the number \(id); it may be worked off")
  }
}
