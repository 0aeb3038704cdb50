import Diagnostics
import FEEL

/// Compiles one document.
struct ChartBuilder {
  let document: StatechartDocument
  let errorHandling: StatechartDocument.ErrorHandling
  var diagnostics = [Diagnostic]()
  var names = Names()
  var variables = [CompiledStatechart.Variable]()
  var states = [CompiledState]()
  var transitions = [CompiledTransition]()
  var indexes = [String: Int]()
  /// The nodes of `states`, by the same index; nil for the document.
  private var nodes = [StateNode?]()
  private(set) var compiler = Names.plain
  /// How many names are still compared with all others: of thousands of faults the first say enough.
  private var suggestionsLeft = 100

  init(_ document: StatechartDocument, errorHandling: StatechartDocument.ErrorHandling) {
    self.document = document
    self.errorHandling = document.errorHandling ?? errorHandling
  }

  /// The chart; nil if its structure has errors.
  mutating func build() -> Chart? {
    declareStates()
    var declarations = DeclarationCollector()
    declarations.collect(document)
    declare(declarations)
    let isSound = !diagnostics.hasErrors
    compiler = FEELCompiler(
      scope: names.scope, options: FEELCompiler.Options(unknownNames: .warning))
    let structureFaults = diagnostics.count
    let data = compile(document.data)
    let script = document.script.map { compile($0) }
    for index in states.indices.dropFirst() { compileContents(of: index) }
    states[0].data = data
    let initial = compileDocumentInitial()
    states[0].initial = initial
    checkInitials()
    checkHistoryCircles()
    let hasFaults = diagnostics[structureFaults...].contains {
      $0.severity == .error && Self.structural.contains($0.code)
    }
    guard isSound, !hasFaults else { return nil }
    return Chart(
      document: document, states: states, transitions: transitions, initial: initial,
      script: script, names: names, errorHandling: errorHandling, indexes: indexes)
  }

  /// The faults that leave nothing to run; a malformed expression is none of them.
  private static let structural = Set(
    [SCXMLCode.unknownState, .illegalTarget, .emptyTransition, .missing].map(DiagnosticCode.init))

  // MARK: States

