import Diagnostics

/// Gathers the rows of a workflow into states.
struct FlowStates {
  private(set) var states: [FlowState] = []
  private let findings: FlowFindings

  init(_ grid: FlowGrid, findings: FlowFindings) {
    self.findings = findings
    for row in grid.rows { add(row) }
    resolveParents()
  }

  /// The position of the state that people call so: by label or id, whatever the case.
  func index(of name: String) -> Int? {
    states.firstIndex { $0.label == name || $0.id == name }
      ?? states.firstIndex {
        $0.label.lowercased() == name.lowercased() || $0.id.lowercased() == name.lowercased()
      }
  }

  /// The positions of a state's children.
  func children(of index: Int?) -> [Int] {
    states.indices.filter { states[$0].parentIndex == index }
  }

  private mutating func add(_ row: FlowRow) {
    if let label = row[.state] {
      begin(label, row)
    } else if states.isEmpty {
      findings.report(
        .missingState, at: row.origin, found: "a row without a state above it",
        expected: "a name in the column State", mend: "write the state's name")
      return
    } else {
      for column in [FlowColumn.parent, .id, .kind] {
        guard let cell = row[column] else { continue }
        findings.report(
          .strayCell, at: cell.cell, found: cell.text,
          expected: "\(column.shown) beside the state's name only", mend: "move it up, or empty it")
      }
    }
    guard let index = states.indices.last else { return }
    guard let step = step(row) else {
      if let goTo = row[.goTo] { states[index].unreadTargets.append(goTo) }
      // A remark alone belongs to the state.
      if row[.state] == nil { addNote(row[.note]?.text, to: index) }
      return
    }
    switch step.trigger {
    case .final:
      states[index].kind = .final
      if step.actions.isEmpty, step.goTo == nil, step.when == nil {
        return addNote(step.note, to: index)
      }
    case .entry, .exit:
      if step.actions.isEmpty, step.goTo == nil { return addNote(step.note, to: index) }
    case .immediately, .events, .after, .at: break
    }
    states[index].steps.append(step)
  }

  private mutating func addNote(_ note: String?, to index: Int) {
    guard let note else { return }
    states[index].note = states[index].note.map { "\($0)\n\(note)" } ?? note
  }

  private mutating func begin(_ label: FlowText, _ row: FlowRow) {
    let id = row[.id]?.text ?? FlowNames.identifier(label.text)
    // States of one label are told apart by ids that somebody gave them.
    let other = states.first {
      $0.id == id || $0.label == label.text && row[.id] == nil
    }
    if let other {
      findings.report(
        .duplicateState, at: label.cell, "two states are called '\(label.text)'",
        found: label.text, expected: "the rows of a state together, its name in the first only",
        mend: "put the rows together, or rename one of the states",
        notes: [.init("the other begins here", at: other.origin)])
    }
    if id.contains(where: { $0.isWhitespace }) || id.isEmpty {
      findings.report(
        .badName, at: (row[.id] ?? label).cell, "'\(id)' cannot be an id", found: id,
        expected: "letters and digits without blanks",
        mend: "write \(FlowNames.identifier(id))")
    }
    let (kind, isInitial) = kind(row[.kind])
    states.append(
      FlowState(
        label: label.text, id: id, kind: kind, isInitial: isInitial, parent: row[.parent],
        origin: label.cell))
    if row[.on] == nil, row[.goTo] == nil, row[.when] == nil, row[.do] == nil {
      states[states.count - 1].note = row[.note]?.text
    }
  }

  /// What the `Kind` cell says: a kind, `initial`, or both.
  private func kind(_ cell: FlowText?) -> (kind: FlowState.Kind, isInitial: Bool) {
    guard let cell else { return (.state, false) }
    let words = cell.text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
    let isInitial = words.contains("initial")
    let rest = words.filter { $0 != "initial" }.joined(separator: " ")
    if let kind = FlowState.Kind(rest) { return (kind, isInitial) }
    let kinds = ["state", "parallel", "final", "history", "deep history", "initial"]
    findings.report(
      .unknownKind, at: cell.cell, found: cell.text, expected: kinds.joined(separator: ", "),
      mend: Suggestion.nearest(to: cell.text, among: kinds).map { "write \($0)" }
        ?? "write one of these, or empty the cell")
    return (.state, isInitial)
  }

