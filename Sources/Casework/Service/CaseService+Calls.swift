import JSON

extension CaseService {
  /// A page of outgoing calls behind `after`.
  public func calls(
    _ filter: MessageFilter, after: MessageID?, limit: Int
  ) throws -> [OutboxMessage] {
    try store.read { try $0.messages(filter, after: after, limit: limit) }
  }

  /// The calls by receiver.
  public func receivers() throws -> [ReceiverCount] {
    try store.read { try $0.receiverCounts() }
  }

  /// One outgoing call.
  public func call(_ id: MessageID) throws -> OutboxMessage {
    try store.read { try $0.waitingCall(id) }
  }

  /// Tries a call at once that was given up or waits for its next attempt.
  ///
  /// Its idempotency key stays, so a receiver that has it already counts it once; its attempts are
  /// counted anew.
  public func retryCall(_ id: MessageID, _ intervention: Intervention) throws -> OutboxMessage {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let message = try transaction.waitingCall(id)
      let now = try clock.now(transaction)
      var next = message
      next.status = .waiting
      next.attempts = 0
      next.nextAt = now
      guard try transaction.updateMessage(next, attempts: message.attempts) else {
        throw CaseworkError.unknownMessage("\(id)")
      }
      try engine.note("call.retried", message, intervention, transaction, at: now)
      return next
    }
  }

  /// Takes a call out of the outbox for good; the case's log keeps who did it and why.
  public func dropCall(_ id: MessageID, _ intervention: Intervention) throws -> OutboxMessage {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let message = try transaction.waitingCall(id)
      guard intervention.reason?.isEmpty == false else {
        throw CaseworkError.badArgument(
          "say why the call \(id) is dropped: it is not made, and only the log keeps it")
      }
      let now = try clock.now(transaction)
      _ = try transaction.deleteMessage(id)
      try engine.note("call.dropped", message, intervention, transaction, at: now)
      return message
    }
  }
}

extension CaseReader {
  fileprivate func waitingCall(_ id: MessageID) throws -> OutboxMessage {
    guard let message = try message(id) else { throw CaseworkError.unknownMessage("\(id)") }
    return message
  }
}

extension CaseEngine {
  /// Notes in a case's log what a person did with one of its calls.
  fileprivate func note(
    _ event: String, _ message: OutboxMessage, _ intervention: Intervention,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    let record = try transaction.existing(message.caseID)
    var next = record
    next.changedAt = now
    try append(
      LogContent(
        actor: intervention.actor, reason: intervention.reason,
        details: [
          JSONMember(
            "call",
            [
              "id": .string("\(message.id)"), "event": .string(message.event),
              "to": .string(message.target), "idempotencyKey": .string(message.idempotencyKey),
              "attempts": .number("\(message.attempts)"),
            ])
        ]),
      event: event, from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
  }
}

extension CaseworkError {
  static func unknownMessage(_ reference: String) -> Self {
    Self(
      .unknownMessage, .notFound,
      "there is no outgoing call \"\(reference)\"; it may have been delivered or dropped")
  }
}
