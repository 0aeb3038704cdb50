import Diagnostics
import Statechart

/// A row below the header.
struct WrittenRow {
  var cells: [FlowColumn: String] = [:]

  init(on: String? = nil, when: String? = nil, do: String? = nil, goTo: String? = nil) {
    cells[.on] = on
    cells[.when] = when
    cells[.do] = `do`
    cells[.goTo] = goTo
  }
}

/// Writes the states of a statechart as rows.
struct FlowStateRows {
  private(set) var rows: [WrittenRow] = []
  private(set) var diagnostics: [Diagnostic] = []
  private let tasks: FlowTaskText
  private let names: FlowStateNames
  /// The ids of tasks and timers that a sheet would not make again.
  private var usedIDs: Set<String>

  init(_ document: StatechartDocument) {
    tasks = FlowTaskText(document)
    names = FlowStateNames(document)
    usedIDs = Set(tasks.titles.map(\.id))
    let initial = document.initial.count == 1 ? document.initial[0].id : nil
    for state in document.states {
      add(state, parent: nil, isInitial: state.id != nil && state.id == initial, depth: 0)
    }
  }

  private mutating func add(_ state: StateNode, parent: String?, isInitial: Bool, depth: Int) {
    guard let id = state.id, depth < 100 else {
      say(Unsayable("a state without an id", mend: "give it an id"), state.origin)
      return
    }
    checkState(state)
    var own: [WrittenRow] = []
    addEntry(state, to: &own)
    addTransitions(state, to: &own)
    if state.kind == .final { own.append(WrittenRow(on: "final")) }

    var head = WrittenRow()
    head.cells[.state] = names.label(of: state, id)
    if FlowNames.identifier(head.cells[.state] ?? "") != id || names.isShared(state) {
      head.cells[.id] = id
    }
    head.cells[.parent] = parent
    head.cells[.kind] = kind(state, isInitial: isInitial)
    if let note = state.note, !note.isEmpty || own.isEmpty {
      head.cells[.note] = note
    } else if !own.isEmpty {
      head.cells.merge(own.removeFirst().cells) { first, _ in first }
    }
    rows.append(head)
    rows += own

    let initial = state.initial?.targets.count == 1 ? state.initial?.targets.first?.id : nil
    for child in state.children {
      add(
        child, parent: names.reference(to: id),
        isInitial: child.id != nil && child.id == initial, depth: depth + 1)
    }
  }

