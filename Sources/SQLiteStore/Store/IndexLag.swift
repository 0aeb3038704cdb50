import Synchronization

/// Tells readers whether the index by state holds every commit that they can see.
final class IndexLag: Sendable {
  /// What a reader saw before its view was taken.
  struct Mark: Sendable {
    fileprivate let turns: Int
    fileprivate let lag: IndexLag

    /// Whether the index agrees with the cases in a view that was taken after the mark and before this is
    /// asked.
    ///
    /// The index lacks something from before the commit of the first move that it lacks until after the
    /// commit that writes what it lacked. So if it lacked nothing when the mark was set, and no turn was taken
    /// since, no commit in the view has such a move.
    var isExact: Bool {
      !isOdd && lag.turns.load(ordering: .sequentiallyConsistent) == turns
    }

    /// Whether the index might lack something when the mark was set.
    var isOdd: Bool { !turns.isMultiple(of: 2) }
  }

  /// Odd while the index may lack something.
  private let turns = Atomic(0)

  /// What a view that is taken now goes by.
  var mark: Mark { Mark(turns: turns.load(ordering: .sequentiallyConsistent), lag: self) }

  /// Takes note of whether the index may lack something from now on; by the writing thread only.
  func set(_ lags: Bool) {
    guard turns.load(ordering: .sequentiallyConsistent).isMultiple(of: 2) == lags else { return }
    turns.add(1, ordering: .sequentiallyConsistent)
  }
}

/// The index by state may not agree with the cases in a reader's view: another view is needed.
struct IndexLags: Error {}
