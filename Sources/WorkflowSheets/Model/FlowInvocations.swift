import Diagnostics
import Statechart

/// The tasks and timers of a workflow with their ids, which must be unique in the document.
struct FlowInvocations {
  /// A task, where it begins.
  struct Task {
    var id: String
    var state: Int
    var task: FlowTask
  }

  private(set) var tasks: [Task] = []
  /// Ids that somebody gave twice.
  private(set) var repeated: [FlowText] = []
  private var used = Set<String>()

  init(_ states: [FlowState]) {
    // Ids that somebody gave come first: those that are made keep out of their way.
    for state in states {
      for id in state.tasks.compactMap(\.task.id) + state.steps.compactMap(\.timerID)
      where !used.insert(id.text).inserted {
        repeated.append(id)
      }
    }
    for (index, state) in states.enumerated() {
      for (task, _) in state.tasks {
        let id = task.id?.text ?? unique(FlowNames.identifier(task.title.text))
        tasks.append(Task(id: id, state: index, task: task))
      }
    }
  }

  /// An id that nothing else has.
  mutating func unique(_ name: String) -> String {
    let made = Self.made(name, besides: used)
    used.insert(made)
    return made
  }

  /// The name, with the first free number behind it if it is taken.
  static func made(_ name: String, besides used: Set<String>) -> String {
    var candidate = name
    var number = 2
    while used.contains(candidate) {
      candidate = "\(name)\(number)"
      number += 1
    }
    return candidate
  }

  /// The ids of a state's tasks.
  func ids(ofTasksIn state: Int) -> [String] {
    tasks.filter { $0.state == state }.map(\.id)
  }

  /// The ids of the tasks with a title.
  func ids(titled title: String) -> [String] {
    tasks.filter { $0.task.title.text.lowercased() == title.lowercased() }.map(\.id)
  }
}
