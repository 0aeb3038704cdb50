import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// What becomes of a message when the system it goes to fails, for every connector against the stand-in of its system:
/// the final state of the case, the number of calls, and what the system has afterwards.
@Suite(.serialized) struct StandinDeliveryTests {
  private struct Trouble: Sendable {
    var name: String
    var faults: [(StandinFault.Kind, count: Int)]
    /// How many calls carry it out; nil where a look-up decides.
    var calls: Int?
    var state = "delivered"
    /// Whether the system has it before anybody intervenes.
    var isMade = true
    /// Whether nobody can tell: a person decides, except where a look-up or a key helps.
    var isUnsure = false
  }

  private static let troubles = [
    Trouble(name: "well", faults: [], calls: 1),
    Trouble(name: "busy", faults: [(.status(429, retryAfter: "1"), 1)], calls: 2),
    Trouble(name: "ill", faults: [(.status(500), 3)], calls: 4),
    Trouble(name: "slow", faults: [(.slow(seconds: 0.3), 1)], calls: 1),
    Trouble(name: "late", faults: [(.hang, 1)], isUnsure: true),
    Trouble(name: "dropped", faults: [(.dropped, 1)], isUnsure: true),
    Trouble(name: "cut", faults: [(.cut, 1)], isMade: false, isUnsure: true),
    Trouble(name: "wrong", faults: [(.status(400), 1)], calls: 1, state: "failed", isMade: false),
    Trouble(name: "moved", faults: [(.status(302), 1)], calls: 1, state: "failed", isMade: false),
    Trouble(name: "dead", faults: [(.status(503), 9)], calls: 5, state: "failed", isMade: false),
  ]

  private struct Run {
    var call: OutsideCall
    var trouble: Trouble
    var key: String
    var isForPerson: Bool { trouble.isUnsure && call.afterLoss == .person }
  }

  private static let patience: JSONValue = [
    "attempts": 5, "firstWaitSeconds": .number("0.05"), "longestWaitSeconds": .number("0.2"),
    "openAfterFailures": 100_000, "concurrent": 20,
  ]

  private func world(
    _ more: JSONValue = [:], timeout: JSONValue = 1
  ) async throws -> StandinWorld {
    let policy = Self.patience.merged(with: more)
    return try await StandinWorld(
      receivers: ["*": policy], each: ["timeoutSeconds": timeout],
      workflows: Dictionary(
        uniqueKeysWithValues: OutsideCall.all.map { ("calls/\($0.workflowName).csv", $0.workflow) })
    )
  }

  private func start(_ run: Run, _ world: StandinWorld) async throws {
    run.call.prepare(world, run.key)
    for (kind, count) in run.trouble.faults {
      world.server.fail(
        run.call.system,
        StandinFault(kind, count: count, match: run.call.line, containing: run.key))
    }
    let fields = try JSONValue.parse(run.call.fields.replacing("KEY", with: run.key))
    let answer = try await world.daemon.ask(
      .post, "/v1/cases",
      [
        "workflow": .string(run.call.workflowName), "key": .string(run.key),
        "data": ["fields": fields],
      ])
    #expect(answer.status == 201, "\(run.call): \(answer.json.text)")
  }

  private func state(_ run: Run, _ world: StandinWorld) async throws -> String? {
    try await world.shown(run.call.workflowName, run.key)["state"]?.arrayValue?.first?.stringValue
  }

  /// The calls that carried it out.
  private func calls(_ run: Run, _ world: StandinWorld) -> Int {
    world.server.requests(run.call.system).count { request in
      request.line.hasPrefix(run.call.line)
        && (request.request.bodyText.contains(run.key) || request.line.contains(run.key))
    }
  }

