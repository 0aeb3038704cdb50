public import HTTP
import JSON
import Synchronization

/// All stand-ins on one port, each under its name: `http://127.0.0.1:PORT/slack/…`.
///
/// ```swift
/// let outside = try StandinServer([SlackStandin()])
/// outside.fail("slack", .init(.status(429, retryAfter: "1")))
/// // … call outside.url("slack") …
/// outside.requests("slack").count
/// await outside.stop()
/// ```
public final class StandinServer: Sendable {
  private struct State {
    var requests: [RecordedRequest] = []
    var faults: [String: [StandinFault]] = [:]
    var server: HTTPServer?
  }

  /// How many requests are kept; the oldest are forgotten first.
  static let keptRequests = 50_000

  let systems: [String: any Standin]
  private let state = Mutex(State())
  /// Where it listens.
  public let address: ListenAddress
  /// The time of the systems, as far as they were made with it.
  public let clock: StandinClock

  /// Starts the stand-ins.
  ///
  /// - Throws: `HTTPServerError` when the port is taken.
  public init(
    _ systems: [any Standin], port: UInt16 = 0, clock: StandinClock = StandinClock()
  ) throws(HTTPServerError) {
    self.clock = clock
    self.systems = Dictionary(systems.map { ($0.name, $0) }) { first, _ in first }
    // The handler needs the object, which is not there yet: it is given to it afterwards.
    let box = Box()
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: port)) {
      request in await box.respond(request)
    }
    address = server.address
    state.withLock { $0.server = server }
    box.set(self)
  }

  /// The address of a system.
  public func url(_ system: String) -> String { "http://\(address)/\(system)" }

  /// The stand-in of a name.
  public subscript(system: String) -> (any Standin)? { systems[system] }

  /// What came in, oldest first; of one system or of all.
  public func requests(_ system: String? = nil) -> [RecordedRequest] {
    state.withLock { state in
      state.requests.filter { system == nil || $0.system == system }
    }
  }

  /// Lets the next calls of a system go wrong, after those faults that were asked for before.
  public func fail(_ system: String, _ fault: StandinFault) {
    guard fault.count > 0 else { return }
    state.withLock { $0.faults[system, default: []].append(fault) }
  }

  /// Forgets requests, faults and what the systems were told; of one system or of all.
  public func reset(_ system: String? = nil) {
    state.withLock { state in
      state.requests.removeAll { system == nil || $0.system == system }
      if let system { state.faults[system] = nil } else { state.faults = [:] }
    }
    for entry in systems where system == nil || entry.key == system { entry.value.reset() }
  }

  /// Stops at once; calls under way are not waited for.
  public func stop() async {
    let server = state.withLock { state in
      defer { state.server = nil }
      return state.server
    }
    await server?.stop(grace: .zero)
  }

  /// Refuses every connection until `listenAgain`.
  public func refuseConnections() async { await stop() }

  /// Listens again on the same port after `refuseConnections`.
  ///
  /// - Throws: `HTTPServerError` when somebody else has taken the port since.
  public func listenAgain() throws(HTTPServerError) {
    guard state.withLock({ $0.server == nil }) else { return }
    let box = Box()
    box.set(self)
    let server = try HTTPServer(on: address) { request in await box.respond(request) }
    state.withLock { $0.server = server }
  }

  // MARK: Answering

  private func respond(_ request: HTTPRequest) async -> HTTPResponse {
    let segments = request.target.segments
    if segments.first == "_standin" { return await control(request, Array(segments.dropFirst())) }
    guard let name = segments.first, let system = systems[name] else {
      return .problem(
        .notFound,
        "no stand-in at \(request.target.rawPath); there are \(systems.keys.sorted().joined(separator: ", "))"
      )
    }
    let call = StandinCall(
      request: request, path: Array(segments.dropFirst()), base: url(name))
    let isSignIn = system.isSignIn(call)
    let (number, fault) = state.withLock { state -> (Int, StandinFault?) in
      let fault = Self.next(&state.faults[name, default: []], call, isSignIn)
      let number = (state.requests.last?.number ?? 0) + 1
      state.requests.append(
        RecordedRequest(
          number: number, system: name, request: request, path: call.path,
          at: RecordedRequest.now, status: nil, fault: fault?.word))
      if state.requests.count > Self.keptRequests { state.requests.removeFirst() }
      return (number, fault)
    }
    let response = await answer(call, system, fault)
    guard response != .hangUp else { return response }
    state.withLock { state in
      if let place = state.requests.lastIndex(where: { $0.number == number }) {
        state.requests[place].status = response.status.code
      }
    }
    return response
  }

  private func answer(
    _ call: StandinCall, _ system: any Standin, _ fault: StandinFault?
  ) async -> HTTPResponse {
    switch fault?.kind {
    case nil: return await system.answer(call)
    case .status(let code, let retryAfter)?:
      var response = system.refusal(HTTPStatus(code))
      if let retryAfter { response.headers["Retry-After"] = retryAfter }
      return response
    case .slow(let seconds)?:
      let response = await system.answer(call)
      try? await Task.sleep(for: .seconds(seconds))
      return response
    case .hang?:
      _ = await system.answer(call)
      // The server gives up waiting when it stops; no caller waits as long as this.
      try? await Task.sleep(for: .seconds(3600))
      return .hangUp
    case .dropped?:
      _ = await system.answer(call)
      return .hangUp
    case .cut?: return .hangUp
    }
  }

  private static func next(
    _ faults: inout [StandinFault], _ call: StandinCall, _ isSignIn: Bool
  ) -> StandinFault? {
    guard let place = faults.firstIndex(where: { $0.strikes(call, isSignIn: isSignIn) }) else {
      return nil
    }
    let fault = faults[place]
    faults[place].count -= 1
    if faults[place].count <= 0 { faults.remove(at: place) }
    return fault
  }

  private struct WeakServer {
    weak var server: StandinServer?
  }

  /// Holds the server for its handler without keeping it alive.
  private final class Box: Sendable {
    private let server = Mutex(WeakServer())

    func set(_ value: StandinServer) {
      server.withLock { $0.server = value }
    }

    func respond(_ request: HTTPRequest) async -> HTTPResponse {
      guard let server = server.withLock({ $0.server }) else { return .hangUp }
      return await server.respond(request)
    }
  }
}
