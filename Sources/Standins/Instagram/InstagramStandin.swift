public import HTTP
public import JSON
import Synchronization

/// Instagram's side of Meta's Graph API, with custom audiences: `/instagram/v25.0/…`.
///
/// It takes the token `instagram-token` for the account `17841400000000001`; `appsecret_proof`, when it comes,
/// must fit the app secret `instagram-app-secret`. Customers are known from their first message on, whether it was
/// posted as a webhook or only told (`customerWrites`); everybody else is unknown. Each message opens the window for
/// 24 hours by the stand-ins' clock.
public final class InstagramStandin: Standin {
  /// A message that the account sent.
  public struct Message: Sendable, Hashable {
    /// Instagram's id.
    public var id: String
    /// The customer, or the comment of a private reply.
    public var recipient: String
    /// The member `message`.
    public var body: JSONValue
    /// The tag, for late answers.
    public var tag: String?
    /// When it was taken, in seconds since 1970, by the machine's clock: callers look it up by their own.
    public var at: Int
  }

  struct Container {
    var looks = 0
    var status = "IN_PROGRESS"
  }

  struct State {
    /// When each customer wrote last, in milliseconds since 1970.
    var lastWritten: [String: Int64] = [:]
    /// When each comment was written that was posted as a webhook.
    var comments: [String: Int64] = [:]
    var subscription: StandinSubscription?
    /// What the receiver answered to each post of ours.
    var answers: [StandinWebhook.Answer] = []
    var written = 0
    /// What the next calls are refused with.
    var refusals: [HTTPResponse] = []
    var messages: [Message] = []
    var answeredComments: Set<String> = []
    var publicReplies: [JSONValue] = []
    var containers: [String: Container] = [:]
    var published: [String] = []
    var audiences: [String: Set<String>] = ["2385001": [], "2385002": []]
    var flagged: Set<String> = []
    var quota = (used: 0, total: 100)
    var looksUntilFinished = 1
    var brokenMedia: Set<String> = []
    var count = 0
  }

  static let account = "17841400000000001"
  /// How long after a customer's message it may be answered, in milliseconds.
  static let window: Int64 = 86_400_000
  /// How long after it a person may answer.
  static let lateWindow = 7 * window
  private static let token = "instagram-token"
  private static let appSecret = "instagram-app-secret"

  /// The name in its path.
  public let name: String
  let clock: StandinClock
  let state = Mutex(State())
  private let isExpired = Mutex(false)

  /// Makes the system.
  public init(_ name: String = "instagram", clock: StandinClock = StandinClock()) {
    self.name = name
    self.clock = clock
  }

  // MARK: What it was told, and what happens there

  /// What the account sent, in order.
  public var messages: [Message] { state.withLock { $0.messages } }
  /// The answers to comments that everybody reads.
  public var publicReplies: [JSONValue] { state.withLock { $0.publicReplies } }
  /// The containers that were published.
  public var published: [String] { state.withLock { $0.published } }
  /// The hashes in an audience.
  public func members(of audience: String) -> Set<String> {
    state.withLock { $0.audiences[audience] ?? [] }
  }

  /// A customer wrote so long ago: the window is open for 24 hours from then.
  public func customerWrites(_ id: String, hoursAgo: Double = 0) {
    let time = clock.milliseconds - Int64(hoursAgo * 3_600_000)
    state.withLock { $0.lastWritten[id] = time }
  }

  /// An audience takes no changes, or takes them again.
  public func flag(_ audience: String, _ isFlagged: Bool = true) {
    state.withLock { state in
      if isFlagged { state.flagged.insert(audience) } else { state.flagged.remove(audience) }
    }
  }

  /// So many posts of so many were published in the last 24 hours.
  public func setQuota(used: Int, total: Int) { state.withLock { $0.quota = (used, total) } }

  /// How often a container is still being prepared when it is looked at.
  public func setLooks(_ looks: Int) { state.withLock { $0.looksUntilFinished = looks } }

  /// Media at this address cannot be used.
  public func breakMedia(_ url: String) { state.withLock { _ = $0.brokenMedia.insert(url) } }

