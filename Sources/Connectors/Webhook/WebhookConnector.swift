public import HTTP
import JSON

/// Delivers to a URL: `POST` of one JSON object, with the idempotency key in a header.
public struct WebhookConnector: DeliveryConnector {
  /// The address.
  public let url: String
  /// Header fields sent with each message, such as a key.
  public let headers: HTTPHeaders
  private let client: HTTPClient
  /// Whether the receiver is known to count the keys it is sent.
  public let countsIdempotencyKeys: Bool

  /// Makes a connector.
  ///
  /// - Parameters:
  ///   - url: The address, http or https.
  ///   - headers: Sent with each message.
  ///   - countsIdempotencyKeys: Whether the receiver is known to count keys.
  ///   - limits: The bounds of each call.
  public init(
    url: String, headers: HTTPHeaders = [:], countsIdempotencyKeys: Bool = true,
    limits: HTTPClient.Limits = HTTPClient.Limits()
  ) {
    self.url = url
    self.headers = headers
    self.countsIdempotencyKeys = countsIdempotencyKeys
    client = HTTPClient(limits: limits)
  }

  /// Posts the message.
  ///
  /// - Throws: `DeliveryError`; its kind follows the status, or how far the call came.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    var fields = headers
    fields["Content-Type"] = "application/json; charset=utf-8"
    fields["Idempotency-Key"] = delivery.idempotencyKey
    let call = HTTPCall(
      .post, url, headers: fields, body: Array(delivery.envelope.text.utf8))
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await client.send(call)
    } catch {
      throw DeliveryError(Self.kind(of: error), "\(error)")
    }
    let data = Self.data(of: response)
    guard response.status.isSuccess else {
      throw DeliveryError(
        Self.kind(of: response), "the receiver answered \(response.status.code)", data: data)
    }
    return DeliveryReceipt(data: data)
  }

  private static func kind(of error: HTTPClientError) -> DeliveryError.Kind {
    switch error {
    case .malformedURL: .permanent
    case .notConnected: .retryable(after: nil)
    case .interrupted, .answerTooLarge: .ambiguous
    }
  }

  /// 408, 425, 429 and the passing faults of servers may go away; every other refusal stays one.
  private static func kind(of response: HTTPResponse) -> DeliveryError.Kind {
    switch response.status.code {
    case 408, 425, 429, 500, 502, 503, 504:
      .retryable(after: RetryAfter.seconds(of: response))
    default: .permanent
    }
  }

  private static func data(of response: HTTPResponse) -> JSONValue {
    let body = try? JSONValue.parse(response.body, file: "answer")
    return ["status": .number(String(response.status.code)), "body": body ?? .null]
  }
}
