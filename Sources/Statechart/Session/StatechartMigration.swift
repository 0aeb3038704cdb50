import Diagnostics
import FEEL

/// How the names of one version of a statechart become those of another.
public struct MigrationMap: Sendable, Hashable {
  /// The new state of an old one; states that are not named keep their id.
  public var states: [String: String]
  /// The new name of an old variable, nil to drop it; variables that are not named keep their name.
  public var variables: [String: String?]
  /// The new id of an open task, timer or call; those that are not named keep their id.
  public var invocations: [String: String]

  /// Makes a map.
  public init(
    states: [String: String] = [:], variables: [String: String?] = [:],
    invocations: [String: String] = [:]
  ) {
    self.states = states
    self.variables = variables
    self.invocations = invocations
  }
}

/// Whether a session can go on in another version of its statechart.
public struct MigrationOutcome: Sendable {
  /// The session in the other version; nil when it cannot go on there.
  public var machine: StatechartMachine?
  /// Why it cannot, as sentences without values of the session.
  public var reasons: [String]
  /// What is different from then on, as sentences.
  public var notes: [String]
  /// The new ids of invocations that have another one there.
  public var renamed: [String: String]
}

extension StatechartMachine {
  /// Takes the session over into another version of its statechart: no state is left or entered, and
  /// nothing is started or withdrawn.
  ///
  /// - Parameters:
  ///   - statechart: The other version.
  ///   - map: What became of states and variables that have another name there.
  ///   - environment: The time, for the first values of new variables.
  /// - Returns: The session there, or why it does not fit.
  public func migrated(
    to statechart: CompiledStatechart, _ map: MigrationMap,
    _ environment: some StatechartEnvironment
  ) -> MigrationOutcome {
    var migration = Migration(old: self, new: statechart, map: map)
    let machine = migration.run(environment)
    return MigrationOutcome(
      machine: migration.reasons.isEmpty ? machine : nil, reasons: migration.reasons,
      notes: migration.notes, renamed: migration.renamed)
  }
}

/// One session on its way from one version to another.
private struct Migration {
  let old: StatechartMachine
  let new: CompiledStatechart
  let map: MigrationMap
  var reasons: [String] = []
  var notes: [String] = []
  var renamed: [String: String] = [:]

  private var from: Chart { old.statechart.chart }
  private var to: Chart { new.chart }

  init(old: StatechartMachine, new: CompiledStatechart, map: MigrationMap) {
    self.old = old
    self.new = new
    self.map = map
  }

  mutating func run(_ environment: some StatechartEnvironment) -> StatechartMachine {
    var machine = StatechartMachine(
      new, identity: old.identity, microstepLimit: old.microstepLimit)
    guard !old.isFresh else { return machine }
    machine.session.stage = old.session.stage
    machine.session.idCount = old.session.idCount
    machine.session.configuration = configuration()
    checkConfiguration(machine.session.configuration)
    machine.session.history = history()
    for state in old.session.bound.members {
      if let index = to.indexes[newID(of: state)] { machine.session.bound.insert(index) }
    }
    machine.session.invocations = invocations(machine.session.configuration)
    bindVariables(&machine, environment)
    let event = Names.System.event.rawValue
    machine.session.values[event] = old.session.values[event]
    return machine
  }

  private func newID(of state: Int) -> String {
    let id = from.states[state].id
    return map.states[id] ?? id
  }

  // MARK: States

  /// The new atomic states with all that hold them.
  private mutating func configuration() -> StateSet {
    var set = StateSet(count: to.states.count)
    for state in old.session.configuration.members where from.states[state].isAtomic {
      guard let index = index(of: state) else { continue }
      guard to.states[index].isAtomic else {
        let children = to.states[index].children.map { to.states[$0].id }.joined(separator: ", ")
        reasons.append(
          "the state \"\(to.states[index].id)\" has states of its own there; "
            + "map it to one of \(children)")
        continue
      }
      if to.states[index].kind == .final, to.states[index].parent == 0 {
        reasons.append("the state \"\(to.states[index].id)\" ends the case there")
      }
      var ancestor = index
      while ancestor > 0 {
        set.insert(ancestor)
        ancestor = to.states[ancestor].parent
      }
    }
    return set
  }

  private mutating func index(of state: Int) -> Int? {
    let id = newID(of: state)
    if let index = to.indexes[id], index > 0 {
      if case .history = to.states[index].kind {
        reasons.append("\"\(id)\" is a history state there, in which no case can be")
        return nil
      }
      return index
    }
    let known = new.states.map(\.id)
    reasons.append(
      "the state \"\(id)\" is not there" + Suggestion.didYouMean(id, among: known)
        + "; map it to another")
    return nil
  }

  /// Spec: SCXML 1.0, 3.11: a legal configuration.
  private mutating func checkConfiguration(_ set: StateSet) {
    guard reasons.isEmpty else { return }
    for state in [0] + set.members {
      let active = to.states[state].children.filter(set.contains)
      switch to.states[state].kind {
      case .document, .compound:
        guard active.count != 1 else { continue }
        let names = active.map { "\"\(to.states[$0].id)\"" }.joined(separator: " and ")
        reasons.append("\(names) cannot be active together there")
      case .parallel:
        for missing in to.states[state].children where !set.contains(missing) {
          reasons.append(
            "the part \"\(to.states[missing].id)\" of \"\(to.states[state].id)\" would be in no state"
          )
        }
      case .atomic, .final, .history: break
      }
    }
  }

