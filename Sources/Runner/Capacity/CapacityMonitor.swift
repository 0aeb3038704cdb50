public import Casework
public import Connectors
import Glibc
import Synchronization

/// Watches how full the inbox and the disk are, so that nothing is accepted that could be lost.
public final class CapacityMonitor: Sendable {
  /// How full the store is.
  public struct Level: Sendable, Hashable {
    /// How many accepted events and things that came in wait for their step; each counted up to the limit.
    public var inbox: Int
    /// The bytes that are free on the store's disk; nil where that cannot be told.
    public var freeDisk: Int64?
    /// Why nothing more is accepted; nil while there is room.
    public var shortage: String?

    /// Makes a level.
    public init(inbox: Int, freeDisk: Int64?, shortage: String?) {
      self.inbox = inbox
      self.freeDisk = freeDisk
      self.shortage = shortage
    }
  }

  private let store: any CaseStore
  private let folder: String
  private let limits: CapacityLimits
  private let last = Mutex<(level: Level, at: ContinuousClock.Instant)?>(nil)

  /// Looking costs less than a step, but need not be done for each request.
  private static let lifetime = Duration.milliseconds(100)

  /// Makes a monitor.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - folder: Where its file lies.
  ///   - limits: How full it may become.
  public init(store: any CaseStore, folder: String, limits: CapacityLimits) {
    self.store = store
    self.folder = folder
    self.limits = limits
  }

  /// How full the store is, as it was at most a tenth of a second ago.
  public var level: Level {
    let now = ContinuousClock.now
    if let known = last.withLock({ $0 }), known.at.duration(to: now) < Self.lifetime {
      return known.level
    }
    let level = look()
    last.withLock { $0 = (level, now) }
    return level
  }

  private func look() -> Level {
    let free = Self.freeBytes(in: folder)
    var level = Level(inbox: 0, freeDisk: free, shortage: nil)
    if let free, free < limits.freeDiskBytes {
      level.shortage =
        "only \(free >> 20) MB are free on the disk of the store; \(limits.freeDiskBytes >> 20) MB are "
        + "kept free for what was accepted before"
    }
    guard let inbox = try? store.read({ try $0.inboxCount(upTo: limits.inbox) }) else {
      level.shortage = level.shortage ?? "the store does not answer"
      return level
    }
    level.inbox = inbox
    if inbox >= limits.inbox {
      level.shortage =
        level.shortage ?? "\(inbox) accepted events wait for their step, which is the limit"
    }
    return level
  }

  private static func freeBytes(in folder: String) -> Int64? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    return Int64(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        .partialValue)
  }
}
