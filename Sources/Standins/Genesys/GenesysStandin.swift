public import HTTP
public import JSON
import Synchronization

/// Genesys Cloud: the token endpoint, open messaging, routing priority, social ingestion.
///
/// It knows the integration `integration-1`, the topic `topic-1` with the rule `rule-1`, and the client
/// `genesys-client` with the secret `genesys-secret`. A conversation that ended is taken up again by a message within
/// 72 hours of the stand-ins' clock. Agents and bots write through `reply`.
public final class GenesysStandin: Standin {
  /// What it stores of a message.
  public struct Message: Sendable, Hashable {
    /// Genesys's id.
    public var id: String
    /// The sender's id of it.
    public var messageID: String?
    /// The body as it came.
    public var body: JSONValue
    /// The conversation it joined.
    public var conversation: String
  }

  struct Conversation {
    var customer: String
    var priority = 0
    var isQueued = true
    /// When it ended, in milliseconds since 1970.
    var ended: Int64?
    var attributes: [JSONMember] = []
    /// What was said, oldest first.
    var lines: [Line] = []
  }

  /// A line of a conversation, as an agent sees it.
  struct Line {
    /// Genesys's id of it.
    var id: String
    /// `Customer`, `Human` or `Bot`.
    var by: String
    var text: String
    /// The status of the receipt and its reason, for what went out.
    var receipt: String?
  }

  struct State {
    var messages: [Message] = []
    var conversations: [String: Conversation] = [:]
    var receipts: [JSONValue] = []
    var events: [JSONValue] = []
    var comments: [JSONValue] = []
    var count = 0
    var tokenSeconds = 86_399
    var subscription: StandinSubscription?
    /// Between the attempts to post an event.
    var pause = Duration.seconds(5)
  }

  /// How long after its end a conversation is taken up again, in milliseconds.
  static let threading: Int64 = 72 * 3_600_000

  /// The name in its path.
  public let name: String
  let clock: StandinClock
  let state = Mutex(State())
  private let desk = TokenDesk("genesys")

  /// Makes the system.
  public init(_ name: String = "genesys", clock: StandinClock = StandinClock()) {
    self.name = name
    self.clock = clock
  }

  // MARK: What it was told

  /// The messages into conversations, in order.
  public var messages: [Message] { state.withLock { $0.messages } }
  /// The receipts, in order.
  public var receipts: [JSONValue] { state.withLock { $0.receipts } }
  /// The typing events, in order.
  public var events: [JSONValue] { state.withLock { $0.events } }
  /// The public comments, in order.
  public var comments: [JSONValue] { state.withLock { $0.comments } }
  /// How many tokens it gave.
  public var tokenCount: Int { desk.count }
  /// The priority of a conversation; nil for one that is not there.
  public func priority(of conversation: String) -> Int? {
    state.withLock { $0.conversations[conversation]?.priority }
  }

  /// The conversation that a customer's last message is in.
  public func conversation(of customer: String) -> String? {
    messages.last { $0.body["channel"]?["from"]?["id"]?.stringValue == customer }?.conversation
  }

  /// An agent takes a conversation: it waits in no queue any more.
  public func connect(_ conversation: String) {
    state.withLock { $0.conversations[conversation]?.isQueued = false }
  }

  /// Tokens given from now on are valid for so long.
  public func setTokenLife(seconds: Int) { state.withLock { $0.tokenSeconds = seconds } }

  /// Forgets everything.
  public func reset() {
    state.withLock { $0 = State() }
    desk.expire()
  }

  /// Forgets the tokens it gave.
  public func expireTokens() { desk.expire() }

