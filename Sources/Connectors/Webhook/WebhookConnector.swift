public import HTTP
import JSON

/// Delivers to a URL: `POST` of one JSON object, with the idempotency key in a header.
public struct WebhookConnector: DeliveryConnector {
  /// The address.
  public let url: String
  /// Header fields sent with each message, such as a key.
  public let headers: HTTPHeaders
  private let client: SystemClient
  /// Whether the receiver is known to count the keys it is sent.
  public let countsIdempotencyKeys: Bool
  /// Whether the body of an answer is the event's data itself, not a part of it beside the status.
  public let answersWithData: Bool

  /// Makes a connector.
  ///
  /// - Parameters:
  ///   - url: The address, http or https.
  ///   - headers: Sent with each message.
  ///   - countsIdempotencyKeys: Whether the receiver is known to count keys.
  ///   - answersWithData: Whether the body of an answer is the event's data itself.
  ///   - limits: The bounds of each call.
  public init(
    url: String, headers: HTTPHeaders = [:], countsIdempotencyKeys: Bool = true,
    answersWithData: Bool = false, limits: HTTPClient.Limits = HTTPClient.Limits()
  ) {
    self.answersWithData = answersWithData
    self.url = url
    self.headers = headers
    self.countsIdempotencyKeys = countsIdempotencyKeys
    client = SystemClient(
      "the receiver", limits: limits, secrets: headers.fields.map(\.value))
  }

  /// Posts the message.
  ///
  /// - Throws: `DeliveryError`; its kind follows the status, or how far the call came.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    var fields = headers
    fields["Idempotency-Key"] = delivery.idempotencyKey
    fields["Docket-Attempt"] = String(delivery.attempt)
    do throws(DeliveryError) {
      let answer = try await client.send(
        SystemCall(.post, url, headers: fields, body: .json(delivery.envelope)))
      return DeliveryReceipt(data: answersWithData ? answer.json : answer.data)
    } catch {
      var error = error
      if answersWithData, let body = error.data["body"] { error.data = body }
      throw error
    }
  }
}
