import Diagnostics
import HTTP
import JSON

extension HTTPRequest {
  /// The body of a delivery as JSON.
  ///
  /// - Throws: `IntakeRefusal` with line and column when it is none.
  func deliveredJSON() throws(IntakeRefusal) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue.parse(body, file: "body")
    } catch {
      throw IntakeRefusal(
        .badRequest, "no-json",
        "the body is no JSON: \(error.diagnostic.origin.place): \(error.diagnostic.headline)")
    }
  }
}

/// The bearer token that senders of an intake bring; without one the service's own keys guard it.
struct IntakeToken: Sendable {
  let token: String?

  /// Whether the intake has a token of its own.
  var isOwn: Bool { token != nil }

  func check(_ request: HTTPRequest) throws(IntakeRefusal) {
    guard let token else { return }
    guard let given = request.bearerToken, HMAC.isEqual(given, token) else {
      throw IntakeRefusal(.unauthorized, "token-wrong", "a bearer token in force is needed")
    }
  }
}
