import HTTP
public import JSON

/// Delivers to Instagram: messages, private replies, posts, and questions about accounts.
public struct InstagramConnector: OperationConnector {
  let graph: GraphAPI
  /// The id of the account that sends, or `me`.
  let account: String
  /// Whether the app may send late replies that people wrote.
  let mayTagHumanAgent: Bool
  /// How long to wait between two looks at a post that Instagram still prepares.
  let pollWait: Duration

  /// Instagram knows no idempotency keys.
  public var countsIdempotencyKeys: Bool { false }

  /// The conversation with the customer tells.
  public var canLookUp: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; its data have Meta's `code` and `subcode`, `receiptReason` for the agent, and
  ///   for messages `sentParts`.
  public func perform(
    _ operation: InstagramOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    do throws(DeliveryError) {
      switch operation {
      case .sendMessage:
        try InstagramWindow.check(
          fields, sentAt: delivery.sentAt, mayTagHumanAgent: mayTagHumanAgent)
        return try await send(InstagramMessage(fields), delivery.progress)
      case .react: return try await react(fields)
      case .sendPrivateReply: return try await replyInPrivate(fields, delivery)
      case .replyToComment:
        return try await graph.call(
          .post, [try fields.required("commentId"), "replies"],
          body: .json(["message": .string(try fields.required("text"))]))
      case .publish: return try await publish(InstagramPost(fields), delivery.progress)
      case .getProfile: return try await profile(of: try fields.required("igsid"))
      case .getPartner: return try await partner(try fields.required("username"))
      }
    } catch {
      // Code 1 is mostly a missing permission: a few attempts tell.
      guard error.data["code"] == 1, delivery.attempt >= 3 else { throw error }
      throw DeliveryError(.permanent, error.message, data: error.data)
    }
  }

  /// Looks into the conversation for a message whose sending ended without an answer.
  ///
  /// - Throws: `DeliveryError` when Instagram cannot be asked.
  public func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer {
    let fields = OperationFields(delivery.data, of: delivery.event)
    guard delivery.event == InstagramOperation.sendMessage.rawValue,
      InstagramOperation.sendMessage.signature.fault(in: delivery.data) == nil
    else { return .unknown }
    let message = try InstagramMessage(fields)
    guard var trace = SentParts(delivery.progress.value) else { return .unknown }
    switch try await resolve(&trace, message, delivery.progress) {
    case .unknown:
      guard delivery.attempt == 1 else { return .unknown }
      // A person has looked, and asks for it to be sent.
      trace.begun = nil
      try delivery.progress.save(trace.json)
      return .notDelivered
    case .known where trace.ids.count == message.parts.count:
      return .delivered(DeliveryReceipt(data: message.result(trace.ids)))
    case .known: return .notDelivered
    }
  }

  // MARK: Small calls

  private func react(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    let reaction = fields["reaction"]
    return try await graph.call(
      .post, [account, "messages"],
      body: .json([
        "recipient": ["id": fields["to"] ?? .null],
        "sender_action": reaction == nil ? "unreact" : "react",
        "payload": JSONValue.context([
          ("message_id", fields["messageId"]), ("reaction", reaction),
        ]),
      ]), isRepeatable: true)
  }

  /// One private reply a comment: a second one is refused, so a lost answer may be tried again.
  private func replyInPrivate(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let text = try fields.required("text")
    guard text.utf8.count <= InstagramMessage.longestPart else {
      throw InstagramMessage.malformed(
        fields, "text", "has \(text.utf8.count) bytes",
        expected: "at most \(InstagramMessage.longestPart), for only one reply is allowed")
    }
    if let written = fields.text("commentedAt").flatMap(InstagramWindow.instant),
      let now = InstagramWindow.instant(delivery.sentAt), now - written > InstagramWindow.late
    {
      throw InstagramWindow.refusal(
        .messageExpired, "the comment is more than 7 days old and cannot be answered in private")
    }
    // After a crash the attempt has the same number: what was begun is kept.
    let mayBeThere = delivery.attempt > 1 || delivery.progress.value["begun"] == true
    if !mayBeThere { try delivery.progress.save(["begun": true]) }
    do throws(DeliveryError) {
      return try await graph.call(
        .post, [account, "messages"],
        body: .json([
          "recipient": ["comment_id": fields["commentId"] ?? .null],
          "message": ["text": .string(text)],
        ]), isRepeatable: true)
    } catch {
      guard mayBeThere, error.data["subcode"] == 2_534_025 else { throw error }
      return ["message_id": .null, "alreadySent": true]
    }
  }

  /// Who a customer is; nothing is known of one who has not consented by writing or tapping.
  private func profile(of igsid: String) async throws(DeliveryError) -> JSONValue {
    let names =
      "name,username,profile_pic,is_verified_user,follower_count,is_user_follow_business,"
      + "is_business_follow_user"
    do throws(DeliveryError) {
      let answer = try await graph.call(.get, [igsid], query: [("fields", names)])
      return .object((answer.objectValue ?? []) + [JSONMember("consent", true)])
    } catch {
      let words = error.data["message"]?.stringValue?.lowercased() ?? ""
      guard words.contains("consent is required") else { throw error }
      let members = names.split(separator: ",").map { JSONMember(String($0), .null) }
      return .object([JSONMember("consent", false)] + members)
    }
  }

  /// How large another professional account is; others cannot be seen.
  private func partner(_ username: String) async throws(DeliveryError) -> JSONValue {
    let isName = username.utf8.allSatisfy { byte in
      (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 46 || byte == 95
    }
    guard isName else {
      throw DeliveryError(
        .permanent, "the field \"username\" of partner.get is no name of an account",
        data: ["field": "username"])
    }
    let fields =
      "business_discovery.username(\(username)){followers_count,media_count,"
      + "media{like_count,comments_count}}"
    let answer = try await graph.call(.get, [account], query: [("fields", fields)])
    let found = answer["business_discovery"] ?? .null
    let posts = found["media"]?["data"]?.arrayValue ?? []
    let reactions = posts.reduce(0.0) { sum, post in
      sum + Double(post["like_count"]?.intValue ?? 0)
        + Double(post["comments_count"]?.intValue ?? 0)
    }
    var rate: JSONValue = .null
    if let followers = found["followers_count"]?.intValue, followers > 0, !posts.isEmpty {
      let share = reactions / Double(posts.count) / Double(followers)
      rate = .number(String((share * 10_000).rounded() / 10_000))
    }
    return [
      "followers": found["followers_count"] ?? .null, "mediaCount": found["media_count"] ?? .null,
      "engagementRate": rate,
    ]
  }
}
