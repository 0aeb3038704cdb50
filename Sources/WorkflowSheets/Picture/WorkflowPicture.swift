public import Statechart

/// Draws statecharts as graphs of graphviz.
///
/// States with states inside are clusters; a filled dot marks where it begins, a double frame where it
/// ends. What a state does on entry stands in it, states that wait for a person have a colour of their own.
public enum WorkflowPicture {
  /// The picture in the DOT language.
  public static func dot(_ document: StatechartDocument) -> String {
    let title = document.label ?? document.name ?? "workflow"
    let attributes = [
      ("label", title), ("labelloc", "t"), ("labeljust", "l"), ("rankdir", "TB"),
      ("compound", "true"), ("nodesep", "0.45"), ("ranksep", "0.55"), ("pad", "0.3"),
      ("splines", "spline"),
    ]
    return DotText.graph(name: title, attributes: attributes) { dot in
      var drawing = StateDrawing(document)
      drawing.draw(document, into: &dot)
    }
  }
}

/// Draws the states, then the transitions between them.
struct StateDrawing {
  private let tasks: FlowTaskText
  private var anchors: [String: String] = [:]
  private var clusters: Set<String> = []
  private var labels: [String: String] = [:]

  init(_ document: StatechartDocument) {
    tasks = FlowTaskText(document)
    for state in document.states { collect(state, depth: 0) }
  }

  /// An edge needs a node at each end: for a cluster that is its mark of the beginning.
  private mutating func collect(_ state: StateNode, depth: Int) {
    guard let id = state.id, depth < 100 else { return }
    labels[id] = state.label ?? id
    anchors[id] = state.children.isEmpty ? id : "begin \(id)"
    if !state.children.isEmpty { clusters.insert(id) }
    for child in state.children { collect(child, depth: depth + 1) }
  }

  mutating func draw(_ document: StatechartDocument, into dot: inout DotText) {
    dot.node("begin", Self.beginning)
    for state in document.states { draw(state, into: &dot, depth: 0) }
    let first = document.initial.first?.id ?? document.states.first?.id
    if let first { edge("begin", to: first, [], into: &dot) }
    for state in document.allStates { drawTransitions(of: state, into: &dot) }
  }

  private static let beginning = [
    ("shape", "circle"), ("style", "filled"), ("fillcolor", "#37424a"), ("color", "#37424a"),
    ("label", ""), ("width", "0.16"), ("fixedsize", "true"),
  ]

  // MARK: States

  private func draw(_ state: StateNode, into dot: inout DotText, depth: Int) {
    guard let id = state.id, depth < 100 else { return }
    guard state.children.isEmpty else { return drawCluster(state, id, into: &dot, depth: depth) }
    switch state.kind {
    case .history(let depth):
      dot.node(
        id,
        [
          ("shape", "circle"), ("label", depth == .deep ? "H*" : "H"), ("width", "0.35"),
          ("fixedsize", "true"), ("color", "#5b6770"),
        ])
    case .final:
      dot.node(id, Self.box("#e6efe6", "#5d7f5d", peripheries: 2, label(of: state)))
    case .state, .parallel:
      let hasTask = state.invocations.contains { FlowTaskText.kind($0) == .task }
      dot.node(
        id,
        hasTask
          ? Self.box("#fdf3dc", "#b08a3c", label(of: state))
          : Self.box("#e8eef5", "#5a7796", label(of: state)))
    }
  }

  private static func box(
    _ fill: String, _ line: String, peripheries: Int = 1, _ label: String
  ) -> [(String, String)] {
    [
      ("shape", "box"), ("style", "rounded,filled"), ("fillcolor", fill), ("color", line),
      ("peripheries", "\(peripheries)"), ("margin", "0.14,0.08"), ("html", label),
    ]
  }

