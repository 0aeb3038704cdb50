import Diagnostics
import FEEL
import Statechart

/// Finds names that are probably slips: spelt nearly like another one of the same workflow.
struct FlowNameChecks {
  let grid: FlowGrid
  let states: FlowStates
  let decisions: DecisionNames
  /// The connectors of the configuration; nil where there is none.
  let connectors: [String]?
  let findings: FlowFindings

  func run() {
    let actions = states.states.flatMap(\.steps).flatMap(\.actions)
    checkVariables(actions)
    checkRoles(actions)
    checkConnectors(actions)
    checkEvents(actions)
    for state in states.states { checkOutcomes(of: state) }
    for step in states.states.flatMap(\.steps) { checkTimes(step) }
  }

  // MARK: Variables

  /// `set answr = …` would declare a second variable.
  private func checkVariables(_ actions: [FlowAction]) {
    var declared = grid.data.map(\.name.text)
    for action in actions {
      guard case .decide(let table, let location) = action.kind else { continue }
      let decision = decisions.find(table.text)
      declared += decision?.inputs.map(\.name) ?? []
      if location == nil { declared += decision?.outputs.map(\.name) ?? [] }
    }
    for action in actions {
      guard case .set(let name, _) = action.kind else { continue }
      let root = String(name.text.prefix { $0 != "." })
      guard !declared.contains(root), let meant = FlowSlip.nearest(to: root, among: declared) else {
        continue
      }
      findings.report(
        .mistypedVariable, .warning, at: name.origin,
        "'\(root)' is a new variable, and nearly '\(meant)'", found: root,
        expected: declared.joined(separator: ", "),
        mend: "write \(meant), or declare the variable with a row Data, \(root)")
    }
  }

  // MARK: Roles and connectors

  private func checkRoles(_ actions: [FlowAction]) {
    let roles = actions.flatMap { action -> [FlowText] in
      switch action.kind {
      case .notify(let role, _): [role]
      case .task(let task): task.roles + task.escalations.map(\.role)
      case .decide, .send, .set, .raise, .log: []
      }
    }
    for (role, meant) in FlowSlip.rare(roles) {
      findings.report(
        .mistypedRole, .warning, at: role.origin,
        "the role '\(role.text)' is nearly '\(meant)'", found: role.text,
        expected: "one spelling for each role", mend: "write \(meant)")
    }
  }

  private func checkConnectors(_ actions: [FlowAction]) {
    let targets = actions.compactMap { action -> FlowText? in
      if case .send(_, let connector, _) = action.kind { connector } else { nil }
    }
    guard let connectors else {
      for (connector, meant) in FlowSlip.rare(targets) {
        findings.report(
          .unknownConnector, .warning, at: connector.origin,
          "the connector '\(connector.text)' is nearly '\(meant)'", found: connector.text,
          expected: "one spelling for each connector", mend: "write \(meant)")
      }
      return
    }
    for target in targets where !connectors.contains(target.text) {
      let nearest = Suggestion.nearest(to: target.text, among: connectors)
      findings.report(
        .unknownConnector, .warning, at: target.origin,
        "the configuration has no connector '\(target.text)'"
          + Suggestion.didYouMean(target.text, among: connectors), found: target.text,
        expected: connectors.isEmpty ? "a connector" : connectors.sorted().joined(separator: ", "),
        mend: nearest.map { "write \($0)" } ?? "add it to the configuration")
    }
  }

  // MARK: Events and outcomes

  private func checkEvents(_ actions: [FlowAction]) {
    let waited = states.states.flatMap(\.steps).flatMap { step -> [FlowText] in
      if case .events(let events) = step.trigger { events } else { [] }
    }
    // Events of the engine are compared with what can send them.
    let given = waited.filter { event in
      !event.text.hasPrefix("task.") && !event.text.hasPrefix("done.")
        && !event.text.hasSuffix(".delivered") && !event.text.hasSuffix(".failed")
    }
    for (event, meant) in FlowSlip.rare(given) {
      findings.report(
        .unsentEvent, .warning, at: event.origin,
        "'\(event.text)' is nearly '\(meant)', so perhaps nobody sends it", found: event.text,
        expected: "one spelling for each event and outcome", mend: "write \(meant)")
    }
    let tasks = FlowInvocations(states.states).tasks.map(\.id)
    let timers = states.states.flatMap(\.steps).compactMap { $0.timerID?.text }
    for event in waited { checkEngineEvent(event, tasks + timers) }
  }

