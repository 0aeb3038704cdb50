import Diagnostics
import FEEL
import JSON
import Statechart
import Testing

/// A random generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Makes statecharts with every kind of state and transitions between any of them.
struct RandomChart {
  private var generator: SeededGenerator
  private var nodes = 0
  private let origin = Origin(file: "random")
  static let events = ["a", "b", "c"]

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  mutating func document() -> StatechartDocument {
    var states = (0..<Int.random(in: 1...3, using: &generator)).map { _ in state(depth: 0) }
    var ids = [String]()
    for state in states { collect(state, into: &ids) }
    for index in states.indices { addTransitions(&states[index], ids) }
    return StatechartDocument(states: states, origin: origin)
  }

  private mutating func state(depth: Int) -> StateNode {
    nodes += 1
    let id = "s\(nodes)"
    let choice = Int.random(in: 0..<10, using: &generator)
    guard depth < 4, choice < 7 else { return StateNode(id: id, origin: origin) }
    var node = StateNode(choice < 2 ? .parallel : .state, id: id, origin: origin)
    node.children = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      state(depth: depth + 1)
    }
    if Bool.random(using: &generator), let first = node.children.first?.id {
      let depth: StateNode.HistoryDepth = Bool.random(using: &generator) ? .deep : .shallow
      let way = Transition(targets: [StateReference(first, at: origin)], origin: origin)
      node.children.append(
        StateNode(.history(depth), id: "h\(nodes)", transitions: [way], origin: origin))
      nodes += 1
    }
    if node.kind == .state, choice == 6 {
      nodes += 1
      node.children.append(StateNode(.final, id: "f\(nodes)", origin: origin))
    }
    return node
  }

  private func collect(_ node: StateNode, into ids: inout [String]) {
    if let id = node.id { ids.append(id) }
    for child in node.children { collect(child, into: &ids) }
  }

  private mutating func addTransitions(_ node: inout StateNode, _ ids: [String]) {
    switch node.kind {
    case .state, .parallel:
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        guard let event = Self.events.randomElement(using: &generator),
          let target = ids.randomElement(using: &generator)
        else { continue }
        node.transitions.append(
          Transition(
            events: [event], targets: [StateReference(target, at: origin)],
            isInternal: Bool.random(using: &generator), origin: origin))
      }
    case .final, .history: break
    }
    for index in node.children.indices { addTransitions(&node.children[index], ids) }
  }
}

@Suite struct RandomChartTests {
  /// Spec: SCXML 1.0, 3.11.
  private func isLegal(_ active: Set<String>, _ document: StatechartDocument) -> Bool {
    func isLegal(_ node: StateNode, _ isActive: Bool) -> Bool {
      let children = node.children.filter { if case .history = $0.kind { false } else { true } }
      let count = children.count { active.contains($0.id ?? "") }
      let expected = !isActive ? 0 : node.kind == .parallel ? children.count : 1
      guard children.isEmpty || count == expected else { return false }
      return children.allSatisfy { isLegal($0, active.contains($0.id ?? "")) }
    }
    return document.states.count { active.contains($0.id ?? "") } == 1
      && document.states.allSatisfy { isLegal($0, active.contains($0.id ?? "")) }
  }

  @Test(arguments: UInt64(1)...150)
  func theConfigurationIsAlwaysLegalAndSurvivesStorage(_ seed: UInt64) throws {
    var chart = RandomChart(seed: seed)
    let document = chart.document()
    let (compiled, diagnostics) = CompiledStatechart.compile(document)
    let statechart = try #require(compiled, "\(diagnostics.map(\.text))")
    var machine = machine(statechart)
    _ = machine.start(.empty, TestEnvironment())
    var generator = SeededGenerator(state: seed)
    for _ in 0..<60 {
      let isLegal = isLegal(Set(machine.configuration), document)
      #expect(isLegal, "seed \(seed): \(machine.configuration)")
      guard !machine.isDone, let event = RandomChart.events.randomElement(using: &generator) else {
        return
      }
      var loaded = try StatechartMachine(
        json: try JSONValue.parse(machine.storedForm), statechart: statechart,
        identity: machine.identity)
      let step = machine.step(StatechartEvent(event), TestEnvironment())
      #expect(loaded.step(StatechartEvent(event), TestEnvironment()) == step)
      #expect(loaded.storedForm == machine.storedForm)
    }
  }
}
