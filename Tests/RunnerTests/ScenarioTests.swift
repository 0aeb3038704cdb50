import Casework
import JSON
import Runner
import TestSupport
import Testing

/// The use cases of the package, each through its own scenarios.
@Suite struct ScenarioTests {
  @Test func everyWorkflowHasScenarios() {
    #expect(Set(Scenario.all.map(\.workflow)) == Set(UseCaseTests.workflows))
  }

  @Test(arguments: Scenario.all) func plays(_ scenario: Scenario) async throws {
    let run = try ScenarioRun(scenario)
    try await run.start()
    for step in scenario.steps { try await run.play(step) }
    #expect(try run.detail().incident == nil)
    await run.stop()
  }

  /// Killed and started again after every step, nothing is lost and nothing is sent twice.
  @Test(arguments: Scenario.all) func playsWithARestartInEveryState(
    _ scenario: Scenario
  ) async throws {
    let run = try ScenarioRun(scenario)
    try await run.start()
    try await run.restart()
    for step in scenario.steps {
      try await run.play(step)
      try await run.restart()
    }
    #expect(try run.detail().incident == nil)
    await run.stop()
  }

  @Test(arguments: Scenario.first) func aStartThatComesTwiceIsOneCase(
    _ scenario: Scenario
  ) async throws {
    let run = try ScenarioRun(scenario)
    try await run.start()
    let once = run.received.map(\.key)
    try await run.start()
    #expect(run.received.map(\.key) == once)
    await run.stop()
  }

  /// Every field null once: the case goes somewhere, and does not stop in an incident.
  @Test(arguments: Scenario.first) func everyFieldMayBeNull(_ scenario: Scenario) async throws {
    for field in scenario.data.objectValue?.map(\.name) ?? [] {
      let run = try ScenarioRun(scenario)
      let data = scenario.data.setting(field, .null)
      try await run.start(data)
      try await run.play(.object([JSONMember("hours", .number("1"))]))
      let detail = try run.detail()
      #expect(
        detail.incident == nil,
        "\(scenario.workflow) without \(field): \(detail.incident?.message ?? "")")
      await run.stop()
    }
  }
}
