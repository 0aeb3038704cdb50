import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// What the stand-ins post of their own accord, and what becomes of it when the daemon is not there, or hears it twice.
@Suite(.serialized) struct StandinWebhookTests {
  private static let start = "2026-03-01T12:00:00Z"

  /// Everything a customer and an agent wrote while the daemon was down arrives once, by redelivery.
  @Test func whatIsPostedDuringAnOutageArrivesOnce() async throws {
    let world = try await StandinWorld(at: Self.start)
    let (instagram, genesys) = (world.instagram, world.genesys)
    genesys.setPause(.seconds(1))
    _ = await instagram.customer("7", writes: "first")
    try await world.daemon.wait("the conversation") { genesys.conversation(of: "7") != nil }
    try await world.daemon.settle()
    world.daemon.kill()
    async let customer = instagram.customer("7", writes: "second, während es dunkel war 🌙")
    async let agent = genesys.reply(to: "7", "an answer to the first")
    // Both were tried in vain before anybody listens again.
    try await Task.sleep(for: .milliseconds(250))
    try await world.killAndStart()
    let answers = (await customer.answers, await agent.answers)
    for list in [answers.0, answers.1] {
      #expect(list.count > 1, "\(list)")
      #expect(list.first?.status == nil, "\(list)")
      #expect(list.last?.status == 200, "\(list)")
    }
    try await world.daemon.wait("everything has arrived") {
      genesys.messages.count == 2 && instagram.messages.count == 1
        && genesys.receipts.contains { $0["status"] == "Delivered" }
    }
    try await world.daemon.settle()
    #expect(
      genesys.messages.map { $0.body["text"] } == ["first", "second, während es dunkel war 🌙"])
    #expect(instagram.messages.map { $0.body["text"] } == ["an answer to the first"])
    #expect(genesys.receipts.count == 1)
    await world.stop()
  }

  /// A delivery that comes three times at the same moment, and again after a restart, is one thing.
  @Test func whatComesAgainIsKnown() async throws {
    let world = try await StandinWorld(at: Self.start)
    let event: JSONValue = [
      "object": "instagram",
      "entry": [
        [
          "id": .string(StandinWorld.account), "time": 1_772_366_400_000,
          "messaging": [
            [
              "sender": ["id": "8"], "recipient": ["id": .string(StandinWorld.account)],
              "timestamp": 1_772_366_400_000, "message": ["mid": "again", "text": "Hi"],
            ]
          ],
        ]
      ],
    ]
    for round in 0..<2 {
      var webhook = StandinWebhook(
        to: "\(world.daemon.base)/v1/intake/instagram", event, from: world.instagram,
        secret: "instagram-app-secret")
      webhook.times = 3
      webhook.isSimultaneous = true
      let answers = await webhook.send()
      #expect(answers.map(\.status) == [200, 200, 200])
      let taken = answers.compactMap { try? JSONValue.parse($0.text)["taken"]?.intValue }
      #expect(taken.reduce(0, +) == (round == 0 ? 1 : 0))
      if round == 0 { try await world.killAndStart() }
    }
    try await world.daemon.wait("it is with the agents") { !world.genesys.messages.isEmpty }
    try await world.daemon.settle()
    #expect(world.genesys.messages.count == 1)
    await world.stop()
  }

  /// Who does not know the secret is refused: Instagram tries again, Genesys takes it for final.
  @Test func aWrongSecretIsRefused() async throws {
    let world = try await StandinWorld(at: Self.start)
    let (instagram, genesys) = (world.instagram, world.genesys)
    #expect(
      await instagram.subscribe(
        to: "\(world.daemon.base)/v1/intake/instagram", secret: "another",
        verifyToken: "typed-into-the-dashboard") == nil)
    let written = await instagram.customer("9", writes: "Hi")
    #expect(written.answers.count == 6)
    #expect(written.answers.allSatisfy { (401...403).contains($0.status ?? 0) }, "\(written)")
    #expect(
      genesys.subscribe(
        to: "\(world.daemon.base)/v1/intake/genesys", secret: "another secret of some length"))
    let reply = await genesys.reply(to: "9", "Hi")
    #expect(reply.answers.count == 1)
    #expect(reply.answers.allSatisfy { (401...403).contains($0.status ?? 0) }, "\(reply)")
    #expect(
      await instagram.subscribe(
        to: "\(world.daemon.base)/v1/intake/instagram", secret: "another", verifyToken: "wrong")?
        .status == 403)
    try await world.daemon.settle()
    #expect(genesys.messages.isEmpty)
    await world.stop()
  }

  /// A conversation that ended is taken up again within 72 hours, and begun anew later.
  @Test func conversationsAreTakenUpAgain() async throws {
    let world = try await StandinWorld(at: Self.start)
    let genesys = world.genesys
    var conversations: [String] = []
    for hours in [0.0, 71, 73] {
      if hours > 0 { try await world.advance(hours: hours) }
      _ = await world.instagram.customer("7", writes: "Hi")
      let count = conversations.count + 1
      try await world.daemon.wait("message \(count)") { genesys.messages.count == count }
      let conversation = try #require(genesys.conversation(of: "7"))
      conversations.append(conversation)
      try await world.daemon.wait("the window knows") {
        try await world.shown("message-window", "7")["data"]?["conversationId"]
          == .string(conversation)
      }
      genesys.disconnect(conversation)
    }
    #expect(conversations[0] == conversations[1])
    #expect(conversations[1] != conversations[2])
    await world.stop()
  }

  /// A picture that an agent sends goes to the customer; what Instagram does not take is told to the agent.
  @Test func agentsSendFiles() async throws {
    let world = try await StandinWorld(at: Self.start)
    let (instagram, genesys) = (world.instagram, world.genesys)
    _ = await instagram.customer("7", writes: "Hi")
    try await world.daemon.wait("the conversation") { genesys.conversation(of: "7") != nil }
    let files: [(JSONValue, String)] = [
      (
        ["mediaType": "Image", "url": "https://cdn.example/a.png", "mime": "image/png"],
        "Delivered"
      ),
      (
        ["mediaType": "File", "url": "https://cdn.example/a.zip", "mime": "application/zip"],
        "Failed"
      ),
    ]
    for (number, (file, status)) in files.enumerated() {
      let sent = await genesys.reply(to: "7", "", attachment: file)
      #expect(sent.answers.map(\.status) == [200])
      try await world.daemon.wait("receipt \(number)") { genesys.receipts.count == number + 1 }
      #expect(genesys.receipts.last?["status"]?.stringValue == status, "\(file.text)")
    }
    let reason = genesys.receipts.last?["reasons"]?.arrayValue?.first?["code"]
    #expect(reason == "MediaTypeNotAllowed")
    #expect(
      instagram.messages.map { $0.body["attachment"]?["payload"]?["url"] }
        == ["https://cdn.example/a.png"])
    await world.stop()
  }
}
