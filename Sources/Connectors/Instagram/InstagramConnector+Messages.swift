import Glibc
import HTTP
import JSON

/// Which parts of a message Instagram has, and which one it may have.
struct SentParts: Sendable {
  /// The ids of the parts that were taken.
  var ids: [JSONValue]
  /// When the next part was begun, in seconds since 1970; nil when none is under way.
  var begun: Int?

  /// Reads what an attempt saved; nil for something else.
  init?(_ json: JSONValue) {
    if json.isNull {
      ids = []
      return
    }
    guard let ids = json["sent"]?.arrayValue else { return nil }
    self.ids = ids
    begun = json["begun"]?.intValue
  }

  /// The parts as they are saved.
  var json: JSONValue {
    JSONValue.context([
      ("sent", .array(ids)), ("begun", begun.map { .number(String($0)) }),
    ])
  }
}

extension InstagramConnector {
  /// Whether it is known what became of a part.
  enum Resolution: Sendable {
    case known
    case unknown
  }

  /// Sends the parts that Instagram does not have yet, in order.
  ///
  /// Before each call it is saved that it begins: after a crash nobody could else tell whether the part was
  /// sent, and it is looked for first.
  func send(
    _ message: InstagramMessage, _ progress: DeliveryProgress
  ) async throws(DeliveryError) -> JSONValue {
    guard var trace = SentParts(progress.value), trace.ids.count <= message.parts.count else {
      throw DeliveryError(.permanent, "Instagram: what was sent so far cannot be read")
    }
    if trace.begun != nil, case .unknown = try await resolve(&trace, message, progress) {
      throw unknown(trace)
    }
    for part in message.parts.dropFirst(trace.ids.count) {
      trace.begun = time(nil)
      try progress.save(trace.json)
      do throws(DeliveryError) {
        let answer = try await graph.call(
          .post, [account, "messages"], body: .json(message.body(of: part)))
        trace.ids.append(answer["message_id"] ?? .null)
      } catch {
        if error.kind != .ambiguous {
          trace.begun = nil
          try progress.save(trace.json)
        }
        throw Self.adding(trace.ids.count, to: error)
      }
      trace.begun = nil
      try progress.save(trace.json)
    }
    return message.result(trace.ids)
  }

  /// Finds out whether the part that was begun has arrived.
  ///
  /// The twenty newest messages of the conversation are looked through for the part's words, sent by the
  /// account since the part was begun.
  func resolve(
    _ trace: inout SentParts, _ message: InstagramMessage, _ progress: DeliveryProgress
  ) async throws(DeliveryError) -> Resolution {
    guard let begun = trace.begun else { return .known }
    guard trace.ids.count < message.parts.count,
      let text = message.parts[trace.ids.count].text
    else { return .unknown }
    let found = try await graph.call(
      .get, [account, "conversations"],
      query: [("platform", "instagram"), ("user_id", message.recipient)])
    guard let conversation = found["data"]?.arrayValue?.first?["id"]?.stringValue else {
      return .unknown
    }
    let answer = try await graph.call(
      .get, [conversation],
      query: [("fields", "messages.limit(20){id,created_time,from,message}")])
    guard let messages = answer["messages"]?["data"]?.arrayValue else { return .unknown }
    let match = messages.last { candidate in
      guard let id = candidate["id"], !trace.ids.contains(id),
        candidate["from"]?["id"]?.stringValue != message.recipient,
        candidate["message"]?.stringValue == text,
        let created = candidate["created_time"]?.stringValue.flatMap(InstagramWindow.instant)
      else { return false }
      // Two clocks need not agree to the second.
      return created >= begun - 60
    }
    if let id = match?["id"] { trace.ids.append(id) }
    trace.begun = nil
    try progress.save(trace.json)
    return .known
  }

  private func unknown(_ trace: SentParts) -> DeliveryError {
    Self.adding(
      trace.ids.count,
      to: DeliveryError(
        .ambiguous, "Instagram: nobody can tell whether an earlier attempt was received"))
  }

  /// The error with the number of parts that arrived.
  private static func adding(_ sentParts: Int, to error: DeliveryError) -> DeliveryError {
    let members = (error.data.objectValue ?? []).filter { $0.name != "sentParts" }
    let count = JSONMember("sentParts", .number(String(sentParts)))
    return DeliveryError(error.kind, error.message, data: .object(members + [count]))
  }
}