  private mutating func history() -> [Int: [Int]] {
    var history: [Int: [Int]] = [:]
    for (state, remembered) in old.session.history.sorted(by: { $0.key < $1.key }) {
      let id = newID(of: state)
      guard let index = to.indexes[id], case .history = to.states[index].kind else {
        notes.append("what \"\(from.states[state].id)\" remembers is forgotten")
        continue
      }
      let states = remembered.map { to.indexes[newID(of: $0)] }
      for (was, now) in zip(remembered, states) where now == nil {
        reasons.append(
          "the history \"\(id)\" remembers the state \"\(newID(of: was))\", which is not there; "
            + "map it to another")
      }
      history[index] = states.compactMap { $0 }
    }
    return history
  }

  // MARK: Invocations

  private mutating func invocations(
    _ configuration: StateSet
  ) -> [SessionState.ActiveInvocation] {
    var found: [SessionState.ActiveInvocation] = []
    for active in old.session.invocations {
      let invocation = from.states[active.state].invocations[active.index]
      guard let state = to.indexes[newID(of: active.state)], configuration.contains(state),
        let index = place(of: invocation, active, in: to.states[state].invocations)
      else {
        reasons.append(
          "the open \(kind(of: invocation)) \"\(active.id)\" of "
            + "\"\(from.states[active.state].id)\" is not there; map it to another")
        continue
      }
      let id = to.states[state].invocations[index].id ?? active.id
      if id != active.id { renamed[active.id] = id }
      found.append(.init(id: id, state: state, index: index))
    }
    for state in configuration.members {
      for index in to.states[state].invocations.indices
      where !found.contains(where: { $0.state == state && $0.index == index }) {
        let invocation = to.states[state].invocations[index]
        notes.append(
          "the \(kind(of: invocation)) \"\(invocation.id ?? to.states[state].id)\" of "
            + "\"\(to.states[state].id)\" is new and does not start before the state is entered "
            + "again")
      }
    }
    return found
  }

  /// The same id and kind; the same place and kind where the id was made up.
  private func place(
    of invocation: CompiledInvocation, _ active: SessionState.ActiveInvocation,
    in others: [CompiledInvocation]
  ) -> Int? {
    let kind = kind(of: invocation)
    if let id = map.invocations[active.id] ?? invocation.id {
      return others.firstIndex { $0.id == id && self.kind(of: $0) == kind }
    }
    guard others.indices.contains(active.index), others[active.index].id == nil,
      self.kind(of: others[active.index]) == kind
    else { return nil }
    return active.index
  }

  private func kind(of invocation: CompiledInvocation) -> String {
    guard case .text(let type)? = invocation.type else {
      return invocation.type == nil ? InvocationStart.Kind.scxml.rawValue : "invocation"
    }
    return InvocationStart.Kind(type: type)?.rawValue ?? type
  }

  // MARK: Variables

  private mutating func bindVariables(
    _ machine: inout StatechartMachine, _ environment: some StatechartEnvironment
  ) {
    var kept: [ContextValue.Entry] = []
    for entry in old.variables.entries {
      let target: String?
      if let mapped = map.variables[entry.key] { target = mapped } else { target = entry.key }
      guard let name = target else {
        if !entry.value.isNull { notes.append("the variable \"\(entry.key)\" is dropped") }
        continue
      }
      if let value = value(entry, as: name) { kept.append(.init(name, value)) }
    }
    // First values of what is new may be computed from what is kept.
    var interpreter = Interpreter(machine, session: machine.session, environment: environment)
    interpreter.bindData(ContextValue(kept))
    if interpreter.failure == nil { machine.session = interpreter.session }
    for entry in kept {
      guard let slot = to.names.slot(of: entry.key), slot >= Names.firstVariable else { continue }
      machine.session.values[slot] = entry.value
      machine.session.declared[slot] = true
    }
  }

  /// The value of an old variable in a new one; nil where it does not fit, or has nothing to keep.
  private mutating func value(_ entry: ContextValue.Entry, as name: String) -> Value? {
    guard let slot = to.names.slot(of: name), slot >= Names.firstVariable else {
      if !entry.value.isNull {
        reasons.append(
          "the variable \"\(name)\" is not there"
            + Suggestion.didYouMean(name, among: new.variables.map(\.name))
            + "; map it to another, or to null to drop it")
      }
      return nil
    }
    guard let type = new.variables.first(where: { $0.name == name })?.type,
      !entry.value.isNull, !type.conforms(entry.value)
    else { return entry.value }
    if let coerced = type.coerce(entry.value), !coerced.isNull { return coerced }
    reasons.append(
      "the variable \"\(name)\" is a \(type) there, and the case has a \(entry.value.kindName)")
    return nil
  }
}
