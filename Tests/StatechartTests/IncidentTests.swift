import FEEL
import Statechart
import Testing

@Suite struct IncidentTests {
  private static let failing = """
    <datamodel><data id='n' expr='0'/></datamodel>
    <state id='a'><transition event='go' target='b'><assign location='n' expr='n + 1'/>
      <send event='out'/></transition></state>
    <state id='b'><onentry><docket:decide table='missing' location='n'/></onentry></state>
    """

  @Test func anUnhandledErrorUndoesTheStep() throws {
    var machine = machine(try compiled(Self.failing))
    _ = machine.start(.empty, TestEnvironment())
    let before = machine.storedForm
    let step = machine.step(StatechartEvent("go"), TestEnvironment())
    guard case .failed(.unhandledError(let event)) = step.status else {
      Issue.record("the step ended as \(step.status)")
      return
    }
    #expect(event.name == "error.execution")
    #expect(step.effects.isEmpty)
    #expect(step.to == ["a"])
    #expect(machine.storedForm == before)
  }

  @Test func theSameEventCanBeTriedAgain() throws {
    var machine = machine(try compiled(Self.failing))
    var environment = TestEnvironment()
    _ = machine.start(.empty, environment)
    _ = machine.step(StatechartEvent("go"), environment)
    let record = DecisionRecord(decision: "missing", inputs: .empty, result: .number(7))
    environment.decisions["missing"] = .decided(.number(7), outputs: ["n"], record: record)
    let step = machine.step(StatechartEvent("go"), environment)
    #expect(step.status == .running)
    #expect(step.to == ["b"])
    #expect(machine.variables["n"] == .number(7))
    #expect(step.journal.contains { if case .decision(record, _) = $0 { true } else { false } })
  }

  @Test func withStandardErrorsTheEventIsDropped() throws {
    let statechart = try compiled(Self.failing, attributes: "docket:errors='standard'")
    var machine = machine(statechart)
    _ = machine.start(.empty, TestEnvironment())
    let step = machine.step(StatechartEvent("go"), TestEnvironment())
    #expect(step.status == .running)
    #expect(step.to == ["b"])
    #expect(step.errors == ["error.execution"])
  }

  @Test func aTransitionThatTakesTheErrorHandlesIt() throws {
    let handled = Self.failing.replacing(
      "</onentry></state>",
      with: "</onentry><transition event='error' target='c'/></state><state id='c'/>")
    var machine = machine(try compiled(handled))
    _ = machine.start(.empty, TestEnvironment())
    #expect(machine.step(StatechartEvent("go"), TestEnvironment()).to == ["c"])
  }

  @Test func anErrorWhileEndingIsNotLost() throws {
    var machine = machine(
      try compiled(
        "<final id='f'><onentry><send event='e' target='!'/></onentry></final>"))
    let step = machine.start(.empty, TestEnvironment())
    guard case .failed = step.status else {
      Issue.record("the start ended as \(step.status)")
      return
    }
    #expect(machine.isFresh)
  }

  @Test func aPlatformErrorFromOutsideStopsTheCaseToo() throws {
    var machine = machine(try compiled("<state id='a'/>"))
    _ = machine.start(.empty, TestEnvironment())
    let error = StatechartEvent.failure("error.communication", reason: "no answer")
    let step = machine.step(error, TestEnvironment())
    guard case .failed(let failure) = step.status else {
      Issue.record("the step ended as \(step.status)")
      return
    }
    #expect(failure.reason == "error.communication: no answer")
  }

  @Test func aCircleOfTransitionsIsStopped() throws {
    let statechart = try compiled(
      "<state id='a'><transition target='b'/></state><state id='b'><transition target='a'/></state>"
    )
    var machine = StatechartMachine(
      statechart, identity: SessionIdentity(sessionID: "s"), microstepLimit: 50)
    #expect(machine.start(.empty, TestEnvironment()).status == .failed(.microstepLimit(50)))
  }
}

@Suite struct DecisionTests {
  private struct OutputCase: Sendable, CustomTestStringConvertible {
    var value: Value
    var outputs: [String]
    var expected: [String: Value]
    var testDescription: String { value.feelText }
  }

  private static let cases = [
    OutputCase(
      value: .string("approve"), outputs: ["outcome"],
      expected: ["outcome": .string("approve"), "queue": .number(0)]),
    OutputCase(
      value: .context(["outcome": .string("review"), "queue": .string("desk")]),
      outputs: ["outcome", "queue"],
      expected: ["outcome": .string("review"), "queue": .string("desk")]),
    OutputCase(
      value: .null, outputs: ["outcome", "queue"],
      expected: ["outcome": .null, "queue": .null]),
    OutputCase(
      value: .list([.context(["outcome": .string("x")])]), outputs: ["outcome", "queue"],
      expected: ["routing": .list([.context(["outcome": .string("x")])]), "queue": .number(0)]),
  ]

  @Test(arguments: cases) private func outputsGoToTheVariablesOfTheirNames(
    _ example: OutputCase
  ) throws {
    let statechart = try compiled(
      """
      <datamodel><data id='outcome' expr='0'/><data id='queue' expr='0'/>
        <data id='routing' expr='0'/></datamodel>
      <state id='a'><onentry><docket:decide table='routing'/></onentry></state>
      """)
    var machine = machine(statechart)
    var environment = TestEnvironment()
    environment.decisions["routing"] = .decided(
      example.value, outputs: example.outputs,
      record: DecisionRecord(decision: "routing", inputs: .empty, result: example.value))
    _ = machine.start(.empty, environment)
    for (name, value) in example.expected { #expect(machine.variables[name] == value) }
  }
}
