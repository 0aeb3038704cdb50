import DMN
import HTTP

/// The signature in `X-Hub-Signature-256`: `sha256=` and the HMAC-SHA256 of the body under a secret.
///
/// Meta and Genesys Cloud share the header and differ in how they write the code, so each has its named
/// verifier. The bytes count as they came: Meta escapes what is not ASCII, and `/` as `\/`, and a body that
/// was decoded and written anew has another code. Several secrets may be in force while one takes the place of
/// another.
package struct HubSignature: Sendable {
  /// How the code is written.
  enum Encoding: Sendable {
    case hexadecimal
    case base64
  }

  private static let header = "X-Hub-Signature-256"
  private let secrets: [String]
  private let encoding: Encoding

  /// Meta's signature: hexadecimal.
  package static func meta(secrets: [String]) -> HubSignature {
    HubSignature(secrets: secrets, encoding: .hexadecimal)
  }

  /// Genesys Cloud's signature: Base64.
  package static func genesys(secrets: [String]) -> HubSignature {
    HubSignature(secrets: secrets, encoding: .base64)
  }

  func check(_ request: HTTPRequest) throws(IntakeRefusal) {
    guard let given = request.headers[Self.header] else {
      throw IntakeRefusal(
        .unauthorized, "signature-missing", "the header \(Self.header) is missing")
    }
    // Every secret is tried, so that the time taken does not tell which one was right.
    let right = secrets.count { HMAC.isEqual(given, value(of: request.body, secret: $0)) }
    guard right > 0 else {
      throw IntakeRefusal(
        .unauthorized, "signature-wrong",
        "the signature does not belong to this body under any secret in force")
    }
  }

  /// The header's value for a body.
  package func value(of body: [UInt8], secret: String) -> String {
    let code = HMAC.sha256(body, key: Array(secret.utf8))
    return switch encoding {
    case .hexadecimal: "sha256=" + SHA256.hexadecimal(code)
    case .base64: "sha256=" + Base64.encode(code)
    }
  }
}
