import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// What every use case sends arrives in the systems, in their own forms, exactly once: all goes well, each system is
/// busy and fails for a while, or does what it is asked and loses the answer.
@Suite(.serialized) struct StandinSystemTests {
  /// How a run goes wrong.
  private struct Run: Sendable, CustomTestStringConvertible {
    var about: String
    /// The customer system.
    var crm: CustomerSystem
    var faults: [StandinFault] = []
    var testDescription: String { "\(about), with \(crm.rawValue)" }
  }

  /// The systems that faults strike; what is lost at the others is a person's to decide.
  private static let struck = [
    "salesforce", "hubspot", "zendesk", "servicenow", "events", "orders", "billing", "rest",
    "partner", "spotify", "spotify-ads",
  ]

  private static let patience: JSONValue = [
    "attempts": 12, "firstWaitSeconds": .number("0.05"), "longestWaitSeconds": 1,
    "openAfterFailures": 1000, "concurrent": 8,
  ]

  private static let runs = [
    Run(about: "all goes well", crm: .salesforce),
    Run(
      about: "busy, failing, slow, and tokens run out", crm: .hubspot,
      faults: [
        StandinFault(.status(429, retryAfter: "2"), count: 2), StandinFault(.status(500), count: 3),
        StandinFault(.status(401)), StandinFault(.slow(seconds: 0.2)),
        StandinFault(.status(503, retryAfter: "1")),
      ]),
    Run(
      about: "done, but the answer is lost", crm: .hubspot,
      faults: [StandinFault(.dropped, count: 4), StandinFault(.hang), StandinFault(.cut)]),
  ]

  @Test(arguments: runs) private func everythingArrivesOnce(_ run: Run) async throws {
    // Slack's and the mail server's lost answers are for a person, and must not come from a slow machine.
    let world = try await StandinWorld(
      at: "2026-03-01T12:00:00Z", crm: run.crm, receivers: ["*": Self.patience],
      each: ["timeoutSeconds": 2],
      own: ["slack": ["timeoutSeconds": 30], "e-mail": ["timeoutSeconds": 30]])
    let stories = StandinStory.all
    #expect(Set(stories.map(\.workflow)).count >= 17)
    prepare(stories, world, run)
    var ids: [String: String] = [:]
    for story in stories {
      let answer = try await world.daemon.ask(
        .post, "/v1/cases",
        ["workflow": .string(story.workflow), "key": .string(story.key), "data": story.data])
      try #require(answer.status == 201, "\(story): \(answer.json.text)")
      ids[story.testDescription] = answer.json["id"]?.stringValue
    }
    try await world.settle()
    try await play(stories, ids, world)
    for story in stories { try await look(story, ids, world) }
    try await nothingIsLeft(world)
    await world.stop()
  }

