import Synchronization

/// Gives numbers to new cases in a process that alone writes a store, also before their rows are written.
final class CaseNumbers: Sendable {
  private let newest = Atomic<Int64>(0)

  /// Takes note of a number that was given already.
  func take(_ number: Int64) { newest.max(number, ordering: .relaxed) }

  /// A number that no case has or will get otherwise.
  func next() -> Int64 { newest.add(1, ordering: .relaxed).newValue }

  /// Takes back a number if it is the newest; else it stays unused.
  func giveBack(_ number: Int64) {
    _ = newest.compareExchange(
      expected: number, desired: number - 1, ordering: .relaxed)
  }
}

extension Connection {
  private static let newestCase = Query("SELECT seq FROM sqlite_sequence WHERE name = 'cases'")

  /// The highest number that a case ever had; 0 before the first.
  func newestCaseNumber() throws -> Int64 {
    try first(Connection.newestCase) { $0.integer(0) } ?? 0
  }
}
