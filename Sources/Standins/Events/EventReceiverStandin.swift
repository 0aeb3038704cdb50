public import HTTP
public import JSON
import Synchronization

/// A receiver of events: CloudEvents at `/cloudevents`, Standard Webhooks at `/standard-webhooks`.
///
/// It agrees to be sent events by whoever asks, except to the origin `stranger.example`. Paths below `/gone`
/// answer 410.
public final class EventReceiverStandin: Standin {
  private struct State {
    var events: [(id: String, event: JSONValue)] = []
    var deliveries = 0
  }

  /// The secret that signatures are checked against.
  public static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// The name in its path.
  public let name = "events"
  private let state = Mutex(State())

  /// A receiver without events.
  public init() {}

  /// The events that were new, oldest first; of CloudEvents with all attributes.
  public var events: [JSONValue] { state.withLock { $0.events.map(\.event) } }

  /// The kinds of things.
  public var kinds: [String] { ["events"] }

  /// `events`.
  public func things(_ kind: String) -> [JSONValue] { kind == "events" ? events : [] }

  /// How many deliveries were taken, those of known events among them.
  public var deliveries: Int { state.withLock { $0.deliveries } }

  /// Forgets all events.
  public func reset() { state.withLock { $0 = State() } }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.path.first == "gone" { return HTTPResponse(HTTPStatus(410)) }
    if call.method == "OPTIONS" { return agree(call) }
    guard call.method == "POST" else { return HTTPResponse(.methodNotAllowed) }
    switch call.path.first {
    case "cloudevents": return cloudEvent(call)
    case "standard-webhooks": return webhook(call)
    default: return HTTPResponse(.notFound)
    }
  }

  private func agree(_ call: StandinCall) -> HTTPResponse {
    guard let origin = call.header("WebHook-Request-Origin"), origin != "stranger.example" else {
      return HTTPResponse(.ok)
    }
    return HTTPResponse(
      .ok, headers: ["WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "120"])
  }

  private func cloudEvent(_ call: StandinCall) -> HTTPResponse {
    let type = call.header("Content-Type")?.lowercased() ?? ""
    let event: JSONValue
    if type.hasPrefix("application/cloudevents+json") {
      guard let body = call.json else { return .problem(.badRequest, "no JSON") }
      event = body
    } else if type.hasPrefix("application/cloudevents") {
      return .problem(.unsupportedMediaType, "one event at a time")
    } else {
      var members = [JSONMember("data", call.json ?? .string(call.request.bodyText))]
      for field in call.request.headers.fields where field.name.lowercased().hasPrefix("ce-") {
        guard let plain = Self.plain(field.value) else {
          return .problem(.badRequest, "\(field.name) is not encoded as UTF-8")
        }
        members.append(JSONMember(String(field.name.lowercased().dropFirst(3)), .string(plain)))
      }
      if call.header("ce-datacontenttype") != nil {
        return .problem(.badRequest, "ce-datacontenttype beside Content-Type")
      }
      event = .object(members)
    }
    for name in ["id", "source", "type"] where event[name]?.stringValue?.isEmpty != false {
      return .problem(.badRequest, "\(name) is missing")
    }
    guard event["specversion"] == "1.0" else { return .problem(.badRequest, "no version 1.0") }
    take("\(event["source"]?.text ?? "") \(event["id"]?.text ?? "")", event)
    return HTTPResponse(.noContent)
  }

  private func webhook(_ call: StandinCall) -> HTTPResponse {
    guard let id = call.header("webhook-id"), let time = call.header("webhook-timestamp"),
      let signatures = call.header("webhook-signature"), !id.contains("."),
      Int64(time) != nil,
      let key = Signing.bytes(base64: String(Self.secret.dropFirst(6)))
    else { return .problem(.badRequest, "webhook-id, -timestamp or -signature is missing") }
    let code = Signing.sha256(Array("\(id).\(time).".utf8) + call.request.body, key: key)
    guard signatures.split(separator: " ").contains("v1,\(Signing.base64(code))") else {
      return .problem(.unauthorized, "the signature is wrong")
    }
    guard let body = call.json, body["type"]?.stringValue != nil,
      body["timestamp"]?.stringValue != nil, body["data"] != nil
    else { return .problem(.badRequest, "type, timestamp or data is missing") }
    take(id, body)
    return HTTPResponse(.noContent)
  }

  private func take(_ id: String, _ event: JSONValue) {
    state.withLock { state in
      state.deliveries += 1
      guard !state.events.contains(where: { $0.id == id }) else { return }
      state.events.append((id, event))
    }
  }

  /// A header value without its percent-encoding; nil for what is not UTF-8.
  private static func plain(_ text: String) -> String? {
    // The plus of a query stands for itself in a header.
    RequestTarget("/" + text.replacing("/", with: "%2F").replacing("?", with: "%3F"))?.segments
      .first
  }
}
