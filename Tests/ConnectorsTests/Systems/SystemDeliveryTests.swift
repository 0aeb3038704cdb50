import Connectors
import Diagnostics
import HTTP
import JSON
import Standins
import Testing

/// Every operation of every system against its stand-in, well and with each kind of failure.
@Suite struct SystemDeliveryTests {
  /// The calls are those that the system's documentation asks for, and the answer holds what the case needs.
  @Test(arguments: OperationCase.all) private func succeeds(_ example: OperationCase) async throws {
    var (server, courier) = try example.start()
    try await example.prepare(courier)
    let known = server.requests().count
    let result = await courier.bring(example.name, example.fields)
    guard case .delivered(let answer) = result else {
      Issue.record("\(result)")
      return await server.stop()
    }
    if let expected = example.result {
      #expect(OperationCase.fits(answer, expected), "answered \(answer.text)")
    }
    #expect(example.count(server) == example.made?.count)
    let calls = server.requests().dropFirst(known).filter { $0.path.last != "token" }
    #expect(
      calls.count == example.requests.count, "\(calls.map { "\($0.system) \($0.line)" })")
    for (call, expected) in zip(calls, example.requests) {
      check(call, expected.arrayValue ?? [], example)
    }
    await server.stop()
  }

  private func check(
    _ call: RecordedRequest, _ expected: [JSONValue], _ example: OperationCase
  ) {
    guard expected.count >= 2, let path = expected[1].stringValue else {
      Issue.record("a call is its method, path, body and query")
      return
    }
    let whole = path.hasPrefix("!") ? String(path.dropFirst()) : example.root + path
    let line = "\(expected[0].stringValue ?? "") \(whole)"
    let fits = line.hasSuffix("*") ? call.line.hasPrefix(line.dropLast()) : call.line == line
    #expect(fits, "\(call.line), expected \(line)")
    if expected.count > 2, !expected[2].isNull {
      #expect(
        OperationCase.fits(call.json, expected[2]), "\(call.line): \(call.request.bodyText)")
    }
    guard expected.count > 3 else { return }
    for member in expected[3].objectValue ?? [] {
      #expect(
        call.request.query(member.name) == member.value.stringValue,
        "\(call.line): \(member.name)")
    }
  }

  private static let passing: [(StandinFault.Kind, Int?)] = [
    (.status(429, retryAfter: "7"), 7), (.status(500), nil), (.status(502), nil),
    (.status(503), nil), (.status(504), nil),
  ]

  @Test(arguments: OperationCase.all)
  private func comesBackAfterWhatPasses(_ example: OperationCase) async throws {
    for (fault, wait) in Self.passing {
      var (server, courier) = try example.start()
      try await example.prepare(courier)
      server.fail(example.system, StandinFault(fault, count: 2, match: example.call))
      let result = await courier.bring(example.name, example.fields)
      guard case .delivered = result else {
        Issue.record("\(fault): \(result) \(courier.reasons)")
        await server.stop()
        continue
      }
      #expect(courier.waits.count == 2, "\(fault)")
      if let wait { #expect(courier.waits == [wait, wait]) }
      #expect(example.count(server) == example.made?.count, "\(fault)")
      await server.stop()
    }
  }

  /// What the system refuses is not tried again, and nothing is there afterwards.
  @Test(arguments: OperationCase.all)
  private func staysRefused(_ example: OperationCase) async throws {
    for status in [400, 403, 409, 302] {
      var (server, courier) = try example.start()
      try await example.prepare(courier)
      server.fail(example.system, StandinFault(.status(status), match: example.call))
      let result = await courier.bring(example.name, example.fields)
      // Salesforce's limit of calls a day is a 403 that goes away.
      if status == 403, example.system == "salesforce" {
        #expect(courier.waits == [900], "\(result)")
        await server.stop()
        continue
      }
      guard case .refused(let reason) = result else {
        Issue.record("\(status): \(result)")
        await server.stop()
        continue
      }
      #expect(reason.contains(String(status)))
      if let made = example.made {
        #expect(example.count(server) != made.count, "\(status)")
      }
      await server.stop()
    }
  }

  /// A token that has run out is replaced once; one that is refused again is final.
  @Test(arguments: OperationCase.all)
  private func replacesATokenOnce(_ example: OperationCase) async throws {
    var (server, courier) = try example.start()
    try await example.prepare(courier)
    server.fail(example.system, StandinFault(.status(401), match: example.call))
    let once = await courier.bring(example.name, example.fields)
    if ["salesforce", "spotify", "spotify-ads"].contains(example.system) {
      guard case .delivered = once else {
        Issue.record("\(once)")
        return await server.stop()
      }
      #expect(courier.reasons.isEmpty)
      #expect(example.count(server) == example.made?.count)
    } else {
      guard case .refused = once else {
        Issue.record("\(once)")
        return await server.stop()
      }
    }
    await server.stop()
  }

  @Test(arguments: OperationCase.all)
  private func isDoneOnceThoughTheAnswerIsLost(_ example: OperationCase) async throws {
    var (server, courier) = try example.start()
    try await example.prepare(courier)
    server.fail(example.system, StandinFault(.dropped, match: example.call))
    let result = await courier.bring(example.name, example.fields)
    switch (result, example.afterLoss) {
    case (.delivered, .once), (.person, .person): break
    default: Issue.record("\(result) \(courier.reasons)")
    }
    #expect(example.count(server) == example.made?.count)
    await server.stop()
  }

  @Test(arguments: OperationCase.all)
  private func waitsForWhoRefusesConnections(_ example: OperationCase) async throws {
    var (server, courier) = try example.start()
    try await example.prepare(courier)
    await server.refuseConnections()
    #expect(await courier.bring(example.name, example.fields, attempts: 2) == .tired)
    #expect(courier.waits.count == 2)
    try server.listenAgain()
    guard case .delivered = await courier.bring(example.name, example.fields) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(example.count(server) == example.made?.count)
    await server.stop()
  }

  /// What people, logs and the store get to see holds no secret.
  @Test(arguments: OperationCase.all) private func keepsSecrets(_ example: OperationCase)
    async throws
  {
    var (server, courier) = try example.start()
    try await example.prepare(courier)
    server.fail(example.system, StandinFault(.status(500), match: example.call))
    server.fail(example.system, StandinFault(.cut, match: example.call))
    server.fail(example.system, StandinFault(.status(400), match: example.call))
    let result = await courier.bring(example.name, example.fields)
    let seen = courier.reasons.joined() + "\(result)"
    #expect(!seen.contains("s3cret"))
    #expect(!seen.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    await server.stop()
  }

  /// No operation is without a case.
  @Test func everyOperationHasACase() throws {
    for section in Set(OperationCase.all.map(\.section)) {
      let known = try Configured.connector(section, nil).operations ?? []
      let shown = Set(OperationCase.all.filter { $0.section == section }.map(\.name))
      for operation in known {
        #expect(shown.contains(operation.name), "\(section.prefix(40))")
      }
    }
  }

  @Test func fetchesAnotherTokenWhenOneIsRefused() async throws {
    let server = try StandinServer(AllStandins.make())
    var courier = Courier(try Configured.connector(OperationCase.salesforce, server))
    _ = await courier.bring("lead.upsert", ["externalId": "1"])
    server["salesforce"]?.expireTokens()
    guard case .delivered = await courier.bring("lead.upsert", ["externalId": "2"]) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(server.requests("salesforce").filter { $0.path.last == "token" }.count == 2)
    await server.stop()
  }

  private static let credentials = [
    (OperationCase.salesforce, "lead.upsert", #"{"externalId": "1"}"#),
    (OperationCase.spotify, "episode.get", #"{"episode": "512ojhOuo1ktJprKbVcKyQ"}"#),
    (OperationCase.hubspot, "note.add", #"{"text": "a"}"#),
    (OperationCase.servicenow, "record.open", #"{"group": "dpo"}"#),
  ]

  @Test(arguments: credentials.indices) private func saysThatCredentialsAreWrong(_ index: Int)
    async throws
  {
    let (section, event, data) = Self.credentials[index]
    let server = try StandinServer(AllStandins.make())
    var courier = Courier(
      try Configured.connector(section.replacing("env:SECRET", with: "env:WRONG"), server))
    guard case .refused = await courier.bring(event, try JSONValue.parse(data)) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    await server.stop()
  }

  /// `docket check --config` looks at a file before its secrets are there.
  @Test func canBeLookedAtWithoutSecrets() throws {
    for section in Set(OperationCase.all.map(\.section)) {
      let (_, faults) = Configuration.read(
        try JSONValue.parse(
          #"{"connectors": {"it": \#(section.replacing("BASE", with: "https://example.com"))}}"#),
        file: "docket.json", outbox: "outbox.jsonl", environment: { _ in Configuration.unset })
      #expect(faults.isEmpty, "\(section): \(faults.map(\.headline))")
    }
  }

  @Test func namesWhatAConnectorKnows() async throws {
    for section in [OperationCase.salesforce, OperationCase.orders, OperationCase.slack] {
      var courier = Courier(try Configured.connector(section, nil))
      guard case .refused(let reason) = await courier.bring("no.such", .null) else {
        Issue.record("taken")
        continue
      }
      #expect(reason.contains("cannot do no.such"))
      #expect(reason.contains("; it"))
    }
  }
}
