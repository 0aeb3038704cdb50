import Diagnostics
import FEEL
import JSON
import Statechart
import TestSupport
import Testing

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
    var machine = StatechartMachine(
      statechart, identity: SessionIdentity(sessionID: "s"), microstepLimit: 50)
    // Some charts raise events for ever; such a step is undone, and the session is as it was.
    guard case .running = machine.start(.empty, TestEnvironment()).status else { return }
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let isLegal = isLegal(Set(machine.configuration), document)
      #expect(isLegal, "seed \(seed): \(machine.configuration)")
      guard !machine.isDone, let event = RandomChart.events.randomElement(using: &generator) else {
        return
      }
      var loaded = try StatechartMachine(
        json: try JSONValue.parse(machine.storedForm), statechart: statechart,
        identity: machine.identity, microstepLimit: 50)
      let step = machine.step(StatechartEvent(event), TestEnvironment())
      #expect(loaded.step(StatechartEvent(event), TestEnvironment()) == step)
      #expect(loaded.storedForm == machine.storedForm)
    }
  }

  /// Spec: SCXML 1.0, appendix D.
  @Test(arguments: [(UInt64(1), UInt64(200)), (10_001, 10_200)])
  func allContentRunsInTheOrderOfTheAlgorithm(_ first: UInt64, _ last: UInt64) throws {
    var compared = 0
    for seed in first...last {
      var chart = RandomChart(seed: seed)
      let document = chart.document()
      let (compiled, diagnostics) = CompiledStatechart.compile(document)
      let statechart = try #require(compiled, "seed \(seed): \(diagnostics.map(\.text))")
      var machine = StatechartMachine(
        statechart, identity: SessionIdentity(sessionID: "s"), microstepLimit: 50)
      var generator = SeededGenerator(seed: seed)
      var oracle = AlgorithmOracle(document, limit: 50)
      var event: String?
      repeat {
        let macrostep: Macrostep
        do {
          if let event {
            macrostep = machine.step(StatechartEvent(event), TestEnvironment())
            try oracle.step(event)
          } else {
            macrostep = machine.start(.empty, TestEnvironment())
            try oracle.start()
          }
        } catch is AlgorithmOracle.Endless {
          break
        }
        #expect(macrostep.logged == oracle.trace, "seed \(seed), event \(event ?? "none")")
        guard case .running = macrostep.status, macrostep.logged == oracle.trace else { break }
        #expect(machine.configuration == oracle.activeStates, "seed \(seed)")
        compared += 1
        event = RandomChart.events.randomElement(using: &generator)
      } while compared < 30 * Int(seed - first + 1)
    }
    #expect(compared > 1_000)
  }
}
