public import HTTP
public import JSON
import Synchronization

extension GenesysStandin {
  // MARK: Form

  /// The signature is Base64, under a name that Meta uses for hexadecimal digits.
  public func webhookHeaders(_ body: [UInt8], secret: String, id: String) -> HTTPHeaders {
    let code = Signing.base64(Signing.sha256(body, key: Array(secret.utf8)))
    return [
      "Content-Type": "application/json; charset=utf-8", "X-Hub-Signature-256": "sha256=\(code)",
    ]
  }

  // MARK: Subscription

  /// Sets where outbound notifications go, as the integration is set up; false for a secret of 15 characters or fewer.
  public func subscribe(to url: String, secret: String) -> Bool {
    guard secret.count > 15 else { return false }
    state.withLock { $0.subscription = StandinSubscription(url: url, secret: secret) }
    return true
  }

  /// How long a notification waits that was not taken; Genesys waits 5 seconds.
  public func setPause(_ pause: Duration) { state.withLock { $0.pause = pause } }

  // MARK: Agents

  /// An agent or a bot writes to a customer; an agent holds the conversation from then on.
  ///
  /// - Parameters:
  ///   - customer: Whom it is for.
  ///   - text: What.
  ///   - isBot: Whether no person wrote it.
  ///   - attachment: `mediaType`, `url` and `mime` of a file; nil for none.
  /// - Returns: The message's id, and what the receiver answered to each attempt.
  public func reply(
    to customer: String, _ text: String, isBot: Bool = false, attachment: JSONValue? = nil
  ) async -> (id: String, answers: [StandinWebhook.Answer]) {
    let by = isBot ? "Bot" : "Human"
    let id = state.withLock { state in
      state.count += 1
      let id = "outbound-\(state.count)"
      for (key, conversation) in state.conversations
      where conversation.customer == customer && conversation.ended == nil {
        if !isBot { state.conversations[key]?.isQueued = false }
        state.conversations[key]?.lines.append(Line(id: id, by: by, text: text))
      }
      return id
    }
    var event: JSONValue = [
      "id": .string(id),
      "channel": [
        "id": "integration-1", "platform": "Open", "type": "Private",
        "to": ["id": .string(customer), "idType": "Opaque"],
        "from": ["id": "integration-1", "nickname": "Support"],
        "time": .string(clock.text), "messageId": .string(id),
      ], "type": "Text", "text": .string(text), "originatingEntity": .string(by),
      "direction": "Outbound",
    ]
    if let attachment {
      event = event.setting(
        "content", [["contentType": "Attachment", "attachment": attachment]])
    }
    return (id, await post(event))
  }

  /// Posts an event, and five times more while it times out or is answered with 429 or 5xx; other 4xx are final.
  private func post(_ event: JSONValue) async -> [StandinWebhook.Answer] {
    var answers: [StandinWebhook.Answer] = []
    for attempt in 0..<6 {
      let (subscription, pause) = state.withLock { ($0.subscription, $0.pause) }
      guard let subscription else { break }
      if attempt > 0 { try? await Task.sleep(for: pause) }
      answers += await StandinWebhook(
        to: subscription.url, event, from: self, secret: subscription.secret
      ).send()
      if let status = answers.last?.status, status < 500, status != 429 { break }
    }
    return answers
  }

  // MARK: Control

  /// `POST subscribe`, `replies`, `connect`, `end`; `GET conversations`.
  public func control(_ line: String, _ body: JSONValue) async -> HTTPResponse? {
    switch line {
    case "POST subscribe":
      guard let wanted = StandinSubscription(body),
        subscribe(to: wanted.url, secret: wanted.secret)
      else {
        return .problem(.badRequest, "expected url, and secret of more than 15 characters")
      }
      return HTTPResponse(.noContent)
    case "POST replies":
      guard let customer = body["to"]?.stringValue, let text = body["text"]?.stringValue,
        [nil, "Human", "Bot"].contains(body["by"]?.stringValue)
      else { return .problem(.badRequest, "expected to, text, and by: Human or Bot") }
      let sent = await reply(
        to: customer, text, isBot: body["by"] == "Bot", attachment: body["attachment"])
      return .json(["id": .string(sent.id), "answers": sent.answers.shown])
    case "POST connect", "POST end":
      guard let id = body["conversation"]?.stringValue,
        state.withLock({ $0.conversations[id] != nil })
      else { return .problem(.badRequest, "expected conversation, one that is there") }
      if line == "POST connect" { connect(id) } else { disconnect(id) }
      return HTTPResponse(.noContent)
    case "GET conversations": return .json(.array(shownConversations))
    default: return nil
    }
  }

  /// A conversation ends; a message within 72 hours takes it up again.
  public func disconnect(_ conversation: String) {
    let now = clock.milliseconds
    state.withLock { $0.conversations[conversation]?.ended = now }
  }

  private var shownConversations: [JSONValue] {
    state.withLock { $0.conversations }.sorted { $0.key < $1.key }.map { id, conversation in
      [
        "id": .string(id), "customer": .string(conversation.customer),
        "priority": .number(String(conversation.priority)),
        "isQueued": .boolean(conversation.isQueued), "isOver": .boolean(conversation.ended != nil),
        "lines": .array(
          conversation.lines.map { line in
            [
              "id": .string(line.id), "by": .string(line.by), "text": .string(line.text),
              "receipt": line.receipt.map(JSONValue.string) ?? .null,
            ]
          }),
      ]
    }
  }
}