  @Test func theFinalStateAndTheNumberOfCallsAreAsSpecified() async throws {
    let world = try await world()
    var runs: [Run] = []
    for (number, call) in OutsideCall.all.enumerated() {
      for trouble in Self.troubles {
        let run = Run(call: call, trouble: trouble, key: "k\(number)-\(trouble.name)-")
        try await start(run, world)
        runs.append(run)
      }
    }
    for run in runs {
      let place: Comment = "\(run.call.testDescription), \(run.trouble.name)"
      let wanted = run.isForPerson ? "unsure" : run.trouble.state
      try await world.daemon.wait("\(place) is \(wanted)") {
        try await state(run, world) == wanted
      }
      if let expected = run.trouble.calls { #expect(calls(run, world) == expected, place) }
    }
    try await decide(runs.filter(\.isForPerson), world)
    // Everything is there once, whatever went wrong on the way.
    for call in OutsideCall.all {
      let expected = runs.count { run in
        run.call.workflowName == call.workflowName && run.trouble.state == "delivered"
      }
      #expect(call.made(world) == expected, "\(call.testDescription)")
    }
    #expect(try await world.daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    // What systems answered and what was sent shows no secret.
    for secret in ["genesys-secret", "instagram-token", "instagram-app-secret"] {
      #expect(!world.daemon.log.contains(secret))
    }
    await world.stop()
  }

  /// A person looks into the system: what is there is not sent again, what is not there is.
  private func decide(_ runs: [Run], _ world: StandinWorld) async throws {
    for run in runs {
      let place: Comment = "\(run.call.testDescription), \(run.trouble.name)"
      let shown = try await world.shown(run.call.workflowName, run.key)
      #expect(shown["data"]?["reason"]?.stringValue?.isEmpty == false, place)
      let given = try await world.givenUp().first { $0["case"] == shown["id"] }
      let call = try #require(given?["id"]?.stringValue, place)
      #expect(given?["ambiguous"] == true, "\(place): \(given?.text ?? "")")
      let before = calls(run, world)
      let path = run.trouble.isMade ? "drop" : "retry"
      let answer = try await world.daemon.ask(
        .post, "/v1/calls/\(call)/\(path)", ["as": "pia", "reason": "looked there"])
      #expect(answer.status == 200, "\(place): \(answer.json.text)")
      if run.trouble.isMade {
        #expect(try await state(run, world) == "unsure", place)
        #expect(calls(run, world) == before, place)
      } else {
        try await world.daemon.wait("\(place) is delivered") {
          try await state(run, world) == "delivered"
        }
        #expect(calls(run, world) == before + 1, place)
      }
    }
    #expect(try await world.givenUp().allSatisfy { $0["ambiguous"] != true })
  }

  /// Refused connections and a kill in between: everything goes out when the systems are back.
  @Test func everythingOutlivesAnOutage() async throws {
    let world = try await world(["attempts": 1000])
    await world.server.refuseConnections()
    let runs = OutsideCall.all.enumerated().map { number, call in
      Run(call: call, trouble: Self.troubles[0], key: "o\(number)-")
    }
    for run in runs { try await start(run, world) }
    world.daemon.kill()
    try world.daemon.start()
    for run in runs { #expect(try await state(run, world) == "sending", "\(run.call)") }
    try world.server.listenAgain()
    for run in runs {
      try await world.daemon.wait("\(run.call.testDescription) is delivered") {
        try await state(run, world) == "delivered"
      }
      #expect(calls(run, world) == 1, "\(run.call)")
      #expect(run.call.made(world) == 1, "\(run.call)")
    }
    await world.stop()
  }

  /// Tokens that ran out are fetched anew, and the call is made once more.
  @Test func tokensThatRanOutAreFetchedAnew() async throws {
    let world = try await world()
    for round in 0..<2 {
      for (number, call) in OutsideCall.all.enumerated()
      where ["genesys", "salesforce", "spotify"].contains(call.system) {
        let run = Run(call: call, trouble: Self.troubles[0], key: "t\(round)-\(number)-")
        world.server[call.system]?.expireTokens()
        try await start(run, world)
        try await world.daemon.wait("\(call.testDescription) is delivered") {
          try await state(run, world) == "delivered"
        }
      }
    }
    await world.stop()
  }

  /// A kill while the answer is awaited: what was received is not sent again where the system can be asked or counts
  /// keys, and is shown to a person elsewhere.
  @Test func aKillDuringACallDoublesNothing() async throws {
    let world = try await world(timeout: 60)
    let known = ["genesys", "instagram", "order management", "billing", "events", "crm"]
    let slow = Trouble(name: "killed", faults: [(.slow(seconds: 30), 1)], isUnsure: true)
    let runs = OutsideCall.all.filter { known.contains($0.connector) }.enumerated().map {
      Run(call: $1, trouble: slow, key: "q\($0)-")
    }
    for run in runs { try await start(run, world) }
    try await world.daemon.wait("all calls are under way") {
      runs.allSatisfy { calls($0, world) == 1 }
    }
    world.daemon.kill()
    try world.daemon.start()
    for run in runs {
      let wanted = run.isForPerson ? "unsure" : "delivered"
      try await world.daemon.wait("\(run.call.testDescription) is \(wanted)") {
        try await state(run, world) == wanted
      }
      #expect(run.call.made(world) == 1, "\(run.call)")
    }
    await world.stop()
  }

  /// Meta's word that a permission is missing stops the channel: what waits is kept and goes out later.
  @Test func aMissingPermissionStopsTheChannel() async throws {
    let world = try await StandinWorld(
      at: "2026-03-01T12:00:00Z", receivers: ["*": Self.patience],
      workflows: Dictionary(
        uniqueKeysWithValues: OutsideCall.all.map { ("calls/\($0.workflowName).csv", $0.workflow) })
    )
    let call = try #require(OutsideCall.all.first { $0.message == "message.send" })
    world.instagram.refuse(200, nil, "(#200) Requires instagram_manage_messages permission")
    let runs = (0..<3).map { Run(call: call, trouble: Self.troubles[0], key: "p\($0)-") }
    try await start(runs[0], world)
    try await world.daemon.wait("it was refused") { calls(runs[0], world) == 1 }
    for run in runs.dropFirst() { try await start(run, world) }
    for run in runs { #expect(try await state(run, world) == "sending") }
    #expect(world.instagram.messages.isEmpty)
    // The machine's time may be any; the daemon's stands still until 15 minutes are over.
    _ = try await world.daemon.ask(.post, "/v1/clock/advance", ["by": "PT15M"])
    for run in runs {
      try await world.daemon.wait("\(run.key) is delivered") {
        try await state(run, world) == "delivered"
      }
    }
    #expect(world.instagram.messages.count == 3)
    await world.stop()
  }
}
