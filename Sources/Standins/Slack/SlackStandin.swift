public import HTTP
public import JSON
import Synchronization

/// Slack's incoming webhooks, `/services/T…/B…/…`; the last part `archived`, `gone` or `forbidden` is refused.
public final class SlackStandin: Standin {
  /// The name in its path.
  public let name = "slack"
  private let state = Mutex<[JSONValue]>([])

  /// A system without messages.
  public init() {}

  /// What was posted, oldest first.
  public var messages: [JSONValue] { state.withLock { $0 } }

  /// The kinds of things.
  public var kinds: [String] { ["messages"] }

  /// `messages`.
  public func things(_ kind: String) -> [JSONValue] { kind == "messages" ? messages : [] }

  /// Forgets all messages.
  public func reset() { state.withLock { $0 = [] } }

  /// An error as Slack writes it: one word.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    switch status.code {
    case 400: .text("invalid_payload", status: status)
    case 403: .text("action_prohibited", status: status)
    case 404: .text("no_service", status: status)
    case 410: .text("channel_is_archived", status: status)
    case 429: .text("rate_limited", status: status)
    default: .text("rollup_error", status: status)
    }
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard call.method == "POST", call.path.count == 4, call.path[0] == "services",
      call.path[1].hasPrefix("T"), call.path[2].hasPrefix("B")
    else { return refusal(.notFound) }
    switch call.path[3] {
    case "archived": return refusal(HTTPStatus(410))
    case "gone": return refusal(.notFound)
    case "forbidden": return refusal(.forbidden)
    default: break
    }
    guard call.isJSON, let body = call.json, body.objectValue != nil else {
      return refusal(.badRequest)
    }
    guard body["text"]?.stringValue?.isEmpty == false else {
      return .text("no_text", status: .badRequest)
    }
    state.withLock { $0.append(body) }
    return .text("ok")
  }
}
