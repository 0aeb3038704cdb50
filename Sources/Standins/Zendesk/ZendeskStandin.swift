public import HTTP
public import JSON
import Synchronization

/// Zendesk's tickets: `Idempotency-Key`, comments, closed tickets, redaction.
public final class ZendeskStandin: Standin {
  private struct State {
    var tickets: [Int: JSONValue] = [:]
    var comments: [Int: [JSONValue]] = [:]
    var count = 35_435
  }

  private static let names: Set = [
    "subject", "comment", "priority", "external_id", "tags", "custom_fields", "group_id", "status",
    "via_followup_source_id", "type", "assignee_id", "requester",
  ]

  /// The name in its path.
  public let name = "zendesk"
  private let state = Mutex(State())
  private let memory = IdempotencyMemory()

  /// A system without tickets.
  public init() {}

  /// The tickets, oldest first.
  public var tickets: [JSONValue] {
    state.withLock { state in state.tickets.keys.sorted().compactMap { state.tickets[$0] } }
  }

  /// The comments of a ticket.
  public func comments(_ ticket: Int) -> [JSONValue] {
    state.withLock { $0.comments[ticket] ?? [] }
  }

  /// The kinds of things.
  public var kinds: [String] { ["tickets", "comments"] }

  /// `tickets`, or the `comments` of all of them.
  public func things(_ kind: String) -> [JSONValue] {
    switch kind {
    case "tickets": tickets
    case "comments":
      state.withLock { state in state.comments.keys.sorted().flatMap { state.comments[$0] ?? [] } }
    default: []
    }
  }

  /// Closes a ticket, as time does.
  public func close(_ ticket: Int) {
    state.withLock { $0.tickets[ticket] = $0.tickets[ticket]?.setting("status", "closed") }
  }

  /// Forgets tickets and keys.
  public func reset() {
    state.withLock { $0 = State() }
    memory.reset()
  }

