/// Why a call got no answer; `HTTPClient` never throws for a status.
public enum HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is not a well-formed http or https address.
  case malformedURL(String)
  /// Nothing was sent: the address is none that may be called from here.
  case addressRefused(String)
  /// Nothing was sent: the host is not known, refused the connection, or its certificate is wrong.
  case notConnected(reason: String)
  /// The request may have been carried out, but no complete answer came.
  case interrupted(reason: String)
  /// The answer is larger than the client takes; the request was carried out.
  case answerTooLarge(limit: Int)

  /// What happened, as a phrase without a full stop.
  public var description: String {
    switch self {
    case .malformedURL(let url): "\"\(url)\" is not an http or https address"
    case .addressRefused(let address):
      "the address \(address) is private and not allowed (\"allowedAddresses\" of the configuration)"
    case .notConnected(let reason): "no connection: \(reason)"
    case .interrupted(let reason): "no complete answer: \(reason)"
    case .answerTooLarge(let limit): "the answer is larger than \(limit) bytes"
    }
  }
}
