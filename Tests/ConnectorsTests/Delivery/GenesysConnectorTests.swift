import Connectors
import HTTP
import JSON
import Standins
import Testing

@Suite struct GenesysConnectorTests {
  private struct OperationCase: Sendable, CustomTestStringConvertible {
    var event: String
    var data: JSONValue
    var configuration: JSONValue = .object([])
    var line: String
    var body: JSONValue
    var testDescription: String { "\(event) \(line)" }
  }

  private static let sender: JSONValue = ["id": "908", "idType": "Opaque"]
  private static let time: JSONValue = "2026-09-21T14:13:20.123Z"
  private static let inbound = "/api/v2/conversations/messages/integration-1/inbound/open"

  private static let operations = [
    OperationCase(
      event: "message.forward",
      data: [
        "from": "908", "nickname": "jane.d", "messageId": "m1", "time": "2026-09-21T14:00:00Z",
        "text": "Hej! Återtåg 🙏🏽 e\u{301} שלום / \\",
        "attributes": ["Tier": "gold", "Priority": 10, "CrmId": nil],
      ],
      line: "POST \(inbound)/message",
      body: [
        "channel": [
          "from": ["id": "908", "idType": "Opaque", "nickname": "jane.d"], "messageId": "m1",
          "time": "2026-09-21T14:00:00Z",
          "metadata": ["customAttributes": ["Tier": "gold", "Priority": "10"]],
        ], "text": "Hej! Återtåg 🙏🏽 e\u{301} שלום / \\",
      ]),
    OperationCase(
      event: "message.forward",
      data: [
        "from": "908", "messageId": "m1-2", "text": nil,
        "attachment": ["kind": "image", "url": "https://cdn.example/a", "mime": "image/jpeg"],
      ],
      line: "POST \(inbound)/message",
      body: [
        "channel": ["from": sender, "messageId": "m1-2", "time": time],
        "content": [
          [
            "attachment": [
              "mediaType": "Image", "url": "https://cdn.example/a", "mime": "image/jpeg",
            ]
          ]
        ],
      ]),
    OperationCase(
      event: "message.forward", data: ["from": "908", "messageId": "m1", "text": "x"],
      configuration: ["endpoint": "deprecated"],
      line: "POST /api/v2/conversations/messages/inbound/open",
      body: [
        "channel": [
          "platform": "Open", "type": "Private", "messageId": "m1", "to": ["id": "integration-1"],
          "from": sender, "time": time,
        ], "type": "Text", "direction": "Inbound", "text": "x",
      ]),
    OperationCase(
      event: "message.withdrawn",
      data: ["from": "908", "messageId": "m1", "text": "The customer withdrew a message."],
      line: "POST \(inbound)/message",
      body: [
        "channel": ["from": sender, "messageId": "m1-withdrawn", "time": time],
        "text": "The customer withdrew a message.",
      ]),
    OperationCase(
      event: "typing.send", data: ["from": "908"], line: "POST \(inbound)/event",
      body: [
        "channel": ["from": sender, "time": time], "events": [["eventType": "Typing"]],
      ]),
    OperationCase(
      event: "receipt.send",
      data: ["id": "g1", "to": "908", "status": "Failed", "reason": "MessageNotAllowed"],
      line: "POST \(inbound)/receipt",
      body: [
        "id": "g1", "channel": ["to": ["id": "908"], "time": time], "status": "Failed",
        "reasons": [["code": "MessageNotAllowed", "message": "Outside the 24 hour window"]],
        "isFinalReceipt": true,
      ]),
    OperationCase(
      event: "receipt.send",
      data: ["id": "g1", "to": "908", "status": "Failed", "reason": "RateLimited"],
      line: "POST \(inbound)/receipt",
      body: [
        "id": "g1", "channel": ["to": ["id": "908"], "time": time], "status": "Failed",
        "reasons": [
          ["code": "RateLimited", "message": "Too many messages at a time; it is tried again"]
        ], "isFinalReceipt": false,
      ]),
    OperationCase(
      event: "response.send",
      data: ["from": "908", "messageId": "m2", "text": "Yes", "payload": "YES"],
      line: "POST \(inbound)/structured/response",
      body: [
        "channel": ["from": sender, "messageId": "m2", "time": time],
        "buttonResponse": ["type": "QuickReply", "text": "Yes", "payload": "YES"],
      ]),
    OperationCase(
      event: "message.send", data: ["to": "908", "text": "Hallo"],
      line: "POST /api/v2/conversations/messages/agentless",
      body: [
        "fromAddress": "integration-1", "toAddress": "908", "toAddressMessengerType": "open",
        "textBody": "Hallo", "useExistingActiveConversation": true,
      ]),
    OperationCase(
      event: "comment.ingest",
      data: [
        "messageId": "179", "from": "908", "nickname": "jane.d", "text": "Price?", "rootId": "178",
      ],
      configuration: ["topicId": "topic-1", "ruleId": "rule-1"],
      line: "POST /api/v2/socialmedia/topics/topic-1/dataingestionrules/open/rule-1/messages/bulk",
      body: [
        [
          "channel": [
            "messageId": "179", "from": ["id": "908", "idType": "Opaque", "nickname": "jane.d"],
            "time": time, "publicMetadata": ["rootId": "178", "source": "instagram"],
          ], "text": "Price?",
        ]
      ]),
    OperationCase(
      event: "comment.ingest", data: ["messageId": "179", "from": "908", "text": "Price?"],
      line: "POST \(inbound)/message",
      body: [
        "channel": [
          "from": sender, "messageId": "179", "time": time,
          "metadata": ["customAttributes": ["Source": "Instagram_Comment"]],
        ], "text": "Price?",
      ]),
    OperationCase(
      event: "reactions.ingest",
      data: ["messageId": "179", "reactions": [["reactionType": "like", "count": 3]]],
      configuration: ["topicId": "topic-1", "ruleId": "rule-1"],
      line:
        "POST /api/v2/socialmedia/topics/topic-1/dataingestionrules/open/rule-1/reactions/bulk",
      body: [
        [
          "channel": ["messageId": "179", "time": time],
          "events": [["reactions": [["reactionType": "like", "count": 3]]]],
        ]
      ]),
  ]

