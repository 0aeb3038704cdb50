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

  /// What goes wrong with one call.
  enum Fault: Sendable, Hashable {
    /// It is answered with this status, and `Retry-After` if seconds are given.
    case status(Int, retryAfter: Int? = nil)
    /// It is done, but the answer comes too late.
    case late
  }

  private let messages = Mutex<[Message]>([])
  private let faults = Mutex<[String: [Fault]]>([:])
  private let refusal = Mutex<HTTPStatus?>(nil)
  private let server: Mutex<HTTPServer?>
  private let address: ListenAddress
  private let handler: HTTPHandler

  /// The connectors that the package's workflows send to.
  static let names = [
    "billing", "campaign tool", "case system", "crm", "e-mail", "events", "genesys",
    "genesys social", "hosting", "in-store system", "instagram", "marketing", "meta ads",
    "offer codes",
    "order management", "risk system", "servicenow", "slack", "spotify", "spotify ads",
  ]

  /// Starts it.
  ///
  /// - Parameter scenario: The scenario of a case's key.
  /// - Throws: `HTTPServerError` when there is no port.
  init(_ scenario: @escaping @Sendable (String) -> Scenario?) throws {
    let box = Box()
    handler = { request in
      guard let receivers = box.value, let message = Self.message(request) else {
        return HTTPResponse(.badRequest)
      }
      receivers.messages.withLock { $0.append(message) }
      if let status = receivers.refusal.withLock(\.self) {
        return Self.answer(["title": "asked for by the test"], status)
      }
      switch receivers.nextFault(message) {
      case .status(let code, let wait):
        var response = Self.answer(["title": "asked for by the test"], HTTPStatus(code))
        if let wait { response.headers["Retry-After"] = String(wait) }
        return response
      case .late: try? await Task.sleep(for: .milliseconds(2500))
      case nil: break
      }
      let scenario = scenario(message.caseKey)
      if let refusal = scenario?.refusals[message.event] {
        return Self.answer(refusal, .badRequest)
      }
      return Self.answer(scenario?.answers[message.event] ?? ["ok": true], .ok)
    }
    let first = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0), handler: handler)
    address = first.address
    server = Mutex(first)
    box.value = self
  }

  /// Lets the next calls of an event of a case go wrong.
  func fail(_ caseKey: String, _ event: String, _ list: [Fault]) {
    faults.withLock { $0["\(caseKey) \(event)"] = list }
  }

  /// Answers every call so from now on.
  func refuseAll(_ status: HTTPStatus) { refusal.withLock { $0 = status } }

  private func nextFault(_ message: Message) -> Fault? {
    faults.withLock { faults in
      let name = "\(message.caseKey) \(message.event)"
      guard let first = faults[name]?.first else { return nil }
      faults[name]?.removeFirst()
      return first
    }
  }

  /// Every call of an event of a case, also those that came again.
  func calls(_ caseKey: String, _ event: String) -> [Message] {
    messages.withLock { $0.filter { $0.caseKey == caseKey && $0.event == event } }
  }

  /// The connectors of a configuration, all of which lead here.
  var connectors: JSONValue {
    .object(
      Self.names.map { name in
        JSONMember(
          name,
          [
            "kind": "webhook", "url": .string("http://\(address)/hook"),
            "answer": "body", "timeoutSeconds": 1,
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

  /// Refuses every connection from now on.
  func stop() async {
    let running = server.withLock { server in
      defer { server = nil }
      return server
    }
    await running?.stop()
  }

  /// Listens again where it did before.
  func listenAgain() throws {
    let next = try HTTPServer(on: address, handler: handler)
    server.withLock { $0 = next }
  }

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