  private mutating func declareStates() {
    states.append(
      CompiledState(
        id: "", kind: .document, parent: -1, end: 0, origin: document.origin))
    nodes.append(nil)
    for child in document.states { declare(child, parent: 0) }
    states[0].end = states.count
    if states[0].children.isEmpty {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.noStates, at: document.origin, expected: "at least one state",
          mend: "add a <state>"))
    }
    // Only now are all ids known, so that an id made here cannot be one that is given later.
    for index in states.indices.dropFirst() where states[index].id.isEmpty {
      var id = "state.\(index)"
      while indexes[id] != nil { id += "." }
      states[index].id = id
      indexes[id] = index
    }
  }

  private mutating func declare(_ node: StateNode, parent: Int) {
    let index = states.count
    let isParent = node.children.contains { if case .history = $0.kind { false } else { true } }
    let kind: CompiledState.Kind =
      switch node.kind {
      case .state: isParent ? .compound : .atomic
      case .parallel: isParent ? .parallel : .atomic
      case .final: .final
      case .history(let depth): .history(depth)
      }
    states.append(
      CompiledState(
        id: node.id ?? "", label: node.label, kind: kind, parent: parent, end: index + 1,
        origin: node.origin))
    nodes.append(node)
    if case .history = kind {
      states[parent].histories.append(index)
    } else {
      states[parent].children.append(index)
    }
    if let id = node.id {
      if let first = indexes[id] {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.duplicateState, at: node.origin, found: id,
            expected: "an id that no other state has", mend: "rename one of them",
            notes: [.init("the other one stands here", at: states[first].origin)]))
      } else {
        indexes[id] = index
      }
    }
    for child in node.children { declare(child, parent: index) }
    states[index].end = states.count
  }

  private mutating func compileContents(of index: Int) {
    guard let node = nodes[index] else { return }
    states[index].data = compile(node.data)
    states[index].onEntry = node.onEntry.map { compile($0.content) }
    states[index].onExit = node.onExit.map { compile($0.content) }
    for transition in node.transitions {
      let compiled = compile(transition, source: index)
      states[index].transitions.append(transitions.count)
      transitions.append(compiled)
    }
    states[index].invocations = node.invocations.map { compile($0) }
    states[index].doneData = node.doneData.map {
      CompiledDoneData(
        parameters: compile($0.parameters), content: $0.content.map { compile($0) })
    }
    if case .history = states[index].kind { checkHistory(index, node) }
    guard states[index].kind == .compound else { return }
    if let initial = node.initial {
      let targets = resolve(initial.targets)
      states[index].initial = CompiledInitial(
        targets: targets, content: compile(initial.content))
    } else {
      states[index].initial = CompiledInitial(
        targets: Array(states[index].children.prefix(1)), content: [])
    }
  }

  private mutating func compileDocumentInitial() -> CompiledInitial {
    let named = resolve(document.initial)
    return CompiledInitial(
      targets: document.initial.isEmpty ? Array(states[0].children.prefix(1)) : named,
      content: [])
  }

  private mutating func compile(_ transition: Transition, source: Int) -> CompiledTransition {
    let targets = resolve(transition.targets)
    if !targets.isEmpty { checkTogether(targets, at: transition.origin) }
    let isHistory = if case .history = states[source].kind { true } else { false }
    if transition.events.isEmpty, transition.condition == nil, transition.targets.isEmpty,
      !isHistory
    {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.emptyTransition, at: transition.origin,
          expected: "at least one of event, cond and target",
          mend: "add what the transition waits for, or where it goes"))
    }
    return CompiledTransition(
      source: source, targets: targets, events: transition.events.map { EventDescriptor($0) },
      condition: transition.condition.map { compile($0) }, isInternal: transition.isInternal,
      content: compile(transition.content), origin: transition.origin)
  }

  // MARK: References

  private mutating func resolve(_ references: [StateReference]) -> [Int] {
    var targets = [Int]()
    for reference in references {
      if let index = indexes[reference.id] {
        if !targets.contains(index) { targets.append(index) }
        continue
      }
      let nearest = nearest(to: reference.id) { Array($0.indexes.keys) }
      diagnostics.append(
        Diagnostic(
          SCXMLCode.unknownState, at: reference.origin, found: reference.id,
          expected: "the id of a state", mend: nearest.map { "did you mean \"\($0)\"?" }))
    }
    return targets
  }

  /// The name that is probably meant.
  mutating func nearest(to name: String, among known: (Self) -> [String]) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    return Suggestion.nearest(to: name, among: known(self))
  }

  /// Reports initial states that do not lie below their parent or cannot be active together.
  private mutating func checkInitials() {
    for index in states.indices {
      guard let initial = states[index].initial else { continue }
      let origin = nodes[index]?.initial?.origin ?? states[index].origin
      for target in initial.targets where !isBelow(target, index) {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.illegalTarget, at: origin, found: states[target].id,
            expected: "a state inside \"\(states[index].id)\"",
            mend:
              "name one of: \(states[index].children.map { states[$0].id }.joined(separator: ", "))"
          ))
      }
      checkTogether(initial.targets, at: origin)
    }
  }

  private func isBelow(_ state: Int, _ ancestor: Int) -> Bool {
    state > ancestor && state < states[ancestor].end
  }

  /// Reports targets that cannot be active together, or of which one holds another; spec: SCXML 1.0 § 3.11.
  private mutating func checkTogether(_ targets: [Int], at origin: Origin) {
    for (position, first) in targets.enumerated() {
      for second in targets[(position + 1)...] {
        if isBelow(first, second) || isBelow(second, first) {
          let outer = states[min(first, second)].id
          diagnostics.append(
            Diagnostic(
              SCXMLCode.illegalTarget, at: origin,
              found: "\(states[first].id) \(states[second].id)",
              expected: "no target that lies inside another one",
              mend: "remove \"\(outer)\": it is entered with what lies inside"))
          return
        }
        var common = states[first].parent
        while common > 0, !isBelow(second, common) { common = states[common].parent }
        guard common >= 0, states[common].kind != .parallel else { continue }
        diagnostics.append(
          Diagnostic(
            SCXMLCode.illegalTarget, at: origin,
            found: "\(states[first].id) \(states[second].id)",
            expected: "states that can be active together: in different parts of a parallel state",
            mend: "keep one of them"))
        return
      }
    }
  }

  /// Spec: SCXML 1.0 § 3.10.2: a default transition without event or condition, to states inside the
  /// parent.
  private mutating func checkHistory(_ index: Int, _ node: StateNode) {
    guard node.transitions.count == 1, let transition = node.transitions.first else {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.missing, at: node.origin, "a history state needs one default transition",
          found: "\(node.transitions.count) transitions", expected: "one transition",
          mend: "add <transition target=\"…\"/> to the history state"))
      return
    }
    if !transition.events.isEmpty || transition.condition != nil {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.excluded, at: transition.origin,
          "the default transition of a history state is always taken", found: "event or cond",
          expected: "a target only", mend: "remove event and cond"))
    }
    let parent = states[index].parent
    for reference in transition.targets {
      guard let target = indexes[reference.id], !isBelow(target, parent) else { continue }
      diagnostics.append(
        Diagnostic(
          SCXMLCode.illegalTarget, at: reference.origin, found: reference.id,
          expected: "a state inside \"\(states[parent].id)\", the parent of the history state"))
    }
    if transition.targets.isEmpty {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.missing, at: transition.origin, "the default transition has no target",
          expected: "a target inside the history state's parent"))
    }
  }

  /// Reports history states whose defaults lead to each other in a circle: nothing would be entered.
  private mutating func checkHistoryCircles() {
    for index in states.indices {
      guard case .history = states[index].kind else { continue }
      var pending = defaults(index)
      var seen = Set<Int>()
      while let next = pending.popLast() {
        guard case .history = states[next].kind, seen.insert(next).inserted else { continue }
        pending += defaults(next)
      }
      guard seen.contains(index) else { continue }
      diagnostics.append(
        Diagnostic(
          SCXMLCode.illegalTarget, at: states[index].origin,
          "the default of the history state leads back to itself", found: states[index].id,
          expected: "a default that leads to a state", mend: "name a state as its target"))
    }
  }

  private func defaults(_ history: Int) -> [Int] {
    states[history].transitions.first.map { transitions[$0].targets } ?? []
  }
}
