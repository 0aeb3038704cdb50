/// A call to somebody else's server.
public struct HTTPCall: Sendable, Hashable {
  /// The method.
  public var method: HTTPMethod
  /// The whole address, http or https.
  public var url: String
  /// The header fields.
  public var headers: HTTPHeaders
  /// The body; sent with every method but GET and HEAD.
  public var body: [UInt8]

  /// Makes a call.
  public init(
    _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// An HTTP client over libcurl: certificates are verified, redirects are not followed, and time and
/// size are bounded.
///
/// Each call has a connection of its own. A kept connection that turns out to be dead makes the
/// library send a request a second time, which nobody could tell from a repeated order.
public struct HTTPClient: Sendable {
  /// The bounds of a call.
  public struct Limits: Sendable, Hashable {
    /// How long connecting may take.
    public var connect: Duration = .seconds(5)
    /// How long the whole call may take.
    public var total: Duration = .seconds(30)
    /// The largest answer in bytes.
    public var answerBytes = 4 << 20

    /// The standard bounds.
    public init() {}
  }

  /// The bounds of each call.
  public var limits: Limits
  /// Where calls may go.
  public var reach: AddressReach
  private static let threads = WorkerThreads(name: "docket.http.client")

  /// Makes a client.
  public init(limits: Limits = Limits(), reach: AddressReach = .anywhere) {
    self.limits = limits
    self.reach = reach
  }

  /// Makes the call on a thread of its own and waits for the answer.
  ///
  /// - Throws: `HTTPClientError`; its cases tell whether the request may have been carried out.
  public func send(_ call: HTTPCall) async throws(HTTPClientError) -> HTTPResponse {
    let (limits, reach) = (limits, reach)
    let outcome: Result<HTTPResponse, HTTPClientError> =
      await withTaskExecutorPreference(Self.threads) {
        await Self.outcome(of: call, limits, reach)
      }
    return try outcome.get()
  }

  /// Makes the call on the calling thread, which waits.
  ///
  /// - Throws: `HTTPClientError`; its cases tell whether the request may have been carried out.
  public func sendAndWait(_ call: HTTPCall) throws(HTTPClientError) -> HTTPResponse {
    try CurlTransfer(call, limits, reach).perform()
  }

  private static func outcome(
    of call: HTTPCall, _ limits: Limits, _ reach: AddressReach
  ) async -> Result<HTTPResponse, HTTPClientError> {
    do throws(HTTPClientError) {
      return .success(try CurlTransfer(call, limits, reach).perform())
    } catch {
      return .failure(error)
    }
  }
}