  @Test(arguments: operations) private func sends(_ test: OperationCase) async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys", test.configuration)
    let receipt = try await connector.deliver(.of(test.event, test.data))
    let request = try #require(outside.server.requests().last)
    #expect(request.line == test.line)
    #expect(request.json == test.body)
    #expect(request.request.headers["Content-Type"] == "application/json; charset=utf-8")
    #expect((200..<300).contains(receipt.data["status"]?.intValue ?? 0))
    await outside.stop()
  }

  /// Text goes out as the bytes it is, not as another form of the same characters.
  @Test func keepsBytes() async throws {
    let outside = try Outside()
    let text = "e\u{301} é 👩‍👩‍👧‍👦 🇸🇪 \u{202E}שלום\u{202C} \u{0} \u{7F} \\/ \"x\"\n"
    let connector = try outside.connector("genesys")
    _ = try await connector.deliver(
      .of("message.forward", ["from": "908", "messageId": "m", "text": .string(text)]))
    let sent = outside.genesys.messages.first?.body["text"]?.stringValue ?? ""
    #expect(Array(sent.utf8) == Array(text.utf8))
    await outside.stop()
  }

  @Test func aConversationIsRaisedWhileItWaits() async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys")
    let receipt = try await connector.deliver(
      .of(
        "message.forward",
        ["from": "908", "messageId": "m", "text": "x", "prefetchConversationId": true]))
    let id = try #require(receipt.data["conversationId"])
    let raise = Delivery.of("priority.set", ["conversationId": id, "priority": 1440])
    _ = try await connector.deliver(raise)
    #expect(outside.genesys.priority(of: id.stringValue ?? "") == 1440)
    outside.genesys.connect(id.stringValue ?? "")
    let error = await failure(of: raise, connector)
    #expect(error?.kind == .permanent)
    #expect(error?.data["status"] == 409)
    await outside.stop()
  }

  private struct FaultCase: Sendable, CustomTestStringConvertible {
    var name: String
    var data: JSONValue
    var message: String
    var testDescription: String { name }
  }

  private static let faults = [
    FaultCase(
      name: "a field is missing", data: ["messageId": "m", "text": "x"],
      message: "message.forward needs the field \"from\", a text"),
    FaultCase(
      name: "a field of another type", data: ["from": 908, "messageId": "m", "text": "x"],
      message: "the field \"from\" of message.forward is the number 908, expected a text"),
    FaultCase(
      name: "a field nobody knows", data: ["from": "9", "mesageId": "m", "text": "x"],
      message: "message.forward takes no field \"mesageId\" (did you mean \"messageId\"?)"),
    FaultCase(
      name: "nothing to send", data: ["from": "9", "messageId": "m", "text": ""],
      message: "the field \"text\" of message.forward is empty, expected a text, or an attachment"),
    FaultCase(
      name: "a type that does not fit",
      data: [
        "from": "9", "messageId": "m",
        "attachment": ["kind": "image", "url": "https://x", "mime": "video/mp4"],
      ],
      message: "the field \"attachment\" of message.forward is of the kind \"image\""),
    FaultCase(
      name: "no type",
      data: [
        "from": "9", "messageId": "m", "attachment": ["kind": "image", "url": "https://x"],
      ],
      message: "the field \"attachment\" of message.forward has no type"),
    FaultCase(
      name: "a type of a family that there is not",
      data: [
        "from": "9", "messageId": "m",
        "attachment": ["kind": "file", "url": "https://x", "mime": "picture/jpeg"],
      ],
      message: "the field \"attachment\" of message.forward has no type"),
    FaultCase(
      name: "a name that says something else",
      data: [
        "from": "9", "messageId": "m",
        "attachment": [
          "kind": "file", "url": "https://x", "mime": "application/pdf", "filename": "bill.jpg",
        ],
      ],
      message: "the field \"attachment\" of message.forward is of the type \"application/pdf\""
        + " and has the name of another"),
    FaultCase(
      name: "too large",
      data: [
        "from": "9", "messageId": "m",
        "attachment": [
          "kind": "video", "url": "https://x", "mime": "video/mp4", "size": 26_214_401,
        ],
      ],
      message: "the field \"attachment\" of message.forward has 26214401 bytes"),
    FaultCase(
      name: "a context at the top",
      data: ["from": "9", "messageId": "m", "text": "x", "metadata": ["a": ["b": 1]]],
      message: "the field \"metadata\" of message.forward holds a context as \"a\""),
  ]

  @Test(arguments: faults) private func refusesBeforeCalling(_ test: FaultCase) async throws {
    let outside = try Outside()
    let error = await failure(
      of: .of("message.forward", test.data), try outside.connector("genesys"))
    #expect(error?.kind == .permanent)
    #expect(error?.message.hasPrefix(test.message) == true, "\(error?.message ?? "")")
    #expect(outside.server.requests().isEmpty)
    await outside.stop()
  }

  private static let files: [(kind: String, mime: String, isTaken: Bool)] = [
    ("image", "image/jpeg", true), ("image", "IMAGE/PNG; q=1", true), ("audio", "audio/mp4", false),
    ("file", "application/pdf", true), ("file", "application/zip", false),
  ]

  /// What the integration's profile of supported content does not hold is not even sent.
  @Test func onlySupportedFilesAreSent() async throws {
    let outside = try Outside()
    let connector = try outside.connector(
      "genesys", ["mimeTypes": ["image/*", "application/pdf"]])
    for (number, file) in Self.files.enumerated() {
      let data: JSONValue = [
        "from": "9", "messageId": .string("m\(number)"),
        "attachment": [
          "kind": .string(file.kind), "url": "https://x.example/a", "mime": .string(file.mime),
        ],
      ]
      let error = await failure(of: .of("message.forward", data), connector)
      #expect((error == nil) == file.isTaken, "\(file): \(error?.message ?? "")")
    }
    let sent = outside.genesys.messages.map { $0.body["content"]?.arrayValue?.first?["attachment"] }
    #expect(sent.map { $0?["mime"] } == ["image/jpeg", "image/png", "application/pdf"])
    await outside.stop()
  }

  /// After a crash during the call nobody can tell: it is not made again before a person says so.
  @Test func aCrashDuringTheCallIsShownToAPerson() async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys")
    let kept = KeptProgress()
    let data: JSONValue = ["from": "9", "messageId": "m", "text": "x"]
    try kept.next().save(["begun": true])
    let error = await failure(of: .of("message.forward", data, progress: kept.next()), connector)
    #expect(error?.kind == .ambiguous)
    #expect(outside.genesys.messages.isEmpty)
    _ = try await connector.deliver(.of("message.forward", data, progress: kept.next()))
    #expect(outside.genesys.messages.count == 1)
    await outside.stop()
  }

  @Test func namesTheOperationsItKnows() async throws {
    let outside = try Outside()
    let error = await failure(of: .of("message.foward", [:]), try outside.connector("genesys"))
    #expect(error?.kind == .permanent)
    #expect(
      error?.message.hasPrefix(
        "\"it\" cannot do message.foward (did you mean \"message.forward\"?); it knows message.forward, "
      ) == true, "\(error?.message ?? "")")
    await outside.stop()
  }

  @Test func attributesAreFewTexts() async throws {
    let outside = try Outside()
    let long = String(repeating: "👩‍👩‍👧‍👦", count: 200)
    _ = try await outside.connector("genesys").deliver(
      .of(
        "message.forward",
        [
          "from": "9", "messageId": "m", "text": "x",
          "attributes": ["long": .string(long), "short": "kept", "yes": true, "list": ["a", 1]],
        ]))
    let attributes =
      outside.genesys.messages.first?.body["channel"]?["metadata"]?["customAttributes"] ?? .null
    #expect(attributes["short"] == "kept")
    #expect(attributes["yes"] == "true")
    #expect(attributes["list"] == "[\"a\",1]")
    let cut = attributes["long"]?.stringValue ?? ""
    #expect(long.hasPrefix(cut) && cut.count == 74)
    let size = (attributes.objectValue ?? []).reduce(0) {
      $0 + $1.name.utf8.count + ($1.value.stringValue?.utf8.count ?? 0)
    }
    #expect(size <= 1900)
    await outside.stop()
  }

  // MARK: What goes wrong

  private struct TroubleCase: Sendable, CustomTestStringConvertible {
    var name: String
    var event: String = "message.forward"
    var fault: StandinFault
    var kind: DeliveryError.Kind
    /// How many messages Genesys has afterwards.
    var stored: Int
    var testDescription: String { "\(name) \(event)" }
  }

  private static let trouble = [
    TroubleCase(
      name: "429 with seconds", fault: StandinFault(.status(429, retryAfter: "7")),
      kind: .retryable(after: 7), stored: 0),
    TroubleCase(
      name: "429 without seconds", fault: StandinFault(.status(429)),
      kind: .retryable(after: nil), stored: 0),
    TroubleCase(
      name: "429 with a date that has passed",
      fault: StandinFault(.status(429, retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT")),
      kind: .retryable(after: 0), stored: 0),
    TroubleCase(
      name: "500", fault: StandinFault(.status(500)), kind: .retryable(after: nil), stored: 0),
    TroubleCase(
      name: "503", fault: StandinFault(.status(503)), kind: .retryable(after: nil), stored: 0),
    TroubleCase(name: "400", fault: StandinFault(.status(400)), kind: .permanent, stored: 0),
    TroubleCase(name: "404", fault: StandinFault(.status(404)), kind: .permanent, stored: 0),
    TroubleCase(
      name: "a redirect", fault: StandinFault(.status(302)), kind: .permanent, stored: 0),
    TroubleCase(
      name: "no answer after success", fault: StandinFault(.hang), kind: .ambiguous, stored: 1),
    TroubleCase(
      name: "the line is cut after success", fault: StandinFault(.dropped), kind: .ambiguous,
      stored: 1),
    TroubleCase(
      name: "no answer", event: "receipt.send", fault: StandinFault(.dropped),
      kind: .retryable(after: nil), stored: 0),
  ]

  @Test(arguments: trouble) private func tellsWhatAnotherAttemptMeans(
    _ test: TroubleCase
  ) async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys", ["timeoutSeconds": 1])
    outside.server.fail("genesys", test.fault)
    let data: JSONValue =
      test.event == "receipt.send"
      ? ["id": "g", "to": "9", "status": "Delivered"]
      : ["from": "9", "messageId": "m", "text": "x"]
    let error = await failure(of: .of(test.event, data), connector)
    #expect(error?.kind == test.kind)
    #expect(error?.message.contains("genesys-secret") == false)
    #expect(outside.genesys.messages.count == test.stored)
    await outside.stop()
  }

  @Test func aRefusedConnectionIsTriedAgain() async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys")
    _ = try await connector.deliver(.of("typing.send", ["from": "9"]))
    await outside.server.refuseConnections()
    let error = await failure(of: .of("typing.send", ["from": "9"]), connector)
    #expect(error?.kind == .retryable(after: nil))
  }

  // MARK: Tokens

  @Test func oneTokenServesManyAndIsReplacedOnce() async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys")
    func sendMany() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask { _ = try await connector.deliver(.of("typing.send", ["from": "9"])) }
        }
        try await group.waitForAll()
      }
    }
    try await sendMany()
    #expect(outside.genesys.tokenCount == 1)
    outside.genesys.expireTokens()
    try await sendMany()
    #expect(outside.genesys.tokenCount == 2)
    #expect(outside.genesys.events.count == 16)
    await outside.stop()
  }

  @Test func aSecondRefusalOfATokenIsFinal() async throws {
    let outside = try Outside()
    outside.server.fail("genesys", StandinFault(.status(401), count: 2))
    let error = await failure(
      of: .of("typing.send", ["from": "9"]), try outside.connector("genesys"))
    #expect(error?.kind == .permanent)
    #expect(outside.genesys.tokenCount == 2)
    await outside.stop()
  }

  @Test func aWrongSecretIsSaid() async throws {
    let outside = try Outside()
    let connector = try outside.connector("genesys", ["clientSecret": "env:IG_TOKEN"])
    let error = await failure(of: .of("typing.send", ["from": "9"]), connector)
    #expect(error?.kind == .permanent)
    #expect(error?.message.contains("invalid_client") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("instagram-token") == false)
    await outside.stop()
  }
}
