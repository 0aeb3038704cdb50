import Diagnostics

/// What a reader of the sheet should be told about the workflow as a whole.
struct FlowChecks {
  let states: FlowStates
  let decisions: DecisionNames
  let findings: FlowFindings

  func run() {
    guard !states.states.isEmpty else { return }
    checkReachability()
    for index in states.states.indices {
      checkExits(index)
      checkShadowedRows(states.states[index])
    }
    checkEvents()
    FlowOutputChecks(states: states, decisions: decisions, findings: findings).run()
  }

  /// The states that rows of a state lead to; a misspelt one, which is told elsewhere, counts as what
  /// was probably meant.
  private func targets(of index: Int) -> [Int] {
    let labels = states.states.map(\.label)
    let state = states.states[index]
    return (state.steps.compactMap(\.goTo) + state.unreadTargets).compactMap { goTo in
      let name = goTo.text
      return states.index(of: name)
        ?? Suggestion.nearest(to: name, among: labels).flatMap { states.index(of: $0) }
    }
  }

  private func checkReachability() {
    let all = states.states
    var reached = Set<Int>()
    var entered = Set<Int>()
    var queue = [Int]()
    /// Reaches a state and those around it; a parallel parent brings all its children along.
    func reach(_ index: Int) {
      guard reached.insert(index).inserted else { return }
      queue.append(index)
      guard let parent = all[index].parentIndex else { return }
      reach(parent)
      if all[parent].kind == .parallel { states.children(of: parent).forEach(enter) }
    }
    /// Enters a state as a target: its first child, or all children of a parallel one, with it.
    func enter(_ index: Int) {
      guard entered.insert(index).inserted else { return }
      reach(index)
      let children = states.children(of: index).filter { !all[$0].isHistory }
      if all[index].kind == .parallel {
        children.forEach(enter)
      } else if let first = children.first(where: { all[$0].isInitial }) ?? children.first {
        enter(first)
      }
    }
    let outermost = states.children(of: nil)
    if let first = outermost.first(where: { all[$0].isInitial }) ?? outermost.first { enter(first) }
    while let index = queue.popLast() { targets(of: index).forEach(enter) }
    for index in all.indices where !reached.contains(index) && !all[index].isHistory {
      let state = all[index]
      findings.report(
        .unreachableState, .warning, at: state.origin,
        "nothing leads to the state '\(state.label)'",
        found: "no Go to '\(state.label)' in a state that can be reached",
        mend: "name it in the Go to column of the state that comes before it, or delete its rows")
    }
  }

  private func checkExits(_ index: Int) {
    let state = states.states[index]
    guard !state.isFinal, !state.isHistory, states.children(of: index).isEmpty else { return }
    var current: Int? = index
    while let here = current {
      let leaves =
        states.states[here].steps.contains { $0.goTo != nil }
        || !states.states[here].unreadTargets.isEmpty
      if leaves || states.states[here].isFinal { return }
      current = states.states[here].parentIndex
    }
    findings.report(
      .deadEnd, .warning, at: state.origin, "nothing leads out of the state '\(state.label)'",
      found: "no row of it has a Go to", expected: "a row that goes on, or final in On",
      mend: "add a row with final if the workflow ends here, else one with a Go to")
  }

  /// Rows are tried from top to bottom, so a row below one without a condition is never tried.
  private func checkShadowedRows(_ state: FlowState) {
    var seen = [String: FlowRow]()
    for step in state.steps {
      let keys: [String] =
        switch step.trigger {
        case .immediately: [""]
        case .events(let events): events.map(\.text)
        case .entry, .exit, .final, .after, .at: []
        }
      for key in keys {
        if let above = seen[key] {
          findings.report(
            .shadowedRow, .warning, at: step.row.origin,
            "a row above it takes every \(key.isEmpty ? "case" : "'\(key)'") already",
            found: step.when?.text ?? step.goTo?.text,
            expected: "rows with a When above those without",
            mend: "move the row up, or delete it",
            notes: [.init("the row without a condition", at: above.origin)])
        } else if step.when == nil {
          seen[key] = step.row
        }
      }
    }
  }

