import Diagnostics
import Statechart

/// Makes a statechart of the states of a sheet.
struct FlowBuilder {
  let grid: FlowGrid
  let states: FlowStates
  /// The decisions by name or label; nil where nobody knows them.
  let decisions: DecisionNames
  let findings: FlowFindings
  private(set) var invocations: FlowInvocations

  init(
    grid: FlowGrid, states: FlowStates, decisions: DecisionNames, findings: FlowFindings
  ) {
    self.grid = grid
    self.states = states
    self.decisions = decisions
    self.findings = findings
    invocations = FlowInvocations(states.states)
  }

  mutating func build() -> StatechartDocument {
    let nodes = states.children(of: nil).map { node($0, depth: 0) }
    for id in invocations.repeated {
      findings.report(
        .badName, at: id.origin, "two tasks or timers are called '\(id.text)'", found: id.text,
        expected: "an id that nothing else has", mend: "write another name behind as")
    }
    let data = FlowData(grid: grid, states: states, decisions: decisions, findings: findings)
    let initial = states.states.first { $0.isInitial && $0.parentIndex == nil }
    return StatechartDocument(
      name: grid.name, label: grid.label == grid.name ? nil : grid.label, note: grid.note,
      initial: initial.map { [StateReference($0.id, at: $0.origin)] } ?? [],
      data: data.elements(), states: nodes, origin: grid.origin)
  }

  private mutating func node(_ index: Int, depth: Int) -> StateNode {
    let state = states.states[index]
    var node = StateNode(
      nodeKind(state.kind), id: state.id, label: state.label == state.id ? nil : state.label,
      note: state.note, origin: state.origin)
    for step in state.steps { add(step, of: index, to: &node) }
    // Parents were checked for circles; the bound only keeps a mistake there from running on.
    if depth < 100 {
      let children = states.children(of: index)
      node.children = children.map { self.node($0, depth: depth + 1) }
      if let initial = children.map({ states.states[$0] }).first(where: \.isInitial) {
        node.initial = InitialTransition(
          targets: [StateReference(initial.id, at: initial.origin)], origin: initial.origin)
      }
    }
    if state.isFinal { checkFinal(state, node) }
    return node
  }

  private func nodeKind(_ kind: FlowState.Kind) -> StateNode.Kind {
    switch kind {
    case .state: .state
    case .parallel: .parallel
    case .final: .final
    case .shallowHistory: .history(.shallow)
    case .deepHistory: .history(.deep)
    }
  }

  private mutating func add(_ step: FlowStep, of index: Int, to node: inout StateNode) {
    let state = states.states[index]
    switch step.trigger {
    case .entry, .final:
      addEntry(step, of: index, to: &node)
    case .exit:
      let content = guarded(contents(step, tasksAllowed: false), by: step)
      if !content.isEmpty {
        node.onExit.append(Block(content, note: step.note, at: step.row.origin))
      }
      refuseTarget(step, "exit")
    case .immediately:
      node.transitions.append(
        transition(step, events: [], condition: step.when.map(expression)))
    case .events(let events):
      addEvents(events, step, of: index, to: &node)
    case .after(let text, let feel, let calendar):
      var parameters = [
        Parameter("after", .expression(ExpressionText(feel, at: text.origin)))
      ]
      if let calendar { parameters.append(literal("calendar", calendar)) }
      addTimer(parameters, step, state, text.origin, to: &node)
    case .at(let text):
      addTimer(
        [Parameter("at", .expression(expression(text)))], step, state, text.origin, to: &node)
    }
  }

  private mutating func addEntry(_ step: FlowStep, of index: Int, to node: inout StateNode) {
    let content = guarded(contents(step, tasksAllowed: true), by: step)
    var note = step.note
    if !content.isEmpty {
      node.onEntry.append(Block(content, note: note, at: step.row.origin))
      note = nil
    }
    for action in step.actions {
      guard case .task(let task) = action.kind else { continue }
      if let when = step.when {
        findings.report(
          .misplacedTask, at: action.text.origin, "a task cannot depend on a condition",
          found: when.text, expected: "a row with entry and an empty When",
          mend: "move the task into a state of its own, and go there when \(when.text)")
      }
      let known = invocations.tasks.first {
        $0.state == index && $0.task.title.origin == task.title.origin
      }
      node.invocations.append(
        invocation(
          task, id: known?.id ?? FlowNames.identifier(task.title.text), note: note, action.text))
      note = nil
    }
    // A target behind entry means: go on as soon as the entry work is done.
    if step.goTo != nil, case .entry = step.trigger {
      node.transitions.append(
        transition(step, events: [], condition: step.when.map(expression), withActions: false))
    }
  }

