import Synchronization

/// What the library's threads share: the handler and the exchanges under way.
final class ServerState: Sendable {
  private struct Running {
    var isOpen = true
    var exchanges: [ObjectIdentifier: Exchange] = [:]
  }

  private let running = Mutex(Running())
  private let handler: HTTPHandler
  private let bodyLimit: Int
  /// What ends connections that take too long.
  let watch: ConnectionWatch
  private let threads = WorkerThreads(name: "docket.http.handlers")

  init(_ limits: HTTPServer.Limits, handler: @escaping HTTPHandler) {
    bodyLimit = limits.bodyBytes
    watch = ConnectionWatch(
      request: limits.request, idle: .seconds(limits.idleSeconds), answer: limits.answer)
    self.handler = handler
  }

  /// Whether new requests are still answered.
  var isOpen: Bool { running.withLock { $0.isOpen } }

  /// How many exchanges that began before `close` are not yet over.
  var count: Int { running.withLock { $0.exchanges.count } }

  func begin(target: String) -> Exchange {
    let exchange = Exchange(target: target, bodyLimit: bodyLimit)
    // Who comes later is refused, and nobody waits for that.
    running.withLock { if $0.isOpen { $0.exchanges[ObjectIdentifier(exchange)] = exchange } }
    return exchange
  }

  func handle(_ request: HTTPRequest, _ exchange: Exchange) {
    let handler = handler
    Task(executorPreference: threads) {
      exchange.answer(await handler(request))
    }
  }

  func end(_ exchange: Exchange) {
    running.withLock { _ = $0.exchanges.removeValue(forKey: ObjectIdentifier(exchange)) }
  }

  /// From now on requests are refused; those under way go on.
  func close() {
    running.withLock { $0.isOpen = false }
  }

  /// Answers for handlers that took too long, so that no connection sleeps when the server stops.
  func giveUp() {
    for exchange in running.withLock({ Array($0.exchanges.values) }) {
      exchange.answer(
        Exchange.refusal(.serviceUnavailable, "the server stopped before the answer was there\n"))
    }
  }
}
