import DMN
import FEEL
import JSON
import Statechart

extension CaseService {
  /// Starts many cases in one commit, in their order; each of them succeeds or fails alone.
  ///
  /// - Returns: What became of each request, in their order.
  /// - Throws: `StoreError`; none of them was started then.
  public func start(
    _ requests: [StartRequest]
  ) throws -> [Result<StartResult, CaseworkError>] {
    let prepared = requests.map { request -> Result<PreparedStart, CaseworkError> in
      do throws(CaseworkError) {
        return .success(try PreparedStart(request, library: engine.library))
      } catch {
        return .failure(error)
      }
    }
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let now = try clock.now(transaction)
      return try prepared.map { start in
        do {
          let start = try start.get()
          return .success(
            try transaction.nested { try engine.start(start, transaction, at: now) })
        } catch let error as CaseworkError {
          return .failure(error)
        }
      }
    }
  }
}

/// A request to start a case, checked and converted before anything is locked.
struct PreparedStart: Sendable {
  let request: StartRequest
  let workflow: LoadedWorkflow
  let data: ContextValue
  /// What tells one request from another; only for those that may be repeated.
  let fingerprint: [UInt8]
  /// The number that the case shall have; nil if the store gives it one.
  var reserved: CaseID?
  /// The first step as it was worked out before, with that number.
  var draft: StepDraft?

  init(_ request: StartRequest, library: DefinitionLibrary) throws(CaseworkError) {
    self.request = request
    workflow = try library.workflow(named: request.workflow)
    data = try StartData(workflow: workflow).values(of: request.data)
    fingerprint =
      request.idempotencyKey == nil
      ? []
      : SHA256.digest(
        Array(workflow.name.utf8), [0], Array((request.key ?? "").utf8), [0],
        Array(request.data.text.utf8))
  }
}

extension CaseEngine {
  /// Inserts a case and runs its first step.
  func start(
    _ start: PreparedStart, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> StartResult {
    let request = start.request
    if let key = request.idempotencyKey, let known = try transaction.idempotency(key) {
      guard known.fingerprint == start.fingerprint else {
        throw CaseworkError(
          .idempotencyMismatch, .conflict,
          "the idempotency key \"\(key)\" came with another request before", caseID: known.caseID)
      }
      return StartResult(record: try transaction.existing(known.caseID), isRepeated: true)
    }
    let record = CaseRecord(
      id: start.reserved ?? CaseID(rawValue: 0), key: request.key, workflow: start.workflow.name,
      definition: try library.store(start.workflow, transaction, at: now),
      tables: start.workflow.bindsAtStart
        ? try library.storeTables(library.decisions, transaction, at: now) : nil,
      startedAt: start.draft?.now ?? now)
    // Such a case goes to the store as its first step leaves it, by one statement.
    if let draft = start.draft, draft.record == record, draft.isQuiet {
      let id = try insert(draft, transaction)
      if let key = request.idempotencyKey {
        try transaction.putIdempotency(
          IdempotencyRecord(fingerprint: start.fingerprint, caseID: id), key: key, at: now)
      }
      return StartResult(record: try transaction.existing(id), isRepeated: false)
    }
    let id = try transaction.insertCase(record)
    if let key = request.idempotencyKey {
      try transaction.putIdempotency(
        IdempotencyRecord(fingerprint: start.fingerprint, caseID: id), key: key, at: now)
    }
    _ = try take(
      StatechartEvent("", data: .context(start.data)), kind: .start, for: id,
      actor: request.actor, draft: start.draft, transaction, at: now)
    return StartResult(record: try transaction.existing(id), isRepeated: false)
  }
}
