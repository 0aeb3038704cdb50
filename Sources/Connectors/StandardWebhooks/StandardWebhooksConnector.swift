import Casework
import Glibc
import HTTP
import JSON

/// Delivers events by the Standard Webhooks specification: signed by HMAC-SHA256 over id, time and body.
///
/// After a 410 nothing more is sent.
public struct StandardWebhooksConnector: DeliveryConnector {
  let url: String
  /// The keys; each makes a signature, so that the receiver may change from one to the next.
  let keys: [[UInt8]]
  let client: SystemClient
  let endpoint: Endpoint
  /// The time of an attempt, in seconds since 1970.
  var now: @Sendable () -> Int64 = { Int64(time(nil)) }

  /// The id is the key: receivers remember it.
  public var countsIdempotencyKeys: Bool { true }

  /// Sends the event.
  ///
  /// - Throws: `DeliveryError`, never ambiguous.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    try endpoint.check(delivery.connector)
    do throws(DeliveryError) {
      return DeliveryReceipt(data: try await client.send(call(delivery)).data)
    } catch {
      endpoint.note(error)
      throw error
    }
  }

  func call(_ delivery: Delivery) -> SystemCall {
    let body: JSONValue = [
      "type": .string(Self.type(delivery.event)), "timestamp": .string(delivery.sentAt),
      "data": delivery.data,
    ]
    let bytes = Array(body.text.utf8)
    // A dot would end the id in what is signed.
    let id = "msg_" + delivery.idempotencyKey.replacing(".", with: "_")
    let time = String(now())
    return SystemCall(
      .post, url,
      headers: [
        "webhook-id": id, "webhook-timestamp": time,
        "webhook-signature": Self.signatures(id, time, bytes, keys),
      ], body: .bytes(bytes, contentType: "application/json; charset=utf-8"), isRepeatable: true)
  }

  /// The signatures under all keys, as the header has them.
  package static func signatures(
    _ id: String, _ time: String, _ body: [UInt8], _ keys: [[UInt8]]
  ) -> String {
    keys.map { "v1," + Base64.encode(StandardWebhooksSignature.code(id, time, body, $0)) }
      .joined(separator: " ")
  }

  /// Event types are letters, digits, underscores and dots.
  private static func type(_ event: String) -> String {
    String(
      event.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "." || $0 == "_" ? $0 : "_" })
  }
}

extension StandardWebhooksConnector: ConnectorKind {
  package static let kind = "standard-webhooks"
  package static let members = ["url", "secret", "oldSecret", "timeoutSeconds"]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let url = section.address("url"), let limits = section.limits(),
      let secret = section.secret("secret")
    else { return nil }
    var secrets = [secret]
    if let old = section.optionalSecret("oldSecret") { secrets.append(old) }
    // Where the file is only looked at, nothing is signed.
    let known = secrets.filter { $0 != Configuration.unset }
    guard let signature = StandardWebhooksSignature(secrets: known),
      signature.keys.allSatisfy({ (24...64).contains($0.count) })
    else {
      section.report(
        "secret", "the secret of the connector \"\(section.name)\" is none",
        expected: "whsec_ and the Base64 of 24 to 64 random bytes",
        mend: "printf 'whsec_%s\\n' \"$(head -c 32 /dev/urandom | base64)\"")
      return nil
    }
    return StandardWebhooksConnector(
      url: url, keys: signature.keys,
      client: SystemClient(section.name, limits: limits, secrets: secrets), endpoint: Endpoint())
  }
}
