import Glibc
import Synchronization

/// Ends connections whose request takes too long to come, or whose answer takes too long to be taken.
///
/// The library's own time-out counts silence only: somebody who sends a byte now and then would keep a
/// connection for ever. While a handler works on a request, no time is counted.
final class ConnectionWatch: Sendable {
  private struct Entry {
    var descriptor: Int32
    var deadline: ContinuousClock.Instant?
  }

  private let entries = Mutex<[Connection.ID: Entry]>([:])
  private let request: Duration
  private let idle: Duration
  private let answer: Duration

  /// Makes a watch; `run` keeps it.
  ///
  /// - Parameters:
  ///   - request: How long a whole request may take to come.
  ///   - idle: How long a connection may be silent between requests.
  ///   - answer: How long an answer may take to be taken.
  init(request: Duration, idle: Duration, answer: Duration) {
    self.request = request
    self.idle = idle
    self.answer = answer
  }

  /// Looks after the connections until the task is cancelled, as often as the shortest time asks for.
  func run() async {
    let every = min(.seconds(1), max(.milliseconds(50), min(request, answer) / 4))
    while !Task.isCancelled {
      try? await Task.sleep(for: every)
      endLate()
    }
  }

  /// A connection was opened: its request has to come.
  func opened(_ connection: Connection, descriptor: Int32) {
    let deadline = ContinuousClock.now + request
    entries.withLock { $0[connection.id] = Entry(descriptor: descriptor, deadline: deadline) }
  }

  /// The request is there and is worked on.
  func handling(_ connection: Connection) { set(nil, connection) }

  /// The answer is there and has to be taken.
  func answering(_ connection: Connection) { set(answer, connection) }

  /// The answer was taken; the next request may come after a while.
  func finished(_ connection: Connection) { set(idle + request, connection) }

  /// The connection is closed; its descriptor is somebody else's from now on.
  func closed(_ connection: Connection) {
    entries.withLock { _ = $0.removeValue(forKey: connection.id) }
  }

  private func set(_ time: Duration?, _ connection: Connection) {
    let deadline = time.map { ContinuousClock.now + $0 }
    entries.withLock { $0[connection.id]?.deadline = deadline }
  }

  private func endLate() {
    let now = ContinuousClock.now
    // The library tells of a closed connection before it gives its descriptor back, so within the lock a
    // descriptor belongs to its connection.
    entries.withLock { entries in
      for (id, entry) in entries {
        guard let deadline = entry.deadline, deadline < now else { continue }
        shutdown(entry.descriptor, Int32(SHUT_RDWR))
        entries[id]?.deadline = nil
      }
    }
  }
}