  /// An error as Zendesk writes it; those of the interface itself are plain text.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    status.code == 429
      ? .text("Rate limit exceeded", status: status)
      : Self.error(status, "RecordInvalid", "Record validation errors")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard let access = call.header("Authorization"), !access.hasSuffix("wrong") else {
      return .json(["error": "Couldn't authenticate you"], status: .unauthorized)
    }
    var path = call.path
    guard path.starts(with: ["api", "v2", path.count > 2 ? path[2] : ""]), path.count >= 3 else {
      return .text("not found", status: .notFound)
    }
    path.removeFirst(2)
    if let last = path.last, last.hasSuffix(".json") {
      path[path.count - 1] = String(last.dropLast(5))
    }
    guard path.first == "tickets" else { return .text("not found", status: .notFound) }
    if call.method == "POST", path.count == 1 { return create(call) }
    return state.withLock { state in
      if call.method == "GET", path.count == 1 {
        let wanted = call.request.query("external_id")
        let found = state.tickets.keys.sorted().compactMap { state.tickets[$0] }
          .filter { wanted == nil || $0["external_id"]?.stringValue == wanted }
        return .json(["tickets": .array(found)])
      }
      guard path.count >= 2, let id = Int(path[1]), let ticket = state.tickets[id] else {
        return .json(["error": "RecordNotFound", "description": "Not found"], status: .notFound)
      }
      switch (call.method, Array(path.dropFirst(2))) {
      case ("GET", ["comments"]): return .json(["comments": .array(state.comments[id] ?? [])])
      case ("PUT", []): return Self.update(id, ticket, call, &state)
      case ("PUT", let rest) where rest.count == 3 && rest[0] == "comments" && rest[2] == "redact":
        return Self.redact(id, rest[1], call, &state)
      default: return .text("not found", status: .notFound)
      }
    }
  }

  private func create(_ call: StandinCall) -> HTTPResponse {
    let key = call.header("Idempotency-Key")
    if let key {
      switch memory.find(key, call) {
      case .replay(var answer):
        answer.headers["x-idempotency-lookup"] = "hit"
        return answer
      case .conflict:
        return Self.error(
          .badRequest, "IdempotentRequestError", "The key was used with other parameters")
      case .new: break
      }
    }
    guard call.isJSON, let ticket = call.json?["ticket"], let members = ticket.objectValue else {
      return Self.error(.badRequest, "InvalidValue", "ticket is missing")
    }
    // The names of properties are case-sensitive: another one is passed over, and so its value is lost.
    if let unknown = members.first(where: { !Self.names.contains($0.name) }) {
      return Self.error(.unprocessableContent, "RecordInvalid", "unknown property \(unknown.name)")
    }
    guard ticket["comment"]?["body"]?.stringValue?.isEmpty == false else {
      return Self.error(
        .unprocessableContent, "RecordInvalid", "Record validation errors",
        ["description": [["description": "Description: cannot be blank", "error": "BlankValue"]]])
    }
    if let priority = ticket["priority"],
      !["urgent", "high", "normal", "low"].contains(priority.stringValue)
    {
      return Self.error(.unprocessableContent, "RecordInvalid", "priority is not valid")
    }
    let made = state.withLock { state -> JSONValue in
      state.count += 1
      let id = state.count
      let made = JSONValue.object(members.filter { $0.name != "comment" })
        .setting("id", .number(String(id))).setting("status", "new")
      state.tickets[id] = made
      Self.add(ticket["comment"] ?? .null, to: id, &state)
      return made
    }
    let answer = HTTPResponse.json(
      ["ticket": made], status: .created,
      headers: [
        "Location": "\(call.base)/api/v2/tickets/\(made["id"]?.text ?? "").json",
        "x-idempotency-lookup": "miss", "X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "699",
      ])
    if let key { memory.keep(key, call, answer) }
    return answer
  }

  private static func update(
    _ id: Int, _ ticket: JSONValue, _ call: StandinCall, _ state: inout State
  ) -> HTTPResponse {
    guard ticket["status"] != "closed" else {
      return error(
        .unprocessableContent, "RecordInvalid", "Record validation errors",
        ["status": [["description": "Status: closed prevents ticket update"]]])
    }
    guard let change = call.json?["ticket"], let members = change.objectValue else {
      return error(.badRequest, "InvalidValue", "ticket is missing")
    }
    let rest = JSONValue.object(members.filter { $0.name != "comment" })
    let new = ticket.merged(with: rest)
    state.tickets[id] = new
    if let comment = change["comment"] { add(comment, to: id, &state) }
    return .json(["ticket": new])
  }

  private static func redact(
    _ id: Int, _ comment: String, _ call: StandinCall, _ state: inout State
  ) -> HTTPResponse {
    guard let text = call.json?["text"]?.stringValue, !text.isEmpty else {
      return error(.badRequest, "InvalidValue", "text is missing")
    }
    guard let place = state.comments[id]?.firstIndex(where: { $0["id"]?.text == comment }),
      let old = state.comments[id]?[place], let body = old["body"]?.stringValue
    else { return .json(["error": "RecordNotFound"], status: .notFound) }
    let mark = String(repeating: "▇", count: text.count)
    let new = old.setting("body", .string(body.replacing(text, with: mark)))
    state.comments[id]?[place] = new
    return .json(["comment": new])
  }

  private static func add(_ comment: JSONValue, to id: Int, _ state: inout State) {
    let count = state.comments[id]?.count ?? 0
    state.comments[id, default: []].append(
      comment.setting("id", .number("\(id)\(count + 1)")))
  }

  private static func error(
    _ status: HTTPStatus, _ word: String, _ description: String, _ details: JSONValue = .null
  ) -> HTTPResponse {
    .json(
      JSONValue.object([
        JSONMember("error", .string(word)), JSONMember("description", .string(description)),
        JSONMember("details", details),
      ]).withoutNulls, status: status)
  }
}
