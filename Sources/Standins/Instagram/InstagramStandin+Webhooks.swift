public import HTTP
public import JSON
import Synchronization

extension InstagramStandin {
  // MARK: Form

  /// As Meta writes it: everything but ASCII as lower-case `\u`, the slash as `\/`.
  public func webhookBody(_ event: JSONValue) -> [UInt8] {
    var text = ""
    for unit in event.text.utf16 {
      if unit == UInt16(UInt8(ascii: "/")) {
        text += "\\/"
      } else if unit < 0x80 {
        text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      } else {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return Array(text.utf8)
  }

  /// The signature is in hexadecimal digits, over the bytes as they are sent.
  public func webhookHeaders(_ body: [UInt8], secret: String, id: String) -> HTTPHeaders {
    let code = Signing.hexadecimal(Signing.sha256(body, key: Array(secret.utf8)))
    return ["Content-Type": "application/json", "X-Hub-Signature-256": "sha256=\(code)"]
  }

  // MARK: Subscription

  /// Subscribes an address to what happens, as the dashboard of an app does: by the handshake first.
  ///
  /// - Parameters:
  ///   - url: Where events are posted.
  ///   - secret: The app's secret, by which they are signed.
  ///   - verifyToken: What the handshake brings.
  /// - Returns: Nil when the address answered with the challenge, else what it answered.
  public func subscribe(
    to url: String, secret: String, verifyToken: String
  ) async -> StandinWebhook.Answer? {
    let challenge = "1158201444"
    let query = [
      "hub.mode=subscribe", "hub.challenge=\(challenge)",
      "hub.verify_token=\(PercentEncoding.encode(verifyToken))",
    ].joined(separator: "&")
    let answer: StandinWebhook.Answer
    do throws(HTTPClientError) {
      let response = try await HTTPClient().send(HTTPCall(.get, "\(url)?\(query)"))
      answer = StandinWebhook.Answer(status: response.status.code, text: response.bodyText)
    } catch {
      answer = StandinWebhook.Answer(status: nil, text: "\(error)")
    }
    guard answer.status == 200, answer.text == challenge else { return answer }
    state.withLock { $0.subscription = StandinSubscription(url: url, secret: secret) }
    return nil
  }

  // MARK: What happens

  /// Notes who wrote and who commented, and when.
  public func happened(_ event: JSONValue) {
    let now = clock.milliseconds
    for entry in event["entry"]?.arrayValue ?? [] {
      for item in (entry["messaging"]?.arrayValue ?? []) + (entry["standby"]?.arrayValue ?? []) {
        let message = item["message"]
        guard let customer = item["sender"]?["id"]?.stringValue, message?["is_echo"] != true,
          message?["is_deleted"] != true, message != nil || item["postback"] != nil
        else { continue }
        let time = item["timestamp"]?.intValue.map(Int64.init) ?? now
        state.withLock { state in
          state.lastWritten[customer] = max(state.lastWritten[customer] ?? time, time)
        }
      }
      for change in entry["changes"]?.arrayValue ?? [] {
        guard let id = change["value"]?["id"]?.stringValue else { continue }
        let time = entry["time"]?.intValue.map { Int64($0) * 1000 } ?? now
        state.withLock { $0.comments[id] = time }
      }
    }
  }

  /// A customer writes: the message is noted, and posted to who subscribed.
  ///
  /// - Parameters:
  ///   - customer: Who writes.
  ///   - text: What; nil for what has no words.
  ///   - more: Further members of `message`, such as `attachments`.
  /// - Returns: The message's id, and what the receiver answered to each attempt.
  public func customer(
    _ customer: String, writes text: String?, _ more: JSONValue = [:]
  ) async -> (mid: String, answers: [StandinWebhook.Answer]) {
    let number = state.withLock { state in
      state.written += 1
      return state.written
    }
    var message: JSONValue = ["mid": .string("m-\(number)")]
    if let text { message = message.setting("text", .string(text)) }
    message = message.merged(with: more)
    let answers = await post(item(message, from: customer, to: Self.account))
    return (message["mid"]?.stringValue ?? "", answers)
  }

  /// A customer takes a message back.
  public func customer(_ customer: String, unsends mid: String) async -> [StandinWebhook.Answer] {
    await post(
      item(["mid": .string(mid), "is_deleted": true], from: customer, to: Self.account))
  }

  /// What the account sent comes back as an event.
  func echo(_ message: Message) {
    guard state.withLock({ $0.subscription }) != nil else { return }
    let content = message.body.setting("mid", .string(message.id)).setting("is_echo", true)
    let event = item(content, from: Self.account, to: message.recipient)
    Task { _ = await post(event) }
  }

  private func item(_ message: JSONValue, from sender: String, to recipient: String) -> JSONValue {
    [
      "sender": ["id": .string(sender)], "recipient": ["id": .string(recipient)],
      "timestamp": .number(String(clock.milliseconds)), "message": message,
    ]
  }

  /// Posts an item until it is answered with 2xx, six times at most; `entry.time` is that of the attempt.
  private func post(_ item: JSONValue) async -> [StandinWebhook.Answer] {
    func event() -> JSONValue {
      [
        "object": "instagram",
        "entry": [
          [
            "id": .string(Self.account), "time": .number(String(clock.milliseconds)),
            "messaging": [item],
          ]
        ],
      ]
    }
    happened(event())
    var answers: [StandinWebhook.Answer] = []
    for attempt in 0..<6 {
      // Meta goes on for 36 hours, ever more slowly; here time is short.
      if attempt > 0 { try? await Task.sleep(for: .milliseconds(100 << attempt)) }
      guard let subscription = state.withLock({ $0.subscription }) else { break }
      let webhook = StandinWebhook(
        to: subscription.url, event(), from: self, secret: subscription.secret)
      answers += await webhook.send()
      if let status = answers.last?.status, HTTPStatus(status).isSuccess { break }
    }
    state.withLock { $0.answers += answers }
    return answers
  }

  /// What the receivers answered to the events so far.
  public var answers: [StandinWebhook.Answer] { state.withLock { $0.answers } }

  // MARK: Refusals

  /// The next calls are refused with an error of Meta's.
  public func refuse(_ code: Int, _ subcode: Int? = nil, _ message: String, count: Int = 1) {
    let refusal = Self.error(code, subcode, message)
    state.withLock { $0.refusals += Array(repeating: refusal, count: count) }
  }

  // MARK: Control

  /// `POST subscribe`, `writes`, `unsends`, `refuse`; `GET messages`.
  public func control(_ line: String, _ body: JSONValue) async -> HTTPResponse? {
    switch line {
    case "POST subscribe":
      guard let wanted = StandinSubscription(body) else {
        return .problem(.badRequest, "expected url, secret and verifyToken")
      }
      let fault = await subscribe(
        to: wanted.url, secret: wanted.secret,
        verifyToken: body["verifyToken"]?.stringValue ?? "")
      guard let fault else { return HTTPResponse(.noContent) }
      return .problem(.badRequest, "the handshake was answered with \(fault.shown.text)")
    case "POST writes":
      guard let from = body["from"]?.stringValue else {
        return .problem(.badRequest, "expected from, text and message, further members of it")
      }
      let sent = await customer(
        from, writes: body["text"]?.stringValue, body["message"] ?? [:])
      return .json(["mid": .string(sent.mid), "answers": sent.answers.shown])
    case "POST unsends":
      guard let from = body["from"]?.stringValue, let mid = body["mid"]?.stringValue else {
        return .problem(.badRequest, "expected from and mid")
      }
      return .json(["answers": await customer(from, unsends: mid).shown])
    case "POST refuse":
      guard let code = body["code"]?.intValue else {
        return .problem(.badRequest, "expected code, subcode, message and count")
      }
      refuse(
        code, body["subcode"]?.intValue, body["message"]?.stringValue ?? "asked for by the test",
        count: min(max(body["count"]?.intValue ?? 1, 1), 1000))
      return HTTPResponse(.noContent)
    case "GET messages":
      return .json(
        .array(
          messages.map { message in
            [
              "id": .string(message.id), "to": .string(message.recipient),
              "text": message.body["text"] ?? .null,
              "tag": message.tag.map(JSONValue.string) ?? .null,
            ]
          }))
    default: return nil
    }
  }
}
