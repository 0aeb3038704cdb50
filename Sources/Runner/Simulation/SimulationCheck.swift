import Diagnostics
public import Statechart

extension SimulationAnswers {
  /// What the answers name that the workflow does not have: a mistyped title would stay unanswered.
  ///
  /// - Parameter statechart: The workflow.
  /// - Returns: One fault for each name.
  public func faults(for statechart: CompiledStatechart) -> [SimulationFault] {
    let plan = SimulationNames(statechart.document)
    var faults: [SimulationFault] = []
    func check(_ name: String, _ what: String, _ known: [String]) {
      guard !known.contains(where: { $0.lowercased() == name.lowercased() }) else { return }
      faults.append(
        SimulationFault(
          "the workflow has no \(what) \"\(name)\"" + Suggestion.didYouMean(name, among: known),
          known.isEmpty ? "take it out" : "write one of: \(known.joined(separator: ", "))"))
    }
    for name in tasks.keys.sorted() where name != "*" { check(name, "task", plan.taskNames) }
    for event in events {
      check(event.state, "state", plan.stateNames)
      if !plan.waits(for: event.event) {
        check(event.event, "row that waits for", plan.events)
      }
    }
    for name in messages.keys.sorted() where name != "*" { check(name, "message", plan.messages) }
    return faults
  }
}

/// The names of a workflow by which answers and reports call its parts.
struct SimulationNames: Sendable {
  /// A task or timer.
  struct Part: Sendable {
    var id: String
    var state: String
    /// A task's title.
    var title: String?
    var isTimer: Bool
  }

  private(set) var labels: [String: String] = [:]
  private(set) var order: [String] = []
  private(set) var parts: [String: Part] = [:]
  private(set) var messages: [String] = []
  /// The events that rows wait for, but for those that tasks and timers send.
  private(set) var events: [String] = []

  init(_ document: StatechartDocument) {
    for state in document.allStates {
      guard let id = state.id else { continue }
      labels[id] = state.label ?? id
      for event in state.transitions.flatMap(\.events)
      where !event.hasPrefix("done.") && !events.contains(event) {
        events.append(event)
      }
      order.append(id)
      for invocation in state.invocations {
        guard let invocationID = invocation.id, case .text(let type)? = invocation.type else {
          continue
        }
        let title = invocation.parameters.first { $0.name == "title" }.flatMap { parameter in
          if case .expression(let text) = parameter.value { Self.literal(text.text) } else { nil }
        }
        let kind = type.split(separator: "#").last.map(String.init) ?? type
        guard ["task", "timer"].contains(kind) else { continue }
        parts[invocationID] = Part(
          id: invocationID, state: id, title: title, isTimer: kind == "timer")
      }
    }
    for element in document.allContent {
      if case .send(let send) = element.action, case .text(let event)? = send.event,
        !messages.contains(event)
      {
        messages.append(event)
      }
    }
  }

  var taskNames: [String] {
    parts.values.filter { !$0.isTimer }.sorted { $0.id < $1.id }.map { $0.title ?? $0.id }
      + parts.values.filter { !$0.isTimer }.map(\.id).sorted()
  }

  var stateNames: [String] { order.map { labels[$0] ?? $0 } + order }

  /// Whether a transition takes events of a name.
  func waits(for event: String) -> Bool {
    events.contains { descriptor in
      let prefix = descriptor.hasSuffix(".*") ? String(descriptor.dropLast(2)) : descriptor
      return prefix == "*" || event == prefix || event.hasPrefix("\(prefix).")
    }
  }

  func label(_ id: String) -> String { labels[id] ?? id }

  private static func literal(_ text: String) -> String? {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner.contains("\"") || inner.contains("\\") ? nil : String(inner)
  }
}
