import Connectors
import HTTP
import JSON
import Standins
import Synchronization
import Testing

@Suite struct InstagramConnectorTests {
  private static let customer = "908070605040302"

  private func texts(_ outside: Outside) -> [String] {
    outside.instagram.messages.compactMap { $0.body["text"]?.stringValue }
  }

  private func message(
    _ text: String, attempt: Int = 1, _ progress: DeliveryProgress = DeliveryProgress()
  ) -> Delivery {
    .of(
      "message.send", ["to": .string(Self.customer), "text": .string(text), "tag": nil],
      attempt: attempt, progress: progress)
  }

  // MARK: Calls

  private struct OperationCase: Sendable, CustomTestStringConvertible {
    var event: String
    var data: JSONValue
    var line: String
    var body: JSONValue
    var answer: JSONValue
    var testDescription: String { "\(event) \(data.text)" }
  }

  private static let messages = "POST /v25.0/17841400000000001/messages"
  private static let operations = [
    OperationCase(
      event: "message.send", data: ["to": "908070605040302", "text": "Hej 🙏🏽"], line: messages,
      body: ["recipient": ["id": "908070605040302"], "message": ["text": "Hej 🙏🏽"]],
      answer: [
        "recipientId": "908070605040302", "messageId": "mid-1", "messageIds": ["mid-1"],
        "sentParts": 1,
      ]),
    OperationCase(
      event: "message.send",
      data: ["to": "908070605040302", "text": "late", "tag": "HUMAN_AGENT"], line: messages,
      body: [
        "recipient": ["id": "908070605040302"], "message": ["text": "late"],
        "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT",
      ],
      answer: [
        "recipientId": "908070605040302", "messageId": "mid-1", "messageIds": ["mid-1"],
        "sentParts": 1,
      ]),
    OperationCase(
      event: "message.send",
      data: [
        "to": "908070605040302", "text": "May we write?",
        "quickReplies": [["title": "Yes", "payload": "CONSENT_YES"]],
      ], line: messages,
      body: [
        "recipient": ["id": "908070605040302"],
        "message": [
          "text": "May we write?",
          "quick_replies": [
            ["content_type": "text", "title": "Yes", "payload": "CONSENT_YES"]
          ],
        ],
      ],
      answer: [
        "recipientId": "908070605040302", "messageId": "mid-1", "messageIds": ["mid-1"],
        "sentParts": 1,
      ]),
    OperationCase(
      event: "message.send",
      data: [
        "to": "908070605040302", "attachment": ["kind": "image", "url": "https://x.example/a.png"],
      ], line: messages,
      body: [
        "recipient": ["id": "908070605040302"],
        "message": [
          "attachment": ["type": "image", "payload": ["url": "https://x.example/a.png"]]
        ],
      ],
      answer: [
        "recipientId": "908070605040302", "messageId": "mid-1", "messageIds": ["mid-1"],
        "sentParts": 1,
      ]),
    OperationCase(
      event: "message.react",
      data: ["to": "908070605040302", "messageId": "m1", "reaction": "love"], line: messages,
      body: [
        "recipient": ["id": "908070605040302"], "sender_action": "react",
        "payload": ["message_id": "m1", "reaction": "love"],
      ],
      answer: ["recipient_id": "908070605040302"]),
    OperationCase(
      event: "private-reply.send", data: ["commentId": "179", "text": "You have won!"],
      line: messages,
      body: ["recipient": ["comment_id": "179"], "message": ["text": "You have won!"]],
      answer: ["recipient_id": "179", "message_id": "mid-1"]),
    OperationCase(
      event: "comment.reply", data: ["commentId": "179", "text": "Thanks"],
      line: "POST /v25.0/179/replies", body: ["message": "Thanks"], answer: ["id": "reply-1"]),
  ]