  private func step(_ row: FlowRow) -> FlowStep? {
    let declaresOnly =
      row[.on] == nil && row[.when] == nil && row[.goTo] == nil && row[.do] == nil
      && row[.state] != nil
    // A name alone in its row, perhaps with a kind or parent, declares the state.
    if declaresOnly { return nil }
    if row[.on] == nil, row[.when] == nil, row[.goTo] == nil, row[.do] == nil,
      row[.note] != nil
    {
      return nil
    }
    guard row[.on] != nil || row[.when] != nil || row[.goTo] != nil else {
      let found = row[.do]?.text ?? "nothing"
      findings.report(
        .emptyRow, at: row.origin, "the row has neither On nor When nor Go to", found: found,
        expected: "On, When or Go to",
        mend: row[.do] == nil ? "fill in one of them, or delete the row" : "write entry into On")
      return nil
    }
    let named = row[.on].flatMap { on in
      on.stripping("after") == nil && on.stripping("at") == nil ? nil : on.named
    }
    guard var trigger = FlowTrigger(named?.rest ?? row[.on], findings: findings) else { return nil }
    if case .final = trigger, let on = row[.on], let goTo = row[.goTo] {
      findings.report(
        .badTrigger, at: on.origin,
        "'\(on.text)' says that the workflow ends here, but this row goes to '\(goTo.text)'",
        found: on.text, expected: "an empty Go to, or an event",
        mend:
          "empty the Go to if it ends here; if an event is called so, write \"\(on.text)\" in quotes"
      )
      // It was probably meant so; what else would be said of the state only confuses.
      trigger = .events([on])
    }
    let actions = row[.do].map { FlowActionParser(findings: findings).parse($0) } ?? []
    return FlowStep(
      trigger: trigger, timerID: named?.name, when: row[.when], actions: actions, goTo: row[.goTo],
      note: row[.note]?.text, row: row)
  }

  private mutating func resolveParents() {
    for index in states.indices {
      guard let parent = states[index].parent else { continue }
      guard let found = self.index(of: parent.text) else {
        report(unknown: parent)
        continue
      }
      states[index].parentIndex = found
    }
    for index in states.indices where states[index].isInitial {
      let before = states.indices.prefix(index).first {
        states[$0].isInitial && states[$0].parentIndex == states[index].parentIndex
      }
      guard let before else { continue }
      states[index].isInitial = false
      findings.report(
        .unknownKind, at: states[index].origin, "two states are initial",
        found: states[index].label, expected: "one state where it begins",
        mend: "take initial out of the Kind of one of them",
        notes: [.init("the other begins here", at: states[before].origin)])
    }
    for index in states.indices {
      var seen: Set<Int> = [index]
      var next = states[index].parentIndex
      while let current = next {
        guard seen.insert(current).inserted else {
          findings.report(
            .parentCircle, at: states[index].origin,
            "'\(states[index].label)' is inside itself", found: states[index].parent?.text,
            expected: "a parent that is not inside the state", mend: "mend the Parent cell")
          states[index].parentIndex = nil
          break
        }
        next = states[current].parentIndex
      }
    }
  }

  /// Complains about a state that a cell names and nobody defines.
  func report(unknown name: FlowText) {
    let labels = states.map(\.label)
    findings.report(
      .unknownState, at: name.origin,
      "there is no state '\(name.text)'" + Suggestion.didYouMean(name.text, among: labels),
      found: name.text, expected: labels.joined(separator: ", "),
      mend: Suggestion.nearest(to: name.text, among: labels).map { "write \($0)" }
        ?? "add the state, or write one of these")
  }
}