  /// Genesys's error body.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    let code =
      switch status.code {
      case 401: "authentication.required"
      case 404: "not.found"
      case 409: "conflict"
      case 429: "too.many.requests"
      case 500...599: "internal.server.error"
      default: "bad.request"
      }
    return Self.error(status, code, "asked for by the test")
  }

  // MARK: Calls

  /// Carries the call out.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.line == "POST /oauth/token" { return token(call) }
    guard desk.holder(of: call.request.bearerToken) != nil else {
      return Self.error(.unauthorized, "bad.credentials", "Invalid login credentials.")
    }
    guard call.isJSON, let body = call.json else {
      return Self.error(.unsupportedMediaType, "bad.content.type", "expected application/json")
    }
    guard call.path.starts(with: ["api", "v2"]) else { return Self.notFound(call) }
    let path = Array(call.path.dropFirst(2))
    if path.starts(with: ["conversations", "messages"]) {
      return conversations(call, Array(path.dropFirst(2)), body)
    }
    switch (call.method, path.first, path.count) {
    case ("PATCH", "routing", 3): return prioritise(path[2], body)
    case ("POST", "socialmedia", _): return listen(call, path, body)
    default: return Self.notFound(call)
    }
  }

  private func token(_ call: StandinCall) -> HTTPResponse {
    guard call.header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") == true else {
      return .json(
        ["error": "invalid_request", "error_description": "the body is no form"],
        status: .badRequest)
    }
    let expected = Signing.base64(Array("genesys-client:genesys-secret".utf8))
    guard call.header("Authorization") == "Basic \(expected)" else {
      return .json(
        ["error": "invalid_client", "description": "authentication failed"], status: .badRequest)
    }
    guard call.form["grant_type"] == "client_credentials" else {
      return .json(["error": "unsupported_grant_type"], status: .badRequest)
    }
    let seconds = state.withLock { $0.tokenSeconds }
    return .json([
      "access_token": .string(desk.issue(to: "app", seconds: seconds)), "token_type": "bearer",
      "expires_in": .number(String(seconds)),
    ])
  }

  private func conversations(
    _ call: StandinCall, _ path: [String], _ body: JSONValue
  ) -> HTTPResponse {
    switch (call.method, path) {
    case ("POST", ["inbound", "open"]):
      guard body["channel"]?["platform"] == "Open", body["channel"]?["type"] == "Private",
        body["direction"] == "Inbound", body["type"] == "Text"
      else { return Self.malformed("platform, type or direction is missing") }
      return inbound(call, integration: body["channel"]?["to"]?["id"]?.stringValue, body)
    case ("POST", ["agentless"]): return agentless(body)
    case ("PATCH", _) where path.count == 1: return end(path[0], body)
    case ("PATCH", _) where path.count == 4 && path[3] == "attributes":
      return attributes(path[0], body)
    default: break
    }
    guard call.method == "POST", path.count >= 4, path[1] == "inbound", path[2] == "open" else {
      return Self.notFound(call)
    }
    switch path.dropFirst(3).joined(separator: "/") {
    case "message": return inbound(call, integration: path[0], body)
    case "event":
      if let fault = Self.fault(ofSender: body["channel"]) { return fault }
      guard body["events"]?.arrayValue?.first?["eventType"] == "Typing" else {
        return Self.malformed("eventType is none of Typing")
      }
      state.withLock { $0.events.append(body) }
      return .json(["id": .string(Signing.randomID())], status: .accepted)
    case "receipt": return receipt(body)
    case "structured/response":
      if let fault = Self.fault(ofSender: body["channel"]) { return fault }
      guard ["Button", "QuickReply", "DatePicker"].contains(body["buttonResponse"]?["type"]) else {
        return Self.malformed("buttonResponse.type")
      }
      return inbound(
        call, integration: path[0], body.setting("text", body["buttonResponse"]?["text"] ?? .null))
    default: return Self.notFound(call)
    }
  }

  // MARK: Messages

  private func inbound(
    _ call: StandinCall, integration: String?, _ body: JSONValue
  ) -> HTTPResponse {
    guard integration == "integration-1" else {
      return Self.error(.notFound, "not.found", "no integration \(integration ?? "")")
    }
    if let fault = Self.fault(ofSender: body["channel"]) { return fault }
    for member in body["metadata"]?.objectValue ?? [] where member.value.stringValue == nil {
      return Self.malformed("metadata holds an object")
    }
    for member in body["channel"]?["metadata"]?["customAttributes"]?.objectValue ?? []
    where member.value.stringValue == nil {
      return Self.malformed("customAttributes holds what is no text")
    }
    for item in body["content"]?.arrayValue ?? [] {
      let attachment = item["attachment"]
      guard ["Image", "Video", "Audio", "File", "Link"].contains(attachment?["mediaType"]),
        attachment?["url"]?.stringValue?.isEmpty == false,
        attachment?["mime"]?.stringValue?.contains("/") == true
      else { return Self.malformed("an attachment lacks mediaType, url or mime") }
    }
    guard body["text"]?.stringValue?.isEmpty == false || body["content"] != nil else {
      return Self.malformed("neither text nor content")
    }
    let message = store(body)
    var answer: JSONValue = [
      "id": .string(message.id),
      "channel": [
        "platform": "Open", "type": "Private", "to": ["id": .string(integration ?? "")],
        "messageId": message.messageID.map(JSONValue.string) ?? .null,
      ], "type": "Text", "text": body["text"] ?? .null,
    ]
    if call.request.query("prefetchConversationId") == "true" {
      answer = answer.setting("conversationId", .string(message.conversation))
    }
    return .json(answer)
  }

  /// A message joins the customer's conversation, or begins one.
  private func store(_ body: JSONValue) -> Message {
    let customer = body["channel"]?["from"]?["id"]?.stringValue ?? ""
    let now = clock.milliseconds
    return state.withLock { state in
      state.count += 1
      let known = state.conversations.first { entry in
        entry.value.customer == customer
          && entry.value.ended.map { now - $0 <= Self.threading } ?? true
      }?.key
      let id = known ?? "conversation-\(state.conversations.count + 1)"
      var conversation = state.conversations[id] ?? Conversation(customer: customer)
      if conversation.ended != nil {
        // Taken up again, it waits in its queue anew.
        conversation.ended = nil
        conversation.isQueued = true
      }
      let message = Message(
        id: "genesys-\(state.count)", messageID: body["channel"]?["messageId"]?.stringValue,
        body: body, conversation: id)
      let attachment = body["content"]?.arrayValue?.first?["attachment"]
      let text = body["text"]?.stringValue ?? attachment?["url"]?.stringValue ?? ""
      conversation.lines.append(Line(id: message.id, by: "Customer", text: text))
      state.conversations[id] = conversation
      state.messages.append(message)
      return message
    }
  }

  private func receipt(_ body: JSONValue) -> HTTPResponse {
    guard body["id"]?.stringValue?.isEmpty == false,
      body["channel"]?["to"]?["id"]?.stringValue?.isEmpty == false,
      Self.isTime(body["channel"]?["time"]),
      ["Sent", "Delivered", "Failed", "Published", "Removed"].contains(body["status"])
    else { return Self.malformed("id, channel.to.id, channel.time or status is missing") }
    let reason = body["reasons"]?.arrayValue?.first?["code"]?.stringValue
    let receipt = [body["status"]?.stringValue, reason].compactMap { $0 }.joined(separator: " ")
    state.withLock { state in
      state.receipts.append(body)
      for (id, conversation) in state.conversations {
        for place in conversation.lines.indices
        where conversation.lines[place].id == body["id"]?.stringValue {
          state.conversations[id]?.lines[place].receipt = receipt
        }
      }
    }
    return .json(["id": body["id"] ?? .null], status: .accepted)
  }

  private func agentless(_ body: JSONValue) -> HTTPResponse {
    guard body["fromAddress"] == "integration-1", body["toAddressMessengerType"] == "open",
      body["toAddress"]?.stringValue?.isEmpty == false,
      body["textBody"]?.stringValue?.isEmpty == false
    else { return Self.malformed("fromAddress, toAddress or textBody") }
    return .json(["id": .string(Signing.randomID()), "conversationId": "conversation-agentless"])
  }

  private func prioritise(_ id: String, _ body: JSONValue) -> HTTPResponse {
    guard let priority = body["priority"]?.intValue,
      (-25_000_000...25_000_000).contains(priority)
    else { return Self.malformed("priority") }
    return state.withLock { state in
      guard let conversation = state.conversations[id] else {
        return Self.error(.notFound, "not.found", "no conversation \(id)")
      }
      guard conversation.isQueued, conversation.ended == nil else {
        return Self.error(.conflict, "conflict", "the conversation waits in no queue")
      }
      state.conversations[id]?.priority = priority
      return .json(["priority": .number(String(priority))])
    }
  }

  private func attributes(_ id: String, _ body: JSONValue) -> HTTPResponse {
    guard let attributes = body["attributes"]?.objectValue,
      attributes.allSatisfy({ $0.value.stringValue != nil })
    else { return Self.malformed("attributes") }
    return state.withLock { state in
      guard state.conversations[id] != nil else {
        return Self.error(.notFound, "not.found", "no conversation \(id)")
      }
      state.conversations[id]?.attributes += attributes
      return .json(["attributes": .object(attributes)])
    }
  }

  private func end(_ id: String, _ body: JSONValue) -> HTTPResponse {
    guard body["state"] == "disconnected" else { return Self.malformed("state") }
    let now = clock.milliseconds
    return state.withLock { state in
      guard state.conversations[id] != nil else {
        return Self.error(.notFound, "not.found", "no conversation \(id)")
      }
      state.conversations[id]?.ended = now
      return .json(["id": .string(id)], status: .accepted)
    }
  }

  private func listen(_ call: StandinCall, _ path: [String], _ body: JSONValue) -> HTTPResponse {
    let expected = [
      "socialmedia", "topics", "topic-1", "dataingestionrules", "open", "rule-1",
    ]
    guard path.starts(with: expected), path.last == "bulk", path.count == 8 else {
      return Self.notFound(call)
    }
    guard let items = body.arrayValue else { return Self.malformed("the body is no array") }
    for item in items where path[6] == "messages" {
      if let fault = Self.fault(ofSender: item["channel"], needsType: false) { return fault }
      guard item["channel"]?["messageId"]?.stringValue?.isEmpty == false,
        item["channel"]?["publicMetadata"]?["rootId"]?.stringValue?.isEmpty == false
      else { return Self.malformed("messageId or publicMetadata.rootId is missing") }
    }
    state.withLock { $0.comments += items }
    return .json(.array(items.map { ["id": $0["channel"]?["messageId"] ?? .null] }))
  }

  // MARK: Checks

  private static func fault(ofSender channel: JSONValue?, needsType: Bool = true) -> HTTPResponse? {
    guard let channel, channel.objectValue != nil else { return malformed("channel is missing") }
    guard channel["from"]?["id"]?.stringValue?.isEmpty == false else {
      return malformed("channel.from.id is missing")
    }
    if needsType, !["Email", "Phone", "Opaque"].contains(channel["from"]?["idType"]) {
      return malformed("channel.from.idType is missing")
    }
    return isTime(channel["time"]) ? nil : malformed("channel.time is missing")
  }

  private static func isTime(_ value: JSONValue?) -> Bool {
    guard let text = value?.stringValue else { return false }
    return text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z/) != nil
  }

  private static func malformed(_ detail: String) -> HTTPResponse {
    error(
      .badRequest, "bad.request",
      "The request could not be understood by the server due to malformed syntax. (\(detail))")
  }

  private static func notFound(_ call: StandinCall) -> HTTPResponse {
    error(.notFound, "not.found", "there is nothing at \(call.line)")
  }

  private static func error(
    _ status: HTTPStatus, _ code: String, _ message: String
  ) -> HTTPResponse {
    .json(
      [
        "message": .string(message), "code": .string(code),
        "status": .number(String(status.code)), "messageParams": [:],
        "contextId": .string(Signing.randomID()), "details": [], "errors": [],
      ], status: status)
  }
}
