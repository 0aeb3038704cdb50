import Casework
import HTTP

/// The signature of the Standard Webhooks specification: HMAC-SHA256 in Base64 over id, time and body.
package struct StandardWebhooksSignature: Sendable {
  /// The keys as bytes.
  let keys: [[UInt8]]
  /// How many seconds a time may differ from the machine's.
  let tolerance: Int64

  /// Nil when one of the secrets is none: `whsec_` and Base64, as the sender shows them.
  init?(secrets: [String], tolerance: Int64 = 300) {
    var keys: [[UInt8]] = []
    for secret in secrets {
      let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
      guard let key = Base64.decode(text), !key.isEmpty else { return nil }
      keys.append(key)
    }
    self.keys = keys
    self.tolerance = tolerance
  }

  /// Checks the signature, and that its time is near the machine's: what was recorded long ago is no delivery.
  func check(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    guard let id = request.headers["webhook-id"], !id.isEmpty,
      let time = request.headers["webhook-timestamp"],
      let signatures = request.headers["webhook-signature"]
    else {
      throw IntakeRefusal(
        .unauthorized, "signature-missing",
        "the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    }
    let now = now.microseconds / 1_000_000
    // No difference is taken: the time is the sender's, and may be any number.
    guard let seconds = Int64(time), (now - tolerance...now + tolerance).contains(seconds) else {
      throw IntakeRefusal(
        .unauthorized, "signature-old", "the time of the signature is too far from the machine's")
    }
    // Versions this program does not know are passed over, as the specification asks.
    let given = signatures.split(separator: " ").filter { $0.hasPrefix("v1,") }.map(String.init)
    let isRight = keys.contains { key in
      let expected = "v1," + Base64.encode(Self.code(id, time, request.body, key))
      return given.contains { HMAC.isEqual($0, expected) }
    }
    guard isRight else {
      throw IntakeRefusal(
        .unauthorized, "signature-wrong",
        "the signature does not belong to this body under any secret in force")
    }
  }

  /// The code of a message.
  package static func code(_ id: String, _ time: String, _ body: [UInt8], _ key: [UInt8]) -> [UInt8]
  {
    HMAC.sha256(Array("\(id).\(time).".utf8) + body, key: key)
  }
}