  private func addEvents(
    _ events: [FlowText], _ step: FlowStep, of index: Int, to node: inout StateNode
  ) {
    let tasks = invocations.ids(ofTasksIn: index)
    let outcomes = events.filter { !tasks.isEmpty && !FlowEvents.isEvent($0.text) }
    let plain = events.filter { tasks.isEmpty || FlowEvents.isEvent($0.text) }
    for event in plain where event.text.contains(where: \.isWhitespace) {
      findings.report(
        .badName, at: event.origin, "an event's name has no blanks", found: event.text,
        expected: "a word, or words with points between them",
        mend: "write \(event.text.split(separator: " ").joined(separator: "."))")
    }
    if !outcomes.isEmpty {
      let condition = FlowOutcomes.condition(outcomes.map(\.text), when: step.when?.text)
      node.transitions.append(
        transition(
          step, events: tasks.map { "done.invoke.\($0)" },
          condition: ExpressionText(condition, at: (step.when ?? outcomes[0]).origin)))
    }
    if !plain.isEmpty {
      node.transitions.append(
        transition(step, events: plain.map(\.text), condition: step.when.map(expression)))
    }
  }

  private mutating func addTimer(
    _ parameters: [Parameter], _ step: FlowStep, _ state: FlowState, _ origin: Origin,
    to node: inout StateNode
  ) {
    let id = step.timerID?.text ?? invocations.unique("\(state.id)Timer")
    node.invocations.append(
      Invocation(
        type: .text("\(FlowTypes.namespace)#timer"), id: id, parameters: parameters,
        origin: origin))
    node.transitions.append(
      transition(step, events: ["done.invoke.\(id)"], condition: step.when.map(expression)))
  }

  private func invocation(
    _ task: FlowTask, id: String, note: String?, _ text: FlowText
  ) -> Invocation {
    let notBy = task.notBy.map { name in
      let ids = invocations.ids(titled: name.text)
      if ids.isEmpty { report(unknownTask: name) }
      let literals = ids.map(FlowLiteral.quoted)
      return Parameter(
        "notBy",
        .expression(
          ExpressionText(
            literals.count == 1 ? literals[0] : "[\(literals.joined(separator: ", "))]",
            at: name.origin)))
    }
    let parameters = FlowTaskParameters(task: task, findings: findings).all(notBy: notBy)
    return Invocation(
      type: .text("\(FlowTypes.namespace)#task"), id: id, parameters: parameters, note: note,
      origin: text.origin)
  }

  private func transition(
    _ step: FlowStep, events: [String], condition: ExpressionText?, withActions: Bool = true
  ) -> Transition {
    var targets = [StateReference]()
    if let goTo = step.goTo {
      if let index = states.index(of: goTo.text) {
        targets.append(StateReference(states.states[index].id, at: goTo.origin))
      } else {
        states.report(unknown: goTo)
      }
    }
    return Transition(
      events: events, condition: condition, targets: targets,
      content: withActions ? contents(step, tasksAllowed: false) : [], note: step.note,
      origin: step.row.origin)
  }

  private func expression(_ text: FlowText) -> ExpressionText {
    ExpressionText(text.text, at: text.origin)
  }

  private func literal(_ name: String, _ text: FlowText) -> Parameter {
    Parameter(
      name, .expression(ExpressionText(FlowLiteral.quoted(text.text), at: text.origin)))
  }

  /// The actions of a row, under its condition if it has one.
  private func guarded(
    _ content: [ExecutableContent], by step: FlowStep
  ) -> [ExecutableContent] {
    guard let when = step.when, !content.isEmpty else { return content }
    let branch = Branch(condition: expression(when), content: content)
    return [ExecutableContent(.choose([branch]), at: step.row.origin)]
  }

  private func contents(_ step: FlowStep, tasksAllowed: Bool) -> [ExecutableContent] {
    FlowContent(decisions: decisions, findings: findings)
      .content(of: step.actions, tasksAllowed: tasksAllowed)
  }
}

// MARK: - Messages

extension FlowBuilder {
  private func refuseTarget(_ step: FlowStep, _ trigger: String) {
    guard let goTo = step.goTo else { return }
    findings.report(
      .strayCell, at: goTo.cell, "a row with \(trigger) goes nowhere", found: goTo.text,
      expected: "an empty Go to", mend: "put the target into a row of its own")
  }

  private func checkFinal(_ state: FlowState, _ node: StateNode) {
    guard let place = node.transitions.first?.origin ?? node.invocations.first?.origin else {
      return
    }
    findings.report(
      .finalGoesOn, at: place, "'\(state.label)' is final, so nothing follows it",
      found: node.transitions.isEmpty ? "a task or timer" : "a row that goes on",
      expected: "rows with entry only", mend: "delete the row, or the word final",
      notes: [.init("the state begins here", at: state.origin)])
  }

  private func report(unknownTask name: FlowText) {
    let titles = invocations.tasks.map(\.task.title.text)
    findings.report(
      .unknownTask, at: name.origin,
      "there is no task '\(name.text)'" + Suggestion.didYouMean(name.text, among: titles),
      found: name.text,
      expected: titles.isEmpty ? "the title of a task" : titles.joined(separator: ", "),
      mend: Suggestion.nearest(to: name.text, among: titles).map { "write \"\($0)\"" }
        ?? "write the title of another task of this workflow")
  }
}

/// The names of invocation and event processor types.
enum FlowTypes {
  static let namespace = "urn:docket:workflow:1"
}

/// FEEL literals.
enum FlowLiteral {
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