  private func drawCluster(_ state: StateNode, _ id: String, into dot: inout DotText, depth: Int) {
    dot.open("subgraph \(DotText.quoted("cluster_\(id)"))")
    dot.line("label=<\(label(of: state))>;")
    dot.line("labeljust=\"l\"; margin=\"12\";")
    dot.line(
      "style=\"rounded,filled\(state.kind == .parallel ? ",dashed" : "")\"; "
        + "fillcolor=\"\(depth.isMultiple(of: 2) ? "#f6f8fa" : "#eef1f4")\"; color=\"#9aa7b2\";")
    dot.node("begin \(id)", Self.beginning)
    for child in state.children { draw(child, into: &dot, depth: depth + 1) }
    let first = state.initial?.targets.first?.id
    // All children of a parallel state begin together.
    for child in state.children {
      guard let childID = child.id else { continue }
      if case .history = child.kind { continue }
      if state.kind != .parallel, childID != first ?? state.children.first?.id { continue }
      edge("begin \(id)", to: childID, [("style", "dashed")], into: &dot)
    }
    dot.close()
  }

  /// The state's name, and below it in small letters what happens in it.
  private func label(of state: StateNode) -> String {
    var lines = ["<B>\(DotText.escaped(state.label ?? state.id ?? ""))</B>"]
    func add(_ mark: String, _ text: String) {
      let parts = DotText.wrapped("\(mark)\(text)", width: 44, lines: 3).map(DotText.escaped)
      lines += parts.map { "<FONT POINT-SIZE=\"9\">\($0)</FONT>" }
    }
    for block in state.onEntry { for element in block.content { add("", Self.short(element)) } }
    for invocation in state.invocations where FlowTaskText.kind(invocation) != .timer {
      add("", short(invocation))
    }
    for block in state.onExit {
      for element in block.content { add("exit: ", Self.short(element)) }
    }
    return lines.joined(separator: "<BR/>")
  }

  private func short(_ invocation: Invocation) -> String {
    guard FlowTaskText.kind(invocation) == .task else {
      return "invoke \(invocation.id ?? "")"
    }
    let title = FlowTaskText.argument("title", of: invocation).flatMap(FlowWords.strings)?.first
    let roles = FlowTaskText.argument("candidates", of: invocation).flatMap(FlowWords.strings)
    return "task: \(title ?? invocation.id ?? "")"
      + (roles.map { " (\($0.joined(separator: ", ")))" } ?? "")
  }

  /// An action without its details.
  private static func short(_ content: ExecutableContent) -> String {
    switch content.action {
    case .raise(let event): "raise \(event)"
    case .log: "log"
    case .assign(let location, _): "set \(location.text)"
    case .script: "script"
    case .cancel: "cancel"
    case .forEach(let loop): "for each \(loop.item)"
    case .choose(let branches):
      branches.map { branch in
        let actions = branch.content.map(short).joined(separator: ", ")
        return (branch.condition.map { "if \($0.text): " } ?? "else: ") + actions
      }.joined(separator: "; ")
    case .decide(let decide):
      if case .text(let table) = decide.table { "decide \(table)" } else { "decide" }
    case .send(let send): short(send)
    }
  }

  private static func short(_ send: Send) -> String {
    let event = if case .text(let event)? = send.event { event } else { "…" }
    let target: String? = if case .text(let target)? = send.target { target } else { nil }
    if event == "notify", target == "notify",
      let role = send.parameters.first.flatMap(FlowActionText.expression).flatMap(FlowWords.strings)
    {
      return "notify \(role.joined(separator: ", "))"
    }
    return "send \(event)" + (target.map { " to \($0)" } ?? "")
  }

  // MARK: Transitions

  private func drawTransitions(of state: StateNode, into dot: inout DotText) {
    guard let id = state.id else { return }
    for transition in state.transitions {
      let label = label(of: transition, in: state)
      // What stays is drawn as a loop: it does something.
      let targets = transition.targets.isEmpty ? [id] : transition.targets.map(\.id)
      for target in targets {
        edge(id, to: target, label.isEmpty ? [] : [("html", label)], into: &dot)
      }
    }
  }

  private func edge(
    _ from: String, to target: String, _ attributes: [(String, String)], into dot: inout DotText
  ) {
    guard let head = anchors[target] else { return }
    var all = attributes
    if clusters.contains(from), from != target { all.append(("ltail", "cluster_\(from)")) }
    if clusters.contains(target), from != target, !from.hasPrefix("begin \(target)") {
      all.append(("lhead", "cluster_\(target)"))
    }
    dot.edge(anchors[from] ?? from, head, all)
  }

  /// `event [condition] / action`, in lines.
  private func label(of transition: Transition, in state: StateNode) -> String {
    var events = transition.events.map { event in trigger(event, in: state) }
    var condition = transition.condition?.text
    if let text = condition, let found = FlowOutcomes.read(text),
      transition.events.allSatisfy({ $0.hasPrefix("done.invoke.") })
    {
      events = found.words
      condition = found.when
    }
    var lines = DotText.wrapped(events.joined(separator: ", "), width: 26, lines: 2)
    if let condition { lines += DotText.wrapped("[\(condition)]", width: 30, lines: 2) }
    if !transition.content.isEmpty {
      let actions = transition.content.map(Self.short).joined(separator: "; ")
      lines += DotText.wrapped("/ \(actions)", width: 30, lines: 2)
    }
    guard !lines.isEmpty else { return "" }
    // Blanks keep the text off the line.
    return lines.map { "&#160;\(DotText.escaped($0))&#160;" }.joined(separator: "<BR/>")
  }

  /// `after 3 days` for the end of a timer, the task's title for the end of a task.
  private func trigger(_ event: String, in state: StateNode) -> String {
    guard event.hasPrefix("done.invoke.") else { return event }
    let id = event.dropFirst("done.invoke.".count)
    guard let invocation = state.invocations.first(where: { $0.id.map { $0 == id } ?? false })
    else {
      return event
    }
    if FlowTaskText.kind(invocation) == .timer {
      let text = (try? tasks.timer(invocation, madeID: String(id))) ?? String(id)
      return text
    }
    let title = FlowTaskText.argument("title", of: invocation).flatMap(FlowWords.strings)?.first
    return title.map { "\($0) done" } ?? event
  }
}
