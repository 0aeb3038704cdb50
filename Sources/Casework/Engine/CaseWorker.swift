/// Works off what waits in a store: accepted events and due timers, in bounded batches.
public struct CaseWorker: Sendable {
  /// How many cases or timers one transaction takes, so that other work gets its turn.
  public static let batch = 200

  private let store: any CaseStore
  private let engine: CaseEngine
  private let clock: CaseClock
  private let batch: Int

  /// Makes a worker.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - engine: What runs the steps.
  ///   - clock: Where the time comes from.
  ///   - batch: How many cases or timers one transaction takes.
  public init(
    store: any CaseStore, engine: CaseEngine, clock: CaseClock, batch: Int = CaseWorker.batch
  ) {
    self.batch = max(1, batch)
    self.store = store
    self.engine = engine
    self.clock = clock
  }

  /// Runs one batch of steps of cases that have something in their inbox.
  ///
  /// - Returns: How many steps were taken; 0 when nothing waits.
  /// - Throws: `StoreError`.
  @discardableResult
  public func workOffBatch() throws -> Int {
    let waiting = try store.read { try $0.casesWithWork(limit: batch) }
    guard !waiting.isEmpty else { return 0 }
    return try store.write { [engine, clock] transaction in
      let now = try clock.now(transaction)
      var steps = 0
      for id in waiting {
        // Each step stands alone: one that throws takes no other with it.
        if case .idle = try transaction.nested({ try engine.step(id, transaction, at: now) }) {
          continue
        }
        steps += 1
      }
      return steps
    }
  }

  /// Runs steps until nothing waits.
  ///
  /// - Throws: `StoreError`.
  public func workOff() throws {
    while try workOffBatch() > 0 {}
  }

  /// Carries out one batch of timers that are due, and the steps that they lead to.
  ///
  /// - Returns: How many were due.
  /// - Throws: `StoreError`.
  @discardableResult
  public func fireDueTimers() throws -> Int {
    let late = try store.write { [engine, clock, batch] transaction in
      let now = try clock.now(transaction)
      let due = try transaction.dueTimers(at: now, limit: batch)
      // Each stands alone, as each step does.
      for timer in due {
        _ = try transaction.nested { try engine.fire(timer, transaction, at: now) }
      }
      return due.map { now.since($0.dueAt) }
    }
    engine.lateness.observe(late)
    return late.count
  }
}

extension CaseEngine {
  /// Runs a case's steps, the oldest event first, until that of one row has been taken.
  ///
  /// - Returns: What became of that row; `.idle` if the case stopped before it.
  /// - Throws: `StoreError`.
  func work(
    _ id: CaseID, through row: InboxID, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> StepOutcome {
    while let next = try transaction.nextInboxRow(of: id), next.id <= row {
      let outcome = try step(id, transaction, at: now)
      if next.id == row { return outcome }
      guard case .done = outcome else { return .idle }
    }
    return .idle
  }
}
