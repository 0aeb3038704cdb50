import Casework
import Connectors
import Diagnostics
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

/// The four case kinds of the package, through tables, workflows, store and deliveries.
@Suite struct UseCaseTests {
  static let day: Int64 = 86_400_000_000

  @Test func thePackagesOwnFilesHaveNoErrors() throws {
    let loaded = LoadedDefinitions.load(
      tables: [Corpus.packagePath("tables")],
      workflows: [Corpus.packagePath("workflows")])
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map(\.text).joined(separator: "\n"))")
    #expect(loaded.workflows.map(\.name).sorted() == Self.workflows)
  }

  /// The workflows of the package, by name.
  static let workflows = [
    "audience", "complaints", "consent", "content-publishing", "conversation", "engagement",
    "episode-publishing", "giveaway", "inquiries", "lead-signals", "leads", "media",
    "message-window", "messages", "music-sites", "offers", "order-exceptions",
    "partner-onboarding", "playlist-requests", "sponsorship-requests", "texts",
  ]

  struct Sample: Sendable, CustomTestStringConvertible {
    var workflow: String
    var testDescription: String { workflow }
  }

  @Test(arguments: [
    Sample(workflow: "order-exceptions"), Sample(workflow: "partner-onboarding"),
    Sample(workflow: "playlist-requests"), Sample(workflow: "sponsorship-requests"),
  ]) func allSamplesRunWithoutIncident(_ sample: Sample) async throws {
    let fixture = try RunnerFixture(try RunnerFixture.packageFolder())
    let count = try fixture.startSamples(sample.workflow)
    fixture.runner.start()
    try await fixture.settle()
    _ = try fixture.service.advanceClock(.by(60 * Self.day))
    try await fixture.settle()
    await fixture.runner.stop()
    let incidents = try fixture.service.incidents(after: nil, limit: 3)
    #expect(incidents.isEmpty, "\(incidents.map(\.message))")
    let board = try fixture.service.status()
    #expect(board.cases.map(\.count.count).reduce(0, +) == count)
    #expect(board.backlog.waitingMessages == 0)
    let keys = fixture.connector.received.map(\.idempotencyKey)
    #expect(Set(keys).count == keys.count)
    #expect(!keys.isEmpty)
  }

  @Test func aRunThatCrashedEndsWithTheSameBoard() async throws {
    let folder = try RunnerFixture.packageFolder()
    let fixture = try RunnerFixture(folder)
    _ = try fixture.startSamples("playlist-requests")
    // As a crash between two commits would leave it: the samples are in, nothing is delivered.
    folder.copy(folder.path("docket.db"), to: "crashed.db")
    folder.copy(folder.path("docket.db-wal"), to: "crashed.db-wal")
    let crashed = try RunnerFixture(folder, database: "crashed.db")
    var boards: [StatusBoard] = []
    for run in [fixture, crashed] {
      run.runner.start()
      try await run.settle()
      _ = try run.service.advanceClock(.by(10 * Self.day))
      try await run.settle()
      await run.runner.stop()
      boards.append(try run.service.status())
    }
    #expect(boards[0] == boards[1])
  }
}

extension RunnerFixture {
  /// Starts a case for each line of the package's samples.
  func startSamples(_ workflow: String) throws -> Int {
    let file = Corpus.packagePath("samples/\(workflow).jsonl")
    let bytes = try #require(SourceFiles.read(file))
    var count = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let sample = try JSONValue.parse(Array(line), file: file)
      _ = try service.start(
        StartRequest(
          workflow: workflow, data: sample["data"] ?? .null, key: sample["key"]?.stringValue))
      count += 1
    }
    return count
  }
}
