public import HTTP
public import JSON
import Synchronization

/// A system of no maker: JSON over REST with `Idempotency-Key`, as order management, risk systems and partners' systems are asked to be.
///
/// `POST /COLLECTION` makes a thing, `PUT` and `PATCH /COLLECTION/{id}` set it, `PUT /COLLECTION/{id}/PART` sets a part of
/// it (the collection `COLLECTION/PART`); the order calls are `PATCH /orders/{id}`, `POST /orders/{id}/payment-retries`
/// and `POST /orders/{id}/cancellations`. An order whose id ends in `-shipped` has left the house: 409.
public final class RestStandin: Standin {
  private struct State {
    var things: [String: [String: JSONValue]] = [:]
    var count = 0
  }

  /// The name in its path.
  public let name: String
  private let state = Mutex(State())
  private let memory = IdempotencyMemory()

  /// Makes a system under a name such as `orders` or `risk`.
  public init(_ name: String = "rest") {
    self.name = name
  }

  /// How many things of a collection there are.
  public func count(_ collection: String) -> Int {
    state.withLock { $0.things[collection]?.count ?? 0 }
  }

  /// The things of a collection.
  public func things(_ kind: String) -> [JSONValue] {
    state.withLock { state in
      let found = state.things[kind] ?? [:]
      return found.keys.sorted().compactMap { found[$0] }
    }
  }

  /// Forgets all things and keys.
  public func reset() {
    state.withLock { $0 = State() }
    memory.reset()
  }

  /// Carries the call out.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.method == "GET" { return read(call) }
    guard ["POST", "PUT", "PATCH", "DELETE"].contains(call.method) else {
      return .problem(.methodNotAllowed, "not with \(call.method)")
    }
    guard let key = call.header("Idempotency-Key"), !key.isEmpty else {
      return .problem(.badRequest, "the header Idempotency-Key is missing")
    }
    switch memory.find(key, call) {
    case .replay(let answer): return answer
    case .conflict:
      return .problem(.conflict, "the Idempotency-Key was used for another request")
    case .new: break
    }
    let answer = change(call)
    // What was refused may be mended and sent again under the same key.
    if answer.status.isSuccess { memory.keep(key, call, answer) }
    return answer
  }

  private func read(_ call: StandinCall) -> HTTPResponse {
    guard call.path.count == 2,
      let thing = state.withLock({ $0.things[call.path[0]]?[call.path[1]] })
    else { return .problem(.notFound, "there is no \(call.path.joined(separator: "/"))") }
    return .json(thing)
  }

  private func change(_ call: StandinCall) -> HTTPResponse {
    guard !call.path.contains("") else {
      return .problem(.badRequest, "a part of the path is empty")
    }
    guard call.method == "DELETE" || (call.isJSON && call.json?.objectValue != nil) else {
      return .problem(.unsupportedMediaType, "expected a JSON object")
    }
    let body = call.json ?? .object([])
    switch (call.method, call.path.count) {
    case ("POST", 1): return create(call.path[0], call.path[0], body, call.base)
    case ("PUT", 3):
      return .json(update("\(call.path[0])/\(call.path[2])", call.path[1], body))
    case ("POST", 3), ("PATCH", 2), ("PUT", 2):
      if call.path[0] == "orders", let refusal = Self.refusal(ofOrder: call, body) {
        return refusal
      }
      guard call.method == "POST" else {
        return .json(update(call.path[0], call.path[1], body))
      }
      return create(call.path.joined(separator: "/"), call.path[2], body, call.base)
    case ("DELETE", 2):
      state.withLock { _ = $0.things[call.path[0]]?.removeValue(forKey: call.path[1]) }
      return HTTPResponse(.noContent)
    default: return .problem(.notFound, "there is nothing at \(call.line)")
    }
  }

  private static func refusal(ofOrder call: StandinCall, _ body: JSONValue) -> HTTPResponse? {
    if call.path[1].hasSuffix("-shipped") {
      return .problem(.conflict, "the order \(call.path[1]) has been shipped")
    }
    switch (call.method, call.path.dropFirst(2).first) {
    case ("PATCH", nil):
      return body.objectValue?.isEmpty == false
        ? nil : .problem(.unprocessableContent, "nothing to change is given")
    case ("POST", "payment-retries"): return nil
    case ("POST", "cancellations"):
      guard body["reason"]?.stringValue?.isEmpty == false else {
        return .problem(.unprocessableContent, "reason is missing")
      }
      return body["refund"]?.booleanValue == nil
        ? .problem(.unprocessableContent, "refund is missing: true or false") : nil
    default: return .problem(.notFound, "there is nothing at \(call.line)")
    }
  }

  private func create(
    _ path: String, _ collection: String, _ body: JSONValue, _ base: String
  ) -> HTTPResponse {
    let id = state.withLock { state in
      state.count += 1
      let id = "\(collection.prefix(3))-\(state.count)"
      state.things[path, default: [:]][id] = body.setting("id", .string(id))
      return id
    }
    return .json(
      ["id": .string(id)], status: .created, headers: ["Location": "\(base)/\(path)/\(id)"])
  }

  private func update(_ collection: String, _ id: String, _ body: JSONValue) -> JSONValue {
    state.withLock { state in
      let old = state.things[collection]?[id] ?? ["id": .string(id)]
      let new = old.merged(with: body)
      state.things[collection, default: [:]][id] = new
      return new
    }
  }
}
