public import Casework
public import HTTP
import JSON

/// Instagram's webhooks: messages, comments, mentions and the rest, of both flavours of the platform.
public struct InstagramIntake: IntakeSource {
  /// The app secrets in force; any of them may have signed.
  private let signature: HubSignature
  /// The token typed into the dashboard, for the handshake.
  private let verifyToken: String

  /// Makes an intake.
  ///
  /// - Parameters:
  ///   - secrets: The app secrets in force.
  ///   - verifyToken: What the handshake has to bring.
  public init(secrets: [String], verifyToken: String) {
    signature = .meta(secrets: secrets)
    self.verifyToken = verifyToken
  }

  /// It proves its sender by a signature.
  public var provesSender: Bool { true }

  /// The verification handshake: the challenge comes back, byte for byte.
  public func answer(_ request: HTTPRequest) -> HTTPResponse? {
    guard request.method == .get else { return nil }
    guard let mode = request.query("hub.mode"), let token = request.query("hub.verify_token"),
      let challenge = request.query("hub.challenge")
    else {
      return .text(
        "hub.mode, hub.verify_token and hub.challenge are needed", status: .badRequest)
    }
    guard mode == "subscribe", HMAC.isEqual(token, verifyToken) else {
      return .text("the verify token is another one", status: .forbidden)
    }
    // Plain text: a challenge that holds markup must not become a page.
    return HTTPResponse(
      .ok, headers: ["Content-Type": "text/plain", "X-Content-Type-Options": "nosniff"],
      body: Array(challenge.utf8))
  }

  /// Checks the signature over the bytes as they came.
  public func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    try signature.check(request)
  }

  /// Reads a delivery; every entry and every item in it counts.
  public func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem] {
    let body = try request.deliveredJSON()
    guard body["object"]?.stringValue == "instagram" else {
      throw IntakeRefusal(.notFound, "other-object", "this address takes the object instagram")
    }
    return (body["entry"]?.arrayValue ?? []).flatMap { InstagramItems(entry: $0).items }
  }
}
