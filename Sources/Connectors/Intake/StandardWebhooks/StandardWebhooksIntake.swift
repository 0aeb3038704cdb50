public import Casework
import DMN
public import HTTP
import JSON

/// Webhooks signed as the Standard Webhooks specification says.
public struct StandardWebhooksIntake: IntakeSource {
  private let signature: StandardWebhooksSignature

  /// Makes an intake; nil when one of the secrets is none.
  ///
  /// - Parameter secrets: The secrets in force, as the sender shows them: `whsec_` and Base64.
  public init?(secrets: [String]) {
    guard let signature = StandardWebhooksSignature(secrets: secrets) else { return nil }
    self.signature = signature
  }

  /// It proves its sender by a signature.
  public var provesSender: Bool { true }

  /// The variables of a sheet.
  static var variables: [IntakeVariable] {
    [
      IntakeVariable("id", "string", "the webhook's id"),
      IntakeVariable("type", "string", "what happened; also the variable kind"),
      IntakeVariable("data", "Any", "the webhook's data"),
    ]
  }

  /// Checks the signature and its age.
  public func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    try signature.check(request, now: now)
  }

  /// Reads a webhook; a recorded one without its id is known by its content.
  public func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem] {
    let body = try request.deliveredJSON()
    let type = body["type"]?.stringValue
    let id = request.headers["webhook-id"] ?? SHA256.version(of: request.body)
    return [
      IntakeItem(
        key: id, kind: type ?? "unknown",
        at: body["timestamp"]?.stringValue.flatMap { Timestamp($0) },
        fields: [
          JSONMember("id", .string(id)),
          JSONMember("type", type.map(JSONValue.string) ?? .null),
          JSONMember("data", body["data"] ?? .null), JSONMember("payload", body),
        ])
    ]
  }
}