  /// Forgets everything.
  public func reset() {
    state.withLock { $0 = State() }
    isExpired.withLock { $0 = false }
  }

  /// The token is not valid any more, until `reset`.
  public func expireTokens() { isExpired.withLock { $0 = true } }

  /// Meta's error body.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    switch status.code {
    case 429: Self.error(4, nil, "Application request limit reached", status: status)
    case 401: Self.error(190, nil, "Invalid OAuth access token.", status: .badRequest)
    case 500...599:
      Self.error(2, nil, "An unexpected error has occurred.", status: status)
    default: Self.error(100, nil, "Invalid parameter", status: status)
    }
  }

  // MARK: Calls

  /// Carries the call out.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard let version = call.path.first, version.wholeMatch(of: /v\d+\.\d+/) != nil else {
      return Self.error(2500, nil, "Unknown path components: \(call.line)", status: .notFound)
    }
    if let refusal = state.withLock({ $0.refusals.isEmpty ? nil : $0.refusals.removeFirst() }) {
      return refusal
    }
    guard call.request.bearerToken == Self.token, !isExpired.withLock({ $0 }) else {
      return Self.error(190, 463, "Error validating access token: Session has expired")
    }
    if let proof = call.request.query("appsecret_proof") {
      let code = Signing.hexadecimal(
        Signing.sha256(Array(Self.token.utf8), key: Array(Self.appSecret.utf8)))
      guard proof == code else {
        return Self.error(100, nil, "Invalid appsecret_proof provided in the API argument")
      }
    }
    var path = Array(call.path.dropFirst())
    if path.first == "me" { path[0] = Self.account }
    let fields = call.request.query("fields") ?? ""
    switch (call.method, path.first == Self.account, path.count) {
    case ("POST", true, 2):
      switch path[1] {
      case "messages": return message(call)
      case "media": return container(call)
      case "media_publish": return publish(call)
      default: break
      }
    case ("GET", true, 2):
      if path[1] == "conversations" { return conversations(call) }
      if path[1] == "content_publishing_limit" { return quota() }
    case ("GET", true, 1) where fields.hasPrefix("business_discovery.username("):
      return discovery(fields)
    case ("GET", false, 1): return thing(path[0])
    case ("POST", false, 2) where path[1] == "replies":
      guard let text = call.json?["message"]?.stringValue, !text.isEmpty else {
        return Self.error(100, nil, "The parameter message is required")
      }
      state.withLock {
        $0.publicReplies.append(["comment": .string(path[0]), "text": .string(text)])
      }
      return .json(["id": .string(newID("reply"))])
    case ("POST", false, 2) where path[1] == "users", ("DELETE", false, 2) where path[1] == "users":
      return audience(path[0], call)
    default: break
    }
    return Self.error(100, 33, "Unsupported request: \(call.line)")
  }

  func newID(_ prefix: String) -> String {
    state.withLock { state in
      state.count += 1
      return "\(prefix)-\(state.count)"
    }
  }

  // MARK: Messages

  private func message(_ call: StandinCall) -> HTTPResponse {
    guard call.isJSON, let body = call.json, let recipient = body["recipient"] else {
      return Self.error(100, nil, "The parameter recipient is required")
    }
    if let comment = recipient["comment_id"]?.stringValue {
      if let fault = Self.fault(of: body["message"]) { return fault }
      let now = clock.milliseconds
      let isAllowed = state.withLock { state in
        if let written = state.comments[comment], now - written > Self.lateWindow { return false }
        return state.answeredComments.insert(comment).inserted
      }
      guard isAllowed else {
        return Self.error(100, 2_534_025, "The comment is invalid for a private reply")
      }
      return take(body, to: comment)
    }
    guard let customer = recipient["id"]?.stringValue else {
      return Self.error(100, nil, "The parameter recipient.id is required")
    }
    guard let written = state.withLock({ $0.lastWritten[customer] }) else {
      return Self.error(100, 2_534_014, "The requested user cannot be found.")
    }
    let age = clock.milliseconds - written
    let isTagged = body["messaging_type"] == "MESSAGE_TAG" && body["tag"] == "HUMAN_AGENT"
    guard age <= Self.window || isTagged && age <= Self.lateWindow else {
      return Self.error(
        10, 2_534_022, "This message is sent outside of allowed window.")
    }
    if body["sender_action"] != nil {
      return .json(["recipient_id": .string(customer)])
    }
    if let fault = Self.fault(of: body["message"]) { return fault }
    return take(body, to: customer)
  }

  private func take(_ body: JSONValue, to recipient: String) -> HTTPResponse {
    let id = newID("mid")
    let message = Message(
      id: id, recipient: recipient, body: body["message"] ?? .null, tag: body["tag"]?.stringValue,
      at: GraphTime.now)
    state.withLock { $0.messages.append(message) }
    if body["recipient"]?["id"] != nil { echo(message) }
    return .json(["recipient_id": .string(recipient), "message_id": .string(id)])
  }

  private static func fault(of message: JSONValue?) -> HTTPResponse? {
    guard let message, message.objectValue != nil else {
      return error(100, nil, "The parameter message is required")
    }
    guard (message["text"] == nil) != (message["attachment"] == nil) else {
      return error(100, nil, "Either text or attachment is required")
    }
    if let text = message["text"]?.stringValue, text.isEmpty || text.utf8.count > 1000 {
      return error(100, nil, "Length of param message[text] must be less than or equal to 1000")
    }
    let replies = message["quick_replies"]?.arrayValue ?? []
    let areGood = replies.allSatisfy { reply in
      reply["content_type"] == "text" && (reply["title"]?.stringValue?.count ?? 99) <= 20
        && reply["payload"]?.stringValue?.isEmpty == false
    }
    guard areGood, replies.count <= 13 else {
      return error(100, nil, "Invalid quick replies")
    }
    return nil
  }

  private func conversations(_ call: StandinCall) -> HTTPResponse {
    guard let customer = call.request.query("user_id") else {
      return Self.error(100, nil, "The parameter user_id is required")
    }
    guard state.withLock({ $0.lastWritten[customer] }) != nil else { return .json(["data": []]) }
    return .json(["data": [["id": .string("thread-\(customer)")]]])
  }

  private func thread(with customer: String) -> HTTPResponse {
    let messages = state.withLock { state in
      state.messages.filter { $0.recipient == customer }.suffix(20)
    }
    let list: [JSONValue] = messages.reversed().map { message in
      [
        "id": .string(message.id),
        "created_time": .string(GraphTime.text(message.at)),
        "from": ["id": .string(Self.account), "username": "shop"],
        "message": message.body["text"] ?? "",
      ]
    }
    return .json(["messages": ["data": .array(list)], "id": .string("thread-\(customer)")])
  }

  // MARK: People and posts

  /// A conversation, a container, or a person.
  private func thing(_ id: String) -> HTTPResponse {
    if id.hasPrefix("thread-") { return thread(with: String(id.dropFirst(7))) }
    if id.hasPrefix("container-") { return look(at: id) }
    guard state.withLock({ $0.lastWritten[id] }) != nil else {
      return Self.error(230, nil, "User consent is required to access user profile")
    }
    return .json([
      "id": .string(id), "name": "Jane Döe 👩‍👩‍👧", "username": "jane.d", "profile_pic": nil,
      "is_verified_user": false, "follower_count": 120, "is_user_follow_business": true,
      "is_business_follow_user": false,
    ])
  }

  private func discovery(_ fields: String) -> HTTPResponse {
    guard fields.contains("username(brandpartner)") else {
      return Self.error(110, 2_207_013, "Invalid user id")
    }
    return .json([
      "business_discovery": [
        "followers_count": 1000, "media_count": 2,
        "media": [
          "data": [
            ["like_count": 30, "comments_count": 10], ["like_count": 50, "comments_count": 10],
          ]
        ],
      ]
    ])
  }

  private func quota() -> HTTPResponse {
    let quota = state.withLock { $0.quota }
    return .json([
      "data": [
        [
          "quota_usage": .number(String(quota.used)),
          "config": ["quota_total": .number(String(quota.total)), "quota_duration": 86_400],
        ]
      ]
    ])
  }

  private func container(_ call: StandinCall) -> HTTPResponse {
    let form = call.form
    let url = form["image_url"] ?? form["video_url"]
    guard url != nil || form["media_type"] == "CAROUSEL" && form["children"]?.isEmpty == false
    else {
      return Self.error(100, nil, "Either image_url or video_url is required")
    }
    guard (form["caption"]?.count ?? 0) <= 2200 else {
      return Self.error(100, 2_207_010, "The caption is too long")
    }
    let id = newID("container")
    state.withLock { state in
      var container = Container()
      if let url, state.brokenMedia.contains(url) { container.status = "ERROR" }
      state.containers[id] = container
    }
    return .json(["id": .string(id)])
  }

  private func look(at id: String) -> HTTPResponse {
    let status = state.withLock { state -> String? in
      guard var container = state.containers[id] else { return nil }
      container.looks += 1
      if container.status == "IN_PROGRESS", container.looks > state.looksUntilFinished {
        container.status = "FINISHED"
      }
      state.containers[id] = container
      return container.status
    }
    guard let status else { return Self.error(100, 33, "no container \(id)") }
    let words = status == "ERROR" ? "Error: the media could not be fetched" : status
    return .json(["id": .string(id), "status_code": .string(status), "status": .string(words)])
  }

  private func publish(_ call: StandinCall) -> HTTPResponse {
    guard let id = call.form["creation_id"] else {
      return Self.error(100, nil, "The parameter creation_id is required")
    }
    let isFinished = state.withLock { state in
      guard state.containers[id]?.status == "FINISHED" else { return false }
      state.containers[id]?.status = "PUBLISHED"
      state.published.append(id)
      state.quota.used += 1
      return true
    }
    guard isFinished else { return Self.error(9007, 2_207_027, "Media ID is not available") }
    return .json(["id": .string(newID("media"))])
  }

  // MARK: Audiences

  private func audience(_ id: String, _ call: StandinCall) -> HTTPResponse {
    guard let text = call.form["payload"], let payload = try? JSONValue.parse(text),
      let schema = payload["schema"]?.arrayValue, let rows = payload["data"]?.arrayValue
    else { return Self.error(100, nil, "The parameter payload is required") }
    guard rows.count <= 10_000 else { return Self.error(100, nil, "too many records") }
    let hashes = rows.compactMap { row -> [String]? in
      guard let values = row.arrayValue?.compactMap(\.stringValue), values.count == schema.count
      else { return nil }
      return values.filter { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) }
    }
    return state.withLock { state in
      guard state.audiences[id] != nil else {
        return Self.error(100, 33, "no audience \(id)")
      }
      guard !state.flagged.contains(id) else {
        return Self.error(100, 1_713_230, "The audience is flagged")
      }
      for hash in hashes.flatMap({ $0 }) {
        if call.method == "POST" {
          state.audiences[id]?.insert(hash)
        } else {
          state.audiences[id]?.remove(hash)
        }
      }
      let invalid = rows.count - hashes.count { !$0.isEmpty }
      return .json([
        "audience_id": .string(id), "session_id": "1", "num_received": .number(String(rows.count)),
        "num_invalid_entries": .number(String(invalid)),
      ])
    }
  }

  // MARK: Errors

  static func error(
    _ code: Int, _ subcode: Int?, _ message: String, status: HTTPStatus = .badRequest
  ) -> HTTPResponse {
    var fault: JSONValue = [
      "message": .string(message), "type": "OAuthException", "code": .number(String(code)),
      "fbtrace_id": .string(String(Signing.randomID().prefix(11))),
    ]
    if let subcode { fault = fault.setting("error_subcode", .number(String(subcode))) }
    var response = HTTPResponse.json(["error": fault], status: status)
    if code == 4 || code == 613 {
      response.headers["X-App-Usage"] = #"{"call_count":100,"total_cputime":20,"total_time":30}"#
    }
    return response
  }
}