  /// Events that the engine makes have names that can be checked.
  private func checkEngineEvent(_ event: FlowText, _ invocations: [String]) {
    let forms: [(prefix: String, known: [String], what: String)] = [
      ("done.invoke.", invocations, "task or timer"),
      ("done.state.", states.states.map(\.id), "state"),
    ]
    for (prefix, known, what) in forms where event.text.hasPrefix(prefix) {
      let id = String(event.text.dropFirst(prefix.count))
      // Ids that are made for timers are not known before the chart is.
      let isMade = prefix == "done.invoke." && id.contains("Timer")
      guard !known.contains(id), !id.hasSuffix("*"), !isMade else { return }
      let nearest = Suggestion.nearest(to: id, among: known)
      findings.report(
        .unsentEvent, .warning, at: event.origin,
        "there is no \(what) '\(id)' that would send this",
        found: event.text,
        expected: known.map { prefix + $0 }.joined(separator: ", "),
        mend: nearest.map { "write \(prefix)\($0)" } ?? "write one of these, or delete the row")
    }
  }

  /// A task that no row waits for can be completed in no way.
  private func checkOutcomes(of state: FlowState) {
    guard let (task, text) = state.tasks.first else { return }
    var steps = state.steps
    var parent = state.parentIndex
    var seen = 0
    while let index = parent, seen < 100 {
      steps += states.states[index].steps
      parent = states.states[index].parentIndex
      seen += 1
    }
    let waits = steps.contains { step in
      guard case .events(let events) = step.trigger else { return false }
      return events.contains { event in
        !FlowEvents.isEvent(event.text) || event.text == "*" || event.text.hasPrefix("done.invoke")
          || event.text.hasPrefix("done.*")
      }
    }
    guard !waits else { return }
    findings.report(
      .unhandledTask, .warning, at: text.origin,
      "no row of '\(state.label)' says what happens when the task is done",
      found: "task \"\(task.title.text)\"",
      expected: "a row with an outcome in On, such as approve",
      mend: "add a row for each outcome below it",
      notes: [.init("the state begins here", at: state.origin)])
  }

  // MARK: Times

  private func checkTimes(_ step: FlowStep) {
    if case .after(let text, let feel, _) = step.trigger { checkTime(text, feel) }
    for action in step.actions {
      guard case .task(let task) = action.kind, let due = task.due else { continue }
      checkTime(due, FlowDuration.feel(due.text) ?? due.text)
    }
  }

  private func checkTime(_ text: FlowText, _ feel: String) {
    guard Self.isNegative(feel) else { return }
    findings.report(
      .negativeTime, at: text.origin, "this time lies in the past", found: text.text,
      expected: "a length of time that is not negative", mend: "take the minus away")
  }

  private static func isNegative(_ feel: String) -> Bool {
    let text = feel.filter { !$0.isWhitespace }
    return text.hasPrefix("duration(\"-") || text.hasPrefix("-duration(\"P")
      || text.hasPrefix("@\"-P") || text.hasPrefix("-@\"P")
      || text.first == "-" && text.dropFirst().first?.isNumber == true
  }
}

/// Tells slips of the finger from names that are meant to differ.
enum FlowSlip {
  /// The name that another one is a slip of: as long as it or one letter off, and not only another
  /// ending or number.
  static func nearest(to name: String, among others: [String]) -> String? {
    others.first { isSlip(name, of: $0) }
  }

  /// The names that stand once and are slips of one that stands more often, or before.
  static func rare(_ names: [FlowText]) -> [(name: FlowText, meant: String)] {
    var counts: [String: Int] = [:]
    for name in names { counts[name.text, default: 0] += 1 }
    var order: [String: Int] = [:]
    for (index, name) in names.enumerated() where order[name.text] == nil {
      order[name.text] = index
    }
    return names.compactMap { name in
      guard counts[name.text] == 1 else { return nil }
      let meant = counts.keys.filter { other in
        guard isSlip(name.text, of: other) else { return false }
        let isMoreFrequent = (counts[other] ?? 0) > 1
        return isMoreFrequent || (order[other] ?? 0) < (order[name.text] ?? 0)
      }.min()
      return meant.map { (name, $0) }
    }
  }

  /// Whether two names differ by one slip: case or blanks, a letter left out, doubled, exchanged or
  /// wrong inside the word.
  static func isSlip(_ name: String, of other: String) -> Bool {
    guard name != other else { return false }
    let (first, second) = (folded(name), folded(other))
    if first == second { return true }
    guard min(first.count, second.count) >= 5 else { return false }
    // `order` and `orders`, `approve` and `approved` are different words; so are `site 1` and `site 2`.
    if first.starts(with: second) || second.starts(with: first) { return false }
    let (a, b) = (Array(first), Array(second))
    guard abs(a.count - b.count) <= 1 else { return false }
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    let (restA, restB) = (a.dropFirst(head), b.dropFirst(head))
    let left = Array(restA.dropLast(min(tail, min(restA.count, restB.count))))
    let right = Array(restB.dropLast(min(tail, min(restA.count, restB.count))))
    guard !(left + right).contains(where: \.isNumber) else { return false }
    switch (left.count, right.count) {
    case (1, 0), (0, 1): return true
    case (1, 1): return head > 0 && tail > 0
    case (2, 2): return left[0] == right[1] && left[1] == right[0]
    default: return false
    }
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
  }
}
