import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// Meta's 24-hour window from end to end: Instagram and Genesys Cloud stand in, the daemon is the real one, both clocks
/// are virtual, and the daemon is killed before every hour that something happens in.
@Suite(.serialized) struct MessagingWindowTests {
  private enum Act: Sendable {
    case customer(String)
    case agent(String)
    case bot(String)
    /// An agent takes the conversation without a word.
    case taken
    /// Instagram's clock is so many hours ahead of ours.
    case clockAhead(Double)
  }

  private enum Look: Sendable {
    /// What the case of the window knows.
    case window(String)
    case priority(Int)
    case task(String)
    case noTask
    /// All that the customer got so far: the text and the tag.
    case got([String])
    /// All that the agents were told so far.
    case told([String])
    /// What the supervisor was told through the outbox file.
    case notified
    case over
  }

  private struct Story: Sendable {
    var customer: String
    var name: String
    var acts: [(hour: Double, Act)]
    var looks: [(hour: Double, Look)]
  }

  private static let greeting = "Wo bleibt mein Paket? 📦 é שלום https://ex.am/a/b 👩‍👩‍👧"
  private static let urgent = "See that the customer is answered"
  private static let late = "Answer the customer, only a person may"

  private static let stories = [
    Story(
      customer: "101", name: "nobody answers for a day, then a bot tries, then a person",
      acts: [
        (0, .customer(greeting)), (25, .bot("I am a bot")), (26, .agent("Entschuldigung! 🙏")),
      ],
      looks: [
        (0, .window("fresh")), (0, .priority(0)), (3.99, .priority(0)), (4, .priority(60)),
        (12, .priority(240)), (19.99, .priority(240)), (19.99, .window("at_risk")),
        (19.99, .noTask), (20, .priority(1440)), (20, .window("critical")), (20, .task(urgent)),
        (24, .window("human_agent_only")), (24, .task(late)), (25, .got([])),
        (25, .told(["Failed MessageNotAllowed"])), (26, .got(["Entschuldigung! 🙏 HUMAN_AGENT"])),
        (26, .told(["Failed MessageNotAllowed", "Delivered"])), (26, .window("answered")),
      ]),
    Story(
      customer: "102", name: "answered in the first hour",
      acts: [(0, .customer("Hi")), (1, .agent("Hello!"))],
      looks: [
        (1, .got(["Hello!"])), (1, .told(["Delivered"])), (1, .window("answered")),
        (20, .priority(0)), (20, .noTask),
      ]),
    Story(
      customer: "103", name: "a bot answers in time: the conversation goes back in its queue",
      acts: [(0, .customer("Hi")), (23, .bot("Tomorrow"))],
      looks: [
        (12, .priority(240)), (23, .got(["Tomorrow"])), (23, .window("answered")),
        (23, .priority(0)),
      ]),
    Story(
      customer: "104", name: "at exactly 24 hours it is still an answer as any other",
      acts: [(0, .customer("Hi")), (24, .agent("Just in time"))],
      looks: [(24, .got(["Just in time"])), (24, .told(["Delivered"]))]),
    Story(
      customer: "105", name: "an agent holds the conversation and says nothing",
      acts: [(0, .customer("Hi")), (11, .taken)],
      looks: [(4, .priority(60)), (12, .priority(60)), (12, .notified), (20, .task(urgent))]),
    Story(
      customer: "106", name: "the customer writes again: the window opens anew",
      acts: [(0, .customer("Hi")), (19, .customer("Anybody there?")), (42, .agent("Yes!"))],
      looks: [
        (20, .window("fresh")), (23, .window("ageing")), (39, .window("critical")),
        (42, .got(["Yes!"])), (42, .window("answered")),
      ]),
    Story(
      customer: "107", name: "nobody ever answers",
      acts: [(0, .customer("Hi")), (168.5, .agent("Sorry")), (170, .agent("Really sorry"))],
      looks: [
        (168, .window("expired")), (168.5, .got([])), (168.5, .told(["Failed MessageExpired"])),
        (169, .over), (170, .got([])),
        (170, .told(["Failed MessageExpired", "Failed MessageExpired"])), (170, .over),
      ]),
    Story(
      customer: "108", name: "Instagram's clock is ahead: once more as a late answer",
      acts: [(0, .customer("Hi")), (23.5, .clockAhead(1)), (23.5, .agent("Here I am"))],
      looks: [(23.5, .got(["Here I am HUMAN_AGENT"])), (23.5, .told(["Delivered"]))]),
    Story(
      customer: "109", name: "a long answer goes in parts, with one receipt",
      acts: [(0, .customer("Hi")), (1, .agent(String(repeating: "🙏", count: 260)))],
      looks: [
        (
          1,
          .got([String(repeating: "🙏", count: 250), String(repeating: "🙏", count: 10)])
        ), (1, .told(["Delivered"])),
      ]),
  ]