  /// Whatever the workflows send can be done by the connectors that they are configured with, whichever customer system
  /// is behind `crm`; what a message is called wrongly is seen before any case runs.
  @Test(arguments: CustomerSystem.allCases) func isSeenBeforehand(_ crm: CustomerSystem) throws {
    let folder = try TemporaryFolder()
    for name in ["tables", "workflows"] { folder.copy(Corpus.packagePath(name), to: name) }
    try folder.write("docket.json", try StandinConfiguration.sample(crm: crm).text)
    let program = Program(folder: folder)
    let words = ["check", "workflows", "tables", "--config", "docket.json"]
    let found = try program.run(words)
    #expect(found.code == 0, "\(found.messages)\(found.output)")
    #expect(!(found.messages + found.output).contains("RUN-00"), "\(found.messages)\(found.output)")
    let sheet = try folder.read("workflows/instagram/offers.csv")
    try folder.write(
      "workflows/instagram/offers.csv",
      sheet.replacing("send campaign.member to crm", with: "send campaign.membre to crm"))
    let wrong = try program.run(words)
    #expect(wrong.code != 0)
    #expect(
      (wrong.messages + wrong.output).contains("cannot do campaign.membre (did you mean"),
      "\(wrong.messages)\(wrong.output)")
  }

  private func prepare(_ stories: [StandinStory], _ world: StandinWorld, _ run: Run) {
    for story in stories {
      if let igsid = story.data["igsid"]?.stringValue {
        (world.server["instagram"] as? InstagramStandin)?.customerWrites(igsid)
      }
      for system in story.put.objectValue ?? [] {
        for kind in system.value.objectValue ?? [] {
          (world.server[system.name] as? SalesforceStandin)?.put(kind.name, kind.value)
          (world.server[system.name] as? HubSpotStandin)?.put(kind.name, kind.value)
        }
      }
    }
    for system in Self.struck {
      for fault in run.faults {
        // A key that stays valid cannot be replaced: a 401 would be final.
        let isLasting = !["salesforce", "spotify", "spotify-ads"].contains(system)
        if case .status(401, _) = fault.kind, isLasting { continue }
        world.server.fail(system, fault)
      }
    }
    if !run.faults.isEmpty {
      world.mail.fail("CONNECT", "421 4.3.2 busy", count: 2)
      world.mail.fail("MESSAGE", "451 4.3.0 later", count: 2)
      world.server.fail("slack", StandinFault(.status(429, retryAfter: "1"), count: 2))
    }
  }

  /// All stories side by side: each does its next steps, then time goes on to the next one that waits for it.
  private func play(
    _ stories: [StandinStory], _ ids: [String: String], _ world: StandinWorld
  ) async throws {
    var rest = stories.map { (story: $0, steps: $0.steps[...], resumes: 0.0) }
    while rest.contains(where: { !$0.steps.isEmpty }) {
      var acted = false
      for index in rest.indices where rest[index].resumes <= world.now {
        guard let step = rest[index].steps.popFirst() else { continue }
        acted = true
        if case .number(let digits)? = step["hours"], let hours = Double(digits) {
          rest[index].resumes = world.now + hours * 3600
        } else {
          try await act(step, rest[index].story, ids, world)
        }
      }
      if acted {
        try await world.settle()
      } else if let next = rest.filter({ !$0.steps.isEmpty }).map(\.resumes).min() {
        try await world.advance(to: next)
      }
    }
    if let last = rest.map(\.resumes).max() { try await world.advance(to: last) }
  }

  private func act(
    _ step: JSONValue, _ story: StandinStory, _ ids: [String: String], _ world: StandinWorld
  ) async throws {
    let id = try #require(ids[story.testDescription])
    let answer: DaemonProcess.Answer
    if let title = step["complete"]?.stringValue {
      let tasks = try await world.daemon.ask(.get, "/v1/cases/\(id)").json["tasks"]?.arrayValue
      let task = tasks?.first { $0["title"]?.stringValue == title }?["id"]?.stringValue
      answer = try await world.daemon.ask(
        .post, "/v1/tasks/\(try #require(task, "\(story): no task \(title)"))/complete",
        ["as": "pia", "outcome": step["outcome"] ?? "done"])
    } else {
      answer = try await world.daemon.ask(
        .post, "/v1/cases/\(id)/events",
        ["event": step["event"] ?? .null, "data": step["data"] ?? .null])
    }
    #expect((200..<300).contains(answer.status), "\(story): \(answer.json.text)")
  }

  private func look(
    _ story: StandinStory, _ ids: [String: String], _ world: StandinWorld
  ) async throws {
    let shown = try await world.daemon.ask(.get, "/v1/cases/\(ids[story.testDescription] ?? "")")
      .json
    if let states = story.state.arrayValue, !states.isEmpty {
      let found = Set((shown["state"]?.arrayValue ?? []).compactMap(\.stringValue))
      #expect(found == Set(states.compactMap(\.stringValue)), "\(story)")
    }
    for system in story.there {
      guard let name = world.crm.standin(system.name) else { continue }
      for thing in system.value.objectValue ?? [] {
        #expect(
          world.server.count(thing.name, of: name) == thing.value.intValue,
          "\(story): \(thing.name) of \(name)")
      }
    }
  }

  /// No incident, and no message to these systems was given up.
  private func nothingIsLeft(_ world: StandinWorld) async throws {
    let status = try await world.daemon.ask(.get, "/v1/status").json
    #expect(status["incidents"] == 0)
    let calls = try await world.daemon.ask(.get, "/v1/calls?status=dead&limit=100").json
    for call in calls["calls"]?.arrayValue ?? [] {
      let target = call["to"]?.stringValue ?? ""
      #expect(["instagram", "meta ads", "genesys"].contains(target), "\(call.text)")
    }
    for secret in ["salesforce-secret", "hubspot-token", "slack-hook", "spotify-refresh-token"] {
      #expect(!world.daemon.log.contains(secret))
    }
  }
}
