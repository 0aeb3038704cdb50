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

  /// Does what can be done now; whether there may be more.
  func turn() throws -> Bool {
    try keepTime()
    let now = try store.read { try clock.now($0) }
    let next = try store.read { try $0.nextTimerDue() }
    var fired = 0
    if let next, next <= now {
      fired = try worker.fireDueTimers()
      if fired > 0 { report(.timers(fired, latest: now.since(next))) }
    }
    let steps = try worker.workOffBatch()
    if steps > 0 { report(.steps(steps)) }
    return fired > 0 || steps > 0
  }

  /// How long nothing will be due.
  func idleMilliseconds() throws -> Int {
    let (now, next) = try store.read { (try clock.now($0), try $0.nextTimerDue()) }
    guard let next else { return Self.pollMilliseconds }
    let wait = max(0, next.since(now)) / 1000 + 1
    return Int(min(wait, Int64(Self.pollMilliseconds)))
  }

  /// Stores the latest time seen, and tells when the machine's clock is behind it.
  private func keepTime() throws {
    let record = try store.read { try $0.clock() }
    guard record.kind == .system else { return }
    let time = clock.machineTime
    if time.since(record.now) >= Self.clockStep {
      try store.write { transaction in
        var clock = try transaction.clock()
        clock.now = max(clock.now, time)
        try transaction.setClock(clock)
      }
    } else if record.now.since(time) >= Self.clockStep {
      report(.clockWentBack(record.now.since(time)))
    }
  }
}