  @Test(arguments: operations) private func sends(_ test: OperationCase) async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer, hoursAgo: 1)
    let connector = try outside.connector("instagram")
    let receipt = try await connector.deliver(.of(test.event, test.data))
    #expect(receipt.data == test.answer)
    let request = try #require(outside.server.requests().last)
    #expect(request.line == test.line)
    #expect(request.json == test.body)
    #expect(request.request.query("appsecret_proof")?.utf8.count == 64)
    await outside.stop()
  }

  @Test func asksWhoSomebodyIs() async throws {
    let outside = try Outside()
    outside.instagram.customerWrites("1")
    let connector = try outside.connector("instagram")
    let known = try await connector.deliver(.of("profile.get", ["igsid": "1"]))
    #expect(known.data["name"] == "Jane Döe 👩‍👩‍👧")
    #expect(known.data["follower_count"] == 120)
    #expect(known.data["consent"] == true)
    // One who has only commented has not consented: nothing is known, and nothing is wrong.
    let unknown = try await connector.deliver(.of("profile.get", ["igsid": "2"]))
    #expect(unknown.data["consent"] == false)
    #expect(unknown.data["follower_count"]?.isNull == true)
    let partner = try await connector.deliver(.of("partner.get", ["username": "brandpartner"]))
    #expect(
      partner.data == ["followers": 1000, "mediaCount": 2, "engagementRate": .number("0.05")])
    await outside.stop()
  }

  // MARK: Long texts

  @Test func longTextsGoInParts() async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer)
    let connector = try outside.connector("instagram")
    let long = String(repeating: "🙏", count: 260) + " " + String(repeating: "wörd ", count: 300)
    let receipt = try await connector.deliver(message(long))
    let sent = texts(outside)
    #expect(sent.count > 2)
    #expect(sent.allSatisfy { $0.utf8.count <= 1000 })
    #expect(Array(sent.joined().utf8) == Array(long.utf8))
    #expect(receipt.data["sentParts"]?.intValue == sent.count)
    await outside.stop()
  }

  private struct ResumeCase: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: StandinFault
    /// What the first attempt ends with.
    var kind: DeliveryError.Kind
    var testDescription: String { name }
  }

  private static let resumed = [
    ResumeCase(
      name: "refused for now", fault: StandinFault(.status(429, retryAfter: "3")),
      kind: .retryable(after: 3)),
    ResumeCase(
      name: "not received, and nobody knows", fault: StandinFault(.cut), kind: .ambiguous),
    ResumeCase(
      name: "received, and nobody knows", fault: StandinFault(.dropped), kind: .ambiguous),
  ]

  /// Three parts, the third goes wrong: no part is ever sent twice, and all arrive in order.
  @Test(arguments: resumed) private func goesOnWhereItStopped(_ test: ResumeCase) async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer)
    let connector = try outside.connector("instagram")
    let long = ["a", "b", "c"].map { String(repeating: $0, count: 999) + " " }.joined()
    let kept = KeptProgress()
    // Two parts pass, and then the fault strikes: faults are asked for between the parts.
    let hasStruck = Mutex(false)
    let progress = DeliveryProgress(kept.next().value) { value in
      try kept.next().save(value)
      let strikes = hasStruck.withLock { struck in
        guard !struck, value["sent"]?.arrayValue?.count == 2, value["begun"] == nil else {
          return false
        }
        struck = true
        return true
      }
      if strikes {
        outside.server.fail("instagram", test.fault)
      }
    }
    let error = await failure(of: message(long, progress), connector)
    #expect(error?.kind == test.kind)
    #expect(error?.data["sentParts"] == 2)
    let again = message(long, attempt: 2, kept.next())
    if test.kind == .ambiguous {
      let answer = try await connector.lookup(again)
      switch answer {
      case .delivered(let receipt):
        #expect(test.fault.kind == .dropped)
        #expect(receipt.data["sentParts"] == 3)
      case .notDelivered: _ = try await connector.deliver(message(long, attempt: 2, kept.next()))
      case .unknown: Issue.record("the conversation tells")
      }
    } else {
      _ = try await connector.deliver(again)
    }
    #expect(texts(outside).joined() == long)
    #expect(texts(outside).count == 3)
    await outside.stop()
  }

  /// A process that ends between the call and its answer leaves a part that was begun.
  @Test func aPartBegunBeforeACrashIsLookedFor() async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer)
    let connector = try outside.connector("instagram")
    _ = try await connector.deliver(message("only once"))
    let begun = try #require(outside.instagram.messages.first?.at)
    let crashed = DeliveryProgress(["sent": [], "begun": .number(String(begun))])
    let receipt = try await connector.deliver(message("only once", crashed))
    #expect(receipt.data["messageId"] == "mid-1")
    #expect(texts(outside) == ["only once"])
    await outside.stop()
  }

  // MARK: What goes wrong

  private struct RefusalCase: Sendable, CustomTestStringConvertible {
    var name: String
    var data: JSONValue
    var hoursAgo: Double?
    var configuration: JSONValue = .object([])
    var reason: String
    var subcode: Int?
    /// Whether Instagram was asked at all.
    var isCalled: Bool
    var testDescription: String { name }
  }

  private static let refusals = [
    RefusalCase(
      name: "the window is closed", data: ["to": "908070605040302", "text": "x"], hoursAgo: 25,
      reason: "MessageNotAllowed", subcode: 2_534_022, isCalled: true),
    RefusalCase(
      name: "the window is known to be closed",
      data: [
        "to": "908070605040302", "text": "x", "lastCustomerMessageAt": "2026-09-20T14:00:00Z",
      ], hoursAgo: 25, reason: "MessageNotAllowed", isCalled: false),
    RefusalCase(
      name: "too late for a person, too",
      data: [
        "to": "908070605040302", "text": "x", "tag": "HUMAN_AGENT",
        "lastCustomerMessageAt": "2026-09-14T14:00:00Z",
      ], hoursAgo: 170, reason: "MessageExpired", isCalled: false),
    RefusalCase(
      name: "a bot is no person",
      data: [
        "to": "908070605040302", "text": "x", "tag": "HUMAN_AGENT", "originatingEntity": "Bot",
      ], hoursAgo: 30, reason: "MessageNotAllowed", isCalled: false),
    RefusalCase(
      name: "an app without the feature",
      data: ["to": "908070605040302", "text": "x", "tag": "HUMAN_AGENT"], hoursAgo: 30,
      configuration: ["humanAgent": false], reason: "MessageNotAllowed", isCalled: false),
    RefusalCase(
      name: "nobody knows the customer", data: ["to": "1", "text": "x"],
      reason: "InvalidDestination", subcode: 2_534_014, isCalled: true),
    RefusalCase(
      name: "nothing to send", data: ["to": "908070605040302", "text": " "],
      reason: "InvalidMessageStructure", isCalled: false),
    RefusalCase(
      name: "too much to send",
      data: ["to": "908070605040302", "text": .string(String(repeating: "x", count: 20_001))],
      reason: "InvalidMessageStructure", isCalled: false),
    RefusalCase(
      name: "a type that Instagram does not take",
      data: [
        "to": "908070605040302",
        "attachment": ["kind": "image", "url": "https://x", "mime": "image/webp"],
      ], reason: "MediaTypeNotAllowed", isCalled: false),
    RefusalCase(
      name: "an address that names another type",
      data: [
        "to": "908070605040302", "attachment": ["kind": "file", "url": "https://x/a.zip?b=c"],
      ], reason: "MediaTypeNotAllowed", isCalled: false),
    RefusalCase(
      name: "too large a file",
      data: [
        "to": "908070605040302",
        "attachment": ["kind": "image", "url": "https://x", "size": 8_388_609],
      ], reason: "InvalidMediaContentLength", isCalled: false),
  ]

  @Test(arguments: refusals) private func tellsTheAgentWhy(_ test: RefusalCase) async throws {
    let outside = try Outside()
    if let hours = test.hoursAgo {
      outside.instagram.customerWrites(Self.customer, hoursAgo: hours)
    }
    let connector = try outside.connector("instagram", test.configuration)
    let error = await failure(of: .of("message.send", test.data), connector)
    #expect(error?.kind == .permanent)
    #expect(
      error?.data["receiptReason"]?.stringValue == test.reason, "\(String(describing: error))")
    #expect(error?.data["subcode"]?.intValue == test.subcode)
    #expect(error?.data["sentParts"] == 0)
    #expect(!outside.server.requests().isEmpty == test.isCalled)
    await outside.stop()
  }

  @Test func aPersonMayAnswerLate() async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer, hoursAgo: 30)
    _ = try await outside.connector("instagram").deliver(
      .of(
        "message.send",
        [
          "to": .string(Self.customer), "text": "late", "tag": "HUMAN_AGENT",
          "originatingEntity": "Human", "lastCustomerMessageAt": "2026-09-20T08:00:00Z",
        ]))
    #expect(outside.instagram.messages.map(\.tag) == ["HUMAN_AGENT"])
    await outside.stop()
  }

  private struct TroubleCase: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: StandinFault?
    var kind: DeliveryError.Kind
    var testDescription: String { name }
  }

  private static let trouble = [
    TroubleCase(
      name: "429", fault: StandinFault(.status(429, retryAfter: "9")),
      kind: .retryable(after: 9)),
    TroubleCase(name: "500", fault: StandinFault(.status(500)), kind: .retryable(after: nil)),
    TroubleCase(name: "400", fault: StandinFault(.status(400)), kind: .permanent),
    TroubleCase(name: "no answer", fault: StandinFault(.hang), kind: .ambiguous),
    TroubleCase(name: "the token has expired", kind: .retryable(after: 900)),
  ]

  @Test(arguments: trouble) private func tellsWhatAnotherAttemptMeans(
    _ test: TroubleCase
  ) async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer)
    let connector = try outside.connector("instagram", ["timeoutSeconds": 1])
    if let fault = test.fault {
      outside.server.fail("instagram", fault)
    } else {
      outside.instagram.expireTokens()
    }
    let error = await failure(of: message("x"), connector)
    #expect(error?.kind == test.kind)
    #expect(error?.message.contains("instagram-token") == false)
    await outside.stop()
  }

  @Test func aPrivateReplyIsSentOnce() async throws {
    let outside = try Outside()
    let connector = try outside.connector("instagram")
    let data: JSONValue = ["commentId": "179", "text": "You have won!"]
    outside.server.fail("instagram", StandinFault(.dropped))
    #expect(
      await failure(of: .of("private-reply.send", data), connector)?.kind
        == .retryable(after: nil))
    let receipt = try await connector.deliver(.of("private-reply.send", data, attempt: 2))
    #expect(receipt.data["alreadySent"] == true)
    #expect(texts(outside) == ["You have won!"])
    // A comment that somebody else has answered is no success of ours.
    let error = await failure(of: .of("private-reply.send", data), connector)
    #expect(error?.data["subcode"] == 2_534_025)
    await outside.stop()
  }

  private static let meanings: [(code: Int, subcode: Int?, words: String, DeliveryError.Kind)] = [
    (190, 463, "Session has expired", .retryable(after: 900)),
    (200, nil, "(#200) Requires instagram_manage_messages permission", .retryable(after: 900)),
    (230, nil, "(#230) Requires pages_messaging permission", .retryable(after: 900)),
    (230, nil, "User consent is required to access user profile", .permanent),
    (10, nil, "(#10) Application does not have permission for this action", .permanent),
    (10, 2_534_022, "outside of allowed window", .permanent),
    (551, nil, "This person isn't available right now", .permanent),
    (613, nil, "Calls to this api have exceeded the rate limit", .retryable(after: 60)),
    (2, nil, "Service temporarily unavailable", .retryable(after: nil)),
  ]

  /// What is wrong with the channel stops it, what is wrong with a message ends that message alone.
  @Test func tellsTheChannelFromTheMessage() async throws {
    let outside = try Outside()
    outside.instagram.customerWrites(Self.customer)
    let connector = try outside.connector("instagram")
    for (code, subcode, words, kind) in Self.meanings {
      // A token that was refused is not used a second time.
      outside.instagram.refuse(code, subcode, words)
      let error = await failure(of: message("Hi"), connector)
      #expect(error?.kind == kind, "\(code) \(words): \(error?.message ?? "")")
    }
    #expect(outside.instagram.messages.isEmpty)
    await outside.stop()
  }

  // MARK: Posts

  private static let post: JSONValue = [
    "type": "post", "caption": "Neu! 🧴 #käse", "url": "https://cdn.example/p.jpg",
    "id": "content-1",
  ]

  @Test func publishes() async throws {
    let outside = try Outside()
    let receipt = try await outside.connector("instagram").deliver(
      .of("media.publish", Self.post))
    #expect(receipt.data == ["id": "media-2", "container": "container-1"])
    #expect(outside.instagram.published == ["container-1"])
    let lines = outside.server.requests().map(\.line)
    #expect(
      lines == [
        "GET /v25.0/17841400000000001/content_publishing_limit",
        "POST /v25.0/17841400000000001/media", "GET /v25.0/container-1",
        "GET /v25.0/container-1", "POST /v25.0/17841400000000001/media_publish",
      ])
    await outside.stop()
  }

  /// The answer to the publishing call is lost: the next attempt sees that it was done.
  @Test func publishesOnce() async throws {
    let outside = try Outside()
    outside.instagram.setLooks(0)
    let connector = try outside.connector("instagram")
    let kept = KeptProgress()
    outside.server.fail(
      "instagram",
      StandinFault(.dropped, match: "POST /v25.0/17841400000000001/media_publish"))
    let error = await failure(
      of: .of("media.publish", Self.post, progress: kept.next()), connector)
    #expect(error?.kind == .retryable(after: nil))
    let receipt = try await connector.deliver(
      .of("media.publish", Self.post, attempt: 2, progress: kept.next()))
    #expect(receipt.data["container"] == "container-1")
    #expect(outside.instagram.published == ["container-1"])
    await outside.stop()
  }

  @Test func postsThatCannotBePublished() async throws {
    let outside = try Outside()
    let connector = try outside.connector("instagram")
    outside.instagram.setQuota(used: 50, total: 50)
    #expect(
      await failure(of: .of("media.publish", Self.post), connector)?.kind
        == .retryable(after: nil))
    outside.instagram.reset()
    outside.instagram.breakMedia("https://cdn.example/p.jpg")
    let broken = await failure(of: .of("media.publish", Self.post), connector)
    #expect(broken?.kind == .permanent)
    #expect(broken?.message.contains("could not be fetched") == true)
    let long = Self.post.merged(with: ["caption": .string(String(repeating: "x", count: 2201))])
    let error = await failure(of: .of("media.publish", long), connector)
    #expect(
      error?.message
        == "the field \"caption\" of media.publish has 2201 characters, expected at most 2200")
    await outside.stop()
  }

  // MARK: Audiences

  private static let hash = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"

  @Test func movesPeopleBetweenAudiences() async throws {
    let outside = try Outside()
    let connector = try outside.connector("meta-ads")
    let receipt = try await connector.deliver(
      .of(
        "audience.update",
        ["user": .string(Self.hash), "add": ["high_value"], "remove": ["dormant"]]))
    #expect(receipt.data == ["received": 2, "invalid": 0, "audiences": 2])
    #expect(outside.instagram.members(of: "2385001") == [Self.hash])
    // An address is hashed here, trimmed and in small letters; SHA-256 of user@example.com.
    _ = try await connector.deliver(
      .of("audience.remove", ["user": " User@Example.com\n", "audiences": ["high_value"]]))
    #expect(outside.instagram.members(of: "2385001").isEmpty)
    let bodies = outside.server.requests().map(\.request.bodyText)
    #expect(bodies.allSatisfy { !$0.lowercased().contains("example.com") })
    await outside.stop()
  }

  @Test func aFlaggedAudienceWaits() async throws {
    let outside = try Outside()
    let connector = try outside.connector("meta-ads")
    outside.instagram.flag("2385001")
    let data: JSONValue = ["user": .string(Self.hash), "audiences": ["high_value"]]
    #expect(
      await failure(of: .of("audience.remove", data), connector)?.kind == .retryable(after: 3600))
    outside.instagram.flag("2385001", false)
    _ = try await connector.deliver(.of("audience.remove", data))
    let error = await failure(
      of: .of("audience.add", ["user": .string(Self.hash), "audiences": ["vip"]]), connector)
    #expect(error?.kind == .permanent)
    #expect(error?.message.contains("dormant, high_value") == true)
    await outside.stop()
  }
}
