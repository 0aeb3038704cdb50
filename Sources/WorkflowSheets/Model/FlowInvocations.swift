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
  private var used = Set<String>()

  init(_ states: [FlowState]) {
    for (index, state) in states.enumerated() {
      for (task, _) in state.tasks {
        let id = unique(FlowNames.identifier(task.title.text))
        tasks.append(Task(id: id, state: index, task: task))
      }
    }
  }

  /// An id that nothing else has.
  mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 2
    while !used.insert(candidate).inserted {
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
