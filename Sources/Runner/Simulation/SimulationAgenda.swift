import Casework
import JSON

/// What will happen in a simulation, in the order of the times; at one time, in the order of entry.
struct SimulationAgenda {
  /// How a task ends.
  struct TaskEnd {
    var outcome: String
    /// Who does it: the first who may.
    var people: [String]
    var data: JSONValue = .null
    var comment: String?
  }

  /// Something that will happen.
  enum Action {
    case start(Int)
    case event(CaseID, String, JSONValue, String?)
    case stateEvent(CaseID, SimulationTally.Visit, SimulationAnswers.EventAnswer)
    case complete(CaseID, TaskRecord, TaskEnd)
    case deliver(CaseID, OutboxMessage)
  }

  private struct Entry {
    var at: Timestamp
    var number: Int
    var action: Action

    func isBefore(_ other: Entry) -> Bool {
      at == other.at ? number < other.number : at < other.at
    }
  }

  /// A binary heap, the next entry first.
  private var entries: [Entry] = []
  private var count = 0

  var nextTime: Timestamp? { entries.first?.at }

  mutating func add(_ action: Action, at time: Timestamp) {
    count += 1
    entries.append(Entry(at: time, number: count, action: action))
    var child = entries.count - 1
    while child > 0, entries[child].isBefore(entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The next action that is due at `time`.
  mutating func take(until time: Timestamp) -> Action? {
    guard let first = entries.first, first.at <= time else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first.action }
    entries[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < entries.count }
      guard let next = children.min(by: { entries[$0].isBefore(entries[$1]) }),
        entries[next].isBefore(entries[parent])
      else { break }
      entries.swapAt(parent, next)
      parent = next
    }
    return first.action
  }
}
