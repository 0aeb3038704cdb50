import Casework
import Synchronization

/// Carries out due timers and works off inboxes, in bounded batches by turns, so that neither many
/// timers nor many events keep the other waiting.
///
/// Recovery is nothing else: what is due and undone is taken, at the start as at any other moment.
struct WorkLoop: Sendable {
  let store: any CaseStore
  let worker: CaseWorker
  let clock: CaseClock
  let report: @Sendable (RunnerEvent) -> Void

  /// No sleep is longer, so that a clock that was set is noticed.
  static let pollMilliseconds = 500
  /// The stored time may lag behind by so much.
  private static let clockStep: Int64 = 1_000_000

  /// What a turn goes by, read at one moment: most turns find nothing to write.
  private struct View {
    var kept: ClockRecord
    var now: Timestamp
    var nextTimer: Timestamp?
    var hasEvents: Bool
  }

  /// Does what can be done now.
  ///
  /// - Returns: How many milliseconds nothing will be due; 0 if there may be more to do.
  /// - Throws: `StoreError`.
  func turn() throws -> Int {
    let view = try store.read { reader in
      View(
        kept: try reader.clock(), now: try clock.now(reader),
        nextTimer: try reader.nextTimerDue(),
        hasEvents: try !reader.casesWithWork(limit: 1).isEmpty)
    }
    try keepTime(view.kept)
    var worked = false
    if let next = view.nextTimer, next <= view.now {
      let fired = try worker.fireDueTimers()
      if fired > 0 {
        worked = true
        report(.timers(fired, latest: view.now.since(next)))
      }
    }
    if worked || view.hasEvents {
      let steps = try worker.workOffBatch()
      if steps > 0 {
        worked = true
        report(.steps(steps))
      }
    }
    if worked { return 0 }
    guard let next = view.nextTimer else { return Self.pollMilliseconds }
    let wait = max(0, next.since(view.now)) / 1000 + 1
    return Int(min(wait, Int64(Self.pollMilliseconds)))
  }

  /// Stores the latest time seen, and tells when the machine's clock is behind it.
  private func keepTime(_ kept: ClockRecord) throws {
    guard kept.kind == .system else { return }
    let time = clock.machineTime
    if time.since(kept.now) >= Self.clockStep {
      try store.write { transaction in
        var clock = try transaction.clock()
        clock.now = max(clock.now, time)
        try transaction.setClock(clock)
      }
    } else if kept.now.since(time) >= Self.clockStep {
      report(.clockWentBack(kept.now.since(time)))
    }
  }
}