  private func kind(_ state: StateNode, isInitial: Bool) -> String? {
    let kind: String? =
      switch state.kind {
      case .state, .final: nil
      case .parallel: "parallel"
      case .history(.shallow): "history"
      case .history(.deep): "deep history"
      }
    let words = (isInitial ? ["initial"] : []) + [kind].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private mutating func checkState(_ state: StateNode) {
    if let variable = state.data.first {
      say(
        Unsayable(
          "variables of one state", found: variable.id,
          mend: "declare them in the datamodel of the document"), variable.origin)
    }
    if let doneData = state.doneData {
      say(
        Unsayable("<donedata>", mend: "assign the values to variables on entry"), doneData.origin)
    }
    guard let initial = state.initial else { return }
    if !initial.content.isEmpty {
      say(
        Unsayable("actions of <initial>", mend: "do them on entry of the state it leads to"),
        initial.origin)
    }
    if initial.targets.count != 1
      || !state.children.contains(where: { $0.id == initial.targets[0].id })
    {
      say(
        Unsayable(
          "a beginning in several states, or in a state further down",
          found: initial.targets.map(\.id).joined(separator: " "),
          mend: "begin in one child state, and let that begin in its own"), initial.origin)
    }
  }

  // MARK: Entry and exit

  private mutating func addEntry(_ state: StateNode, to own: inout [WrittenRow]) {
    for block in state.onEntry { if let row = row(block, "entry") { own.append(row) } }
    for block in state.onExit { if let row = row(block, "exit") { own.append(row) } }
  }

  private mutating func row(_ block: Block, _ trigger: String) -> WrittenRow? {
    guard !block.content.isEmpty else { return nil }
    var row = WrittenRow(on: trigger)
    if block.content.count == 1, case .choose(let branches) = block.content[0].action,
      branches.count == 1, let condition = branches[0].condition, !branches[0].content.isEmpty
    {
      row.cells[.when] = condition.text
      row.cells[.do] = actions(branches[0].content)
    } else {
      row.cells[.do] = actions(block.content)
    }
    row.cells[.note] = block.note
    return row
  }

  private mutating func actions(_ content: [ExecutableContent]) -> String? {
    var texts: [String] = []
    for element in content {
      do throws(Unsayable) {
        texts.append(try FlowActionText.text(of: element))
      } catch {
        say(error, element.origin)
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

  // MARK: Transitions, tasks and timers

  /// A timer's row is both its invocation and its transition, so the rows follow both orders.
  private mutating func addTransitions(_ state: StateNode, to own: inout [WrittenRow]) {
    var next = state.transitions.startIndex
    for invocation in state.invocations {
      switch FlowTaskText.kind(invocation) {
      case .task: add(task: invocation, to: &own)
      case .timer:
        let event = "done.invoke.\(invocation.id ?? "")"
        guard
          let place = state.transitions.indices.first(where: {
            $0 >= next && state.transitions[$0].events == [event]
          })
        else {
          say(
            Unsayable(
              "a timer without a transition of its own in the order of the timers",
              found: "no transition with event=\"\(event)\" here",
              mend: "add the transition behind those of the timers above it"), invocation.origin)
          continue
        }
        for transition in state.transitions[next..<place] { add(transition, of: state, to: &own) }
        add(state.transitions[place], timer: invocation, of: state, to: &own)
        next = place + 1
      case .other:
        say(
          Unsayable(
            "an invocation of another kind than task and timer",
            found: invocation.id.map { "<invoke id=\"\($0)\">" },
            mend: "send a message to a connector, and wait for its answer"), invocation.origin)
      }
    }
    for transition in state.transitions[next...] { add(transition, of: state, to: &own) }
  }

  private mutating func add(task: Invocation, to own: inout [WrittenRow]) {
    do throws(Unsayable) {
      let text = try tasks.task(task)
      // The task goes on in the row above if that is plain entry work.
      if let last = own.last, last.cells[.on] == "entry", last.cells[.when] == nil,
        last.cells[.goTo] == nil, task.note == nil, let actions = last.cells[.do]
      {
        own[own.count - 1].cells[.do] = "\(actions); \(text)"
      } else {
        own.append(WrittenRow(on: "entry", do: text))
        own[own.count - 1].cells[.note] = task.note
      }
    } catch {
      say(error, task.origin)
    }
  }

  private mutating func add(
    _ transition: Transition, timer: Invocation? = nil, of state: StateNode,
    to own: inout [WrittenRow]
  ) {
    do throws(Unsayable) {
      var row = try trigger(transition, timer: timer, of: state)
      if transition.isInternal {
        throw Unsayable("type=\"internal\"", mend: "leave it out, if nothing is left by it")
      }
      guard transition.targets.count <= 1 else {
        throw Unsayable(
          "several targets", found: transition.targets.map(\.id).joined(separator: " "),
          mend: "go to the parallel state that holds them")
      }
      if let target = transition.targets.first {
        guard let name = names.reference(to: target.id) else {
          throw Unsayable("a target that does not exist", found: target.id, mend: "name a state")
        }
        row.cells[.goTo] = name
      }
      row.cells[.do] = actions(transition.content)
      row.cells[.note] = transition.note
      own.append(row)
    } catch {
      say(error, transition.origin)
    }
  }

  private mutating func trigger(
    _ transition: Transition, timer: Invocation?, of state: StateNode
  ) throws(Unsayable) -> WrittenRow {
    let condition = transition.condition?.text
    if let timer {
      let made = FlowInvocations.made("\(state.id ?? "")Timer", besides: usedIDs)
      let text = try tasks.timer(timer, madeID: made)
      usedIDs.insert(timer.id ?? made)
      return WrittenRow(on: text, when: condition)
    }
    if transition.events.isEmpty {
      guard condition != nil || !transition.targets.isEmpty else {
        throw Unsayable("a transition without event, cond and target", mend: "give it one of them")
      }
      return WrittenRow(when: condition)
    }
    let taskIDs = state.invocations.filter { FlowTaskText.kind($0) == .task }.compactMap(\.id)
    if !taskIDs.isEmpty, transition.events == taskIDs.map({ "done.invoke.\($0)" }),
      let condition, let found = FlowOutcomes.read(condition)
    {
      var words: [String] = []
      for word in found.words { words.append(try outcome(word)) }
      return WrittenRow(on: words.joined(separator: ", "), when: found.when)
    }
    var events: [String] = []
    for event in transition.events {
      events.append(try self.event(event, hasTask: !taskIDs.isEmpty))
    }
    return WrittenRow(on: events.joined(separator: ", "), when: condition)
  }

  private func outcome(_ word: String) throws(Unsayable) -> String {
    guard !FlowEvents.isEvent(word), let text = trigger(word, reads: word) else {
      throw Unsayable("an outcome with a point or quotes in it", found: word, mend: "rename it")
    }
    return text
  }

  private func event(_ event: String, hasTask: Bool) throws(Unsayable) -> String {
    guard !hasTask || FlowEvents.isEvent(event) else {
      throw Unsayable(
        "an event of one word in a state with a task, where that is an outcome", found: event,
        mend: "give the event a name with a point in it, such as case.\(event)")
    }
    guard let text = trigger(event, reads: event) else {
      throw Unsayable("this name of an event", found: event, mend: "rename it")
    }
    return text
  }

  /// A word as an `On` cell must have it to mean just this word: in quotes where it would be a keyword.
  private func trigger(_ word: String, reads expected: String) -> String? {
    for candidate in [word, "\"\(word)\""] {
      let findings = FlowFindings()
      let cell = FlowText(candidate, at: Origin(file: ""))
      guard case .events(let events)? = FlowTrigger(cell, findings: findings),
        findings.diagnostics.isEmpty, events.map(\.text) == [expected]
      else { continue }
      return candidate
    }
    return nil
  }

  private mutating func say(_ unsayable: Unsayable, _ origin: Origin) {
    diagnostics.append(unsayable.diagnostic(at: origin))
  }
}

/// How the states of a statechart are called in its sheet.
struct FlowStateNames {
  private var labels: [String: String] = [:]
  private var counts: [String: Int] = [:]

  init(_ document: StatechartDocument) {
    for state in document.allStates {
      guard let id = state.id else { continue }
      let label = label(of: state, id)
      labels[id] = label
      counts[label.lowercased(), default: 0] += 1
    }
  }

  func label(of state: StateNode, _ id: String) -> String {
    state.label.flatMap { $0.isEmpty ? nil : $0 } ?? id
  }

  /// Whether another state has the same label.
  func isShared(_ state: StateNode) -> Bool {
    guard let id = state.id else { return false }
    return counts[label(of: state, id).lowercased(), default: 0] > 1
  }

  /// What a cell calls a state: its label where only it has that.
  func reference(to id: String) -> String? {
    guard let label = labels[id] else { return nil }
    let isClear =
      counts[label.lowercased()] == 1
      && !labels.keys.contains { $0 != id && $0.lowercased() == label.lowercased() }
    return isClear ? label : id
  }
}

extension Unsayable {
  func diagnostic(at origin: Origin) -> Diagnostic {
    Diagnostic(
      FlowCode.unsayable, at: origin, "a sheet cannot say \(what)", found: found,
      expected: "what docs/workflows.md lists under Conversion", mend: mend)
  }
}
