import HTTP
import JSON
import Synchronization
import TestSupport

/// Whoever the cases send to: a server that remembers every message and answers as the scenario of the case says.
final class ScriptedReceivers: Sendable {
  /// A message as it came.
  struct Message: Sendable {
    var key: String
    var caseKey: String
    var event: String
    var target: String
    var data: JSONValue
    var bytes: [UInt8]

    /// As scenarios write it.
    var name: String { "\(event) to \(target)" }
  }

  private let messages = Mutex<[Message]>([])
  private let server: HTTPServer

  /// The connectors that the package's workflows send to.
  static let names = [
    "billing", "campaign tool", "case system", "crm", "e-mail", "events", "genesys",
    "genesys social", "hosting", "instagram", "marketing", "meta ads", "offer codes",
    "order management", "risk system", "servicenow", "slack", "spotify", "spotify ads",
  ]

  /// Starts it.
  ///
  /// - Parameter scenario: The scenario of a case's key.
  init(_ scenario: @escaping @Sendable (String) -> Scenario?) throws {
    let box = Box()
    server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
      guard let receivers = box.value, let message = Self.message(request) else {
        return HTTPResponse(.badRequest)
      }
      receivers.messages.withLock { $0.append(message) }
      let scenario = scenario(message.caseKey)
      if let refusal = scenario?.refusals[message.event] { return Self.answer(refusal, .badRequest) }
      return Self.answer(scenario?.answers[message.event] ?? ["ok": true], .ok)
    }
    box.value = self
  }

  /// The connectors of a configuration, all of which lead here.
  var connectors: JSONValue {
    .object(
      Self.names.map { name in
        JSONMember(
          name,
          [
            "kind": "webhook", "url": .string("http://\(server.address)/hook"),
            "answer": "body",
          ])
      })
  }

  /// The messages of a case, each once.
  func received(_ caseKey: String) -> [Message] {
    var keys: Set<String> = []
    return messages.withLock { all in
      all.filter { $0.caseKey == caseKey && keys.insert($0.key).inserted }
    }
  }

  /// All messages, also those that came twice.
  var all: [Message] { messages.withLock(\.self) }

  func stop() async { await server.stop() }

  private static func message(_ request: HTTPRequest) -> Message? {
    guard let body = try? JSONValue.parse(request.body, file: "message"),
      let key = body["id"]?.stringValue, key == request.headers["Idempotency-Key"]
    else { return nil }
    return Message(
      key: key, caseKey: body["key"]?.stringValue ?? "", event: body["event"]?.stringValue ?? "",
      target: body["to"]?.stringValue ?? "", data: body["data"] ?? .null, bytes: request.body)
  }

  private static func answer(_ json: JSONValue, _ status: HTTPStatus) -> HTTPResponse {
    HTTPResponse(
      status, headers: ["Content-Type": "application/json"], body: Array(json.text.utf8))
  }

  /// The handler is made before the object is there.
  private final class Box: Sendable {
    private let held = Mutex<ScriptedReceivers?>(nil)
    var value: ScriptedReceivers? {
      get { held.withLock(\.self) }
      set { held.withLock { $0 = newValue } }
    }
  }
}