  @Test func theWindowIsWatchedToItsEndAcrossKills() async throws {
    let world = try await StandinWorld(at: "2026-03-01T12:00:00Z")
    let hours = Set(Self.stories.flatMap { $0.acts.map(\.hour) + $0.looks.map(\.hour) }).sorted()
    var now = 0.0
    for hour in hours {
      if hour > now {
        try await world.killAndStart()
        try await world.advance(hours: hour - now)
        now = hour
      }
      var acted = false
      for story in Self.stories {
        for act in story.acts where act.hour == hour {
          try await play(act.1, story, world)
          acted = true
        }
      }
      // What agents wrote is on disk and on its way: nothing is lost or said twice by a kill now.
      if acted, hour > 0 { try await world.killAndStart() }
      try await look(at: hour, world)
    }
    #expect(world.kills > 20)
    #expect(try await world.daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    let first = try #require(world.genesys.messages.first)
    #expect(first.body["text"]?.stringValue?.utf8.elementsEqual(Self.greeting.utf8) == true)
    let attributes = first.body["channel"]?["metadata"]?["customAttributes"]
    #expect(attributes?["Source"] == "Instagram_DM")
    #expect(attributes?["Priority"] == "P3")
    // Every message of a customer is there once, and our own echoes made no cases.
    #expect(world.genesys.messages.count == Self.stories.count + 1)
    // A kill may cut an answer off, and the event is posted again; none is refused.
    let refused = world.instagram.answers.filter { $0.status != nil && $0.status != 200 }
    #expect(refused.isEmpty, "\(refused)")
    let echo = try #require(world.instagram.messages.first)
    #expect(try await world.shown("messages", echo.id) == .null)
    await world.stop()
  }

  private func play(_ act: Act, _ story: Story, _ world: StandinWorld) async throws {
    switch act {
    case .customer(let text):
      let sent = await world.instagram.customer(story.customer, writes: text)
      #expect(sent.answers.map(\.status) == [200], "\(story.name): \(sent.answers)")
      try await world.daemon.wait("\(story.name): the conversation is known") {
        try await world.shown("message-window", story.customer)["data"]?["conversationId"]?
          .stringValue != nil
      }
    case .agent(let text), .bot(let text):
      var isBot = false
      if case .bot = act { isBot = true }
      let sent = await world.genesys.reply(to: story.customer, text, isBot: isBot)
      #expect(sent.answers.map(\.status) == [200], "\(story.name): \(sent.answers)")
    case .taken:
      world.genesys.connect(try #require(world.genesys.conversation(of: story.customer)))
    case .clockAhead(let hours):
      world.instagram.customerWrites(story.customer, hoursAgo: 23.5 + hours)
    }
  }

  /// Waits until everything that was to be seen at an hour is to be seen at once, and reports what is not.
  private func look(at hour: Double, _ world: StandinWorld) async throws {
    var faults: [String] = []
    for _ in 0..<500 {
      try await world.daemon.settle()
      faults = []
      for story in Self.stories {
        for look in story.looks where look.hour == hour {
          if let found = try await fault(look.1, story, world) {
            faults.append("\(story.name), \(hour) h: \(look.1), found \(found)")
          }
        }
      }
      if faults.isEmpty { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    for fault in faults { Issue.record("\(fault)") }
  }

  /// What was found instead; nil when it is as expected.
  private func fault(_ look: Look, _ story: Story, _ world: StandinWorld) async throws -> String? {
    let shown = try await world.shown("message-window", story.customer)
    let titles = (shown["tasks"]?.arrayValue ?? []).compactMap { $0["title"]?.stringValue }
    func differ<Value: Equatable>(_ found: Value, _ expected: Value) -> String? {
      found == expected ? nil : "\(found)"
    }
    switch look {
    case .window(let state): return differ(shown["data"]?["slaState"]?.stringValue, state)
    case .priority(let priority):
      let conversation = world.genesys.conversation(of: story.customer)
      return differ(conversation.flatMap { world.genesys.priority(of: $0) }, priority)
    case .task(let title): return titles.contains(title) ? nil : "\(titles)"
    case .noTask: return differ(titles, [])
    case .got(let texts):
      let got = world.instagram.messages.filter { $0.recipient == story.customer }.map { message in
        [message.body["text"]?.stringValue, message.tag].compactMap(\.self).joined(separator: " ")
      }
      return differ(got, texts)
    case .told(let receipts):
      let told = world.genesys.receipts.filter {
        $0["channel"]?["to"]?["id"]?.stringValue == story.customer
      }.map { receipt in
        [
          receipt["status"]?.stringValue,
          receipt["reasons"]?.arrayValue?.first?["code"]?.stringValue,
        ].compactMap(\.self).joined(separator: " ")
      }
      return differ(told, receipts)
    case .notified:
      let written = try? world.daemon.folder.read("outbox.jsonl")
      return written?.contains("see that it is answered") == true ? nil : written ?? "no file"
    case .over: return differ(shown["status"], "done")
    }
  }
}
