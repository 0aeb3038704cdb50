import Glibc

/// Where the service takes its time from: the store's virtual clock, or the machine's.
public struct CaseClock: Sendable {
  private let system: @Sendable () -> Timestamp

  /// Makes a clock.
  ///
  /// - Parameter system: Reads the machine's clock.
  public init(system: @escaping @Sendable () -> Timestamp = CaseClock.machine) {
    self.system = system
  }

  /// The time now as the store sees it.
  ///
  /// After the machine's clock has jumped back, the latest time
  /// seen holds until it is reached again.
  ///
  /// - Throws: `StoreError`.
  public func now(_ reader: any CaseReader) throws -> Timestamp {
    let record = try reader.clock()
    return switch record.kind {
    case .virtual: record.now
    case .system: max(system(), record.now)
    }
  }

  /// Whether a step may carry a time that was read from the machine's clock shortly before.
  func takes(_ time: Timestamp, _ reader: any CaseReader) throws -> Bool {
    let record = try reader.clock()
    return record.kind == .system && time >= record.now
  }

  /// The machine's clock as it stands, even after it has jumped back.
  package var machineTime: Timestamp { system() }

  /// The machine's clock.
  public static func machine() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(
      microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
