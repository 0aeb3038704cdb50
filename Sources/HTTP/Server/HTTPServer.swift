import CMicroHTTPD
import Glibc
import Synchronization

/// An HTTP/1.1 server over libmicrohttpd: a pool of threads, bounded in every direction.
public final class HTTPServer: Sendable {
  /// The bounds of a server.
  public struct Limits: Sendable {
    /// The threads that read and write; handlers run on others.
    public var threads = 2
    /// Connections at one time; more wait in the system's queue.
    public var connections = 1000
    /// The largest body in bytes; a larger one is answered with 413.
    public var bodyBytes = 4 << 20
    /// The largest head in bytes; a larger one is answered with 431.
    public var headerBytes = 32 << 10
    /// Seconds after which a silent connection is closed.
    public var idleSeconds = 30
    /// How long a whole request may take to come, however steadily its bytes drip.
    public var request: Duration = .seconds(60)
    /// How long an answer may take to be taken.
    public var answer: Duration = .seconds(300)

    /// The standard bounds.
    public init() {}
  }

  @safe private struct Daemon: @unchecked Sendable {
    // The library allows its own functions from any thread; the lock below guards the pointer.
    var pointer: OpaquePointer?
  }

  /// Where the server listens, with the port that was really taken.
  public let address: ListenAddress
  private let state: ServerState
  private let daemon: Mutex<Daemon>
  private let watching: Task<Void, Never>

  /// Starts a server.
  ///
  /// - Throws: `HTTPServerError` when the address is taken or not there.
  public init(
    on address: ListenAddress, limits: Limits = Limits(), handler: @escaping HTTPHandler
  ) throws(HTTPServerError) {
    let listening = try ListeningSocket(address)
    let state = ServerState(limits, handler: handler)
    let settings = docket_mhd_settings(
      listen_socket: listening.descriptor, threads: UInt32(clamping: limits.threads),
      connections: UInt32(clamping: limits.connections),
      timeout_seconds: UInt32(clamping: limits.idleSeconds), header_bytes: limits.headerBytes)
    let started = unsafe docket_mhd_start(
      settings, requestArrived, Unmanaged.passUnretained(state).toOpaque(), requestBegun,
      requestCompleted, connectionChanged)
    guard let pointer = unsafe started else {
      close(listening.descriptor)
      throw .cannotStart
    }
    self.address = listening.address
    self.state = state
    daemon = unsafe Mutex(Daemon(pointer: pointer))
    watching = Task { [watch = state.watch] in await watch.run() }
  }

  deinit { shutDown() }

  /// Stops: refuses new requests with 503, lets running ones finish, then closes all.
  ///
  /// - Parameter grace: How long running requests may take; after that they are answered with 503.
  public func stop(grace: Duration = .seconds(10)) async {
    // New connections are still taken: MHD_quiesce_daemon races with the library's own threads, and ends the process
    // when it loses.
    state.close()
    let deadline = ContinuousClock.now + grace
    while state.count > 0, ContinuousClock.now < deadline {
      try? await Task.sleep(for: .milliseconds(5))
    }
    shutDown()
  }

  private func shutDown() {
    watching.cancel()
    state.close()
    state.giveUp()
    daemon.withLock { daemon in
      if let pointer = unsafe daemon.pointer { unsafe MHD_stop_daemon(pointer) }
      unsafe daemon.pointer = nil
    }
  }
}