  private func checkEvents() {
    let steps = states.states.flatMap(\.steps)
    let waited = steps.flatMap { step -> [FlowText] in
      if case .events(let events) = step.trigger { events } else { [] }
    }
    let actions = steps.flatMap(\.actions)
    var messages = Set<String>()
    var tasks: [FlowTask] = []
    for action in actions {
      switch action.kind {
      case .send(let message, _, _): messages.insert(message.text)
      case .notify: messages.insert("notify")
      case .task(let task): tasks.append(task)
      case .raise(let event):
        if !waited.contains(where: { FlowEvents.matches($0.text, event.text) }) {
          let nearest = Suggestion.nearest(to: event.text, among: waited.map(\.text))
          findings.report(
            .unheardEvent, .warning, at: event.origin, "no row waits for '\(event.text)'",
            found: event.text, expected: "a row with the event in On",
            mend: nearest.map { "write \($0)" } ?? "add a row with On: \(event.text)")
        }
      case .decide, .set, .log: break
      }
    }
    for event in waited { checkSender(of: event, messages, tasks) }
  }

  /// Events of connectors and tasks come only if something was sent or given.
  private func checkSender(
    of event: FlowText, _ messages: Set<String>, _ tasks: [FlowTask]
  ) {
    for suffix in [".delivered", ".failed"] where event.text.hasSuffix(suffix) {
      let message = String(event.text.dropLast(suffix.count))
      guard !messages.contains(message) else { return }
      let nearest = Suggestion.nearest(to: message, among: messages)
      findings.report(
        .unsentEvent, .warning, at: event.origin,
        "no row sends '\(message)', so '\(event.text)' never comes", found: event.text,
        expected: messages.isEmpty
          ? "a row with send \(message) to a connector"
          : messages.sorted().map { "\($0)\(suffix)" }.joined(separator: ", "),
        mend: nearest.map { "write \($0)\(suffix)" } ?? "send the message, or delete the row")
      return
    }
    if event.text.hasPrefix("task.") { checkTaskEvent(event, tasks) }
  }

  /// The events of tasks, and what a task must say to send those that only some send.
  private static let taskEvents = [
    ("task.claimed", ""), ("task.released", ""), ("task.reassigned", ""), ("task.delegated", ""),
    ("task.answered", ""), ("task.overdue", "due in DURATION"),
    ("task.followUp", "follow up in DURATION"),
    ("task.escalated", "escalate to ROLE after DURATION"),
  ]

  private func sends(_ event: String, _ task: FlowTask) -> Bool {
    switch event {
    case "task.overdue": task.due != nil
    case "task.followUp": task.followUp != nil
    case "task.escalated": !task.escalations.isEmpty
    default: true
    }
  }

  private func checkTaskEvent(_ event: FlowText, _ tasks: [FlowTask]) {
    let known = Self.taskEvents.map(\.0)
    if tasks.isEmpty {
      findings.report(
        .unsentEvent, .warning, at: event.origin, "the workflow has no task that sends this event",
        found: event.text, expected: "a task in a row with entry",
        mend: "add the task, or delete the row")
    } else if let entry = Self.taskEvents.first(where: { $0.0 == event.text }) {
      guard !tasks.contains(where: { sends(event.text, $0) }) else { return }
      findings.report(
        .unsentEvent, .warning, at: event.origin, "no task of the workflow sends this event",
        found: event.text, expected: "a task with \(entry.1)",
        mend: "add it to the task, or delete the row")
    } else if !known.contains(where: { FlowEvents.matches(event.text, $0) }) {
      findings.report(
        .unsentEvent, .warning, at: event.origin, "no task sends this event", found: event.text,
        expected: known.joined(separator: ", "),
        mend: Suggestion.nearest(to: event.text, among: known).map { "write \($0)" }
          ?? "write one of these")
    }
  }
}
