public import Casework
import DMN
public import HTTP
import JSON

/// Plain JSON: one object, or a list of them.
public struct PlainIntake: IntakeSource {
  private let token: IntakeToken
  private let keyMember: String?
  private let kindMember: String?

  /// Makes an intake.
  ///
  /// - Parameters:
  ///   - token: The bearer token that senders have to bring; nil leaves it to the service's keys.
  ///   - keyMember: The member that names a thing once and for all, names of parts joined by dots; else
  ///     its content does.
  ///   - kindMember: The member that says what it is.
  public init(token: String?, keyMember: String? = nil, kindMember: String? = nil) {
    self.token = IntakeToken(token: token)
    self.keyMember = keyMember
    self.kindMember = kindMember
  }

  /// Whether a token of its own guards it.
  public var provesSender: Bool { token.isOwn }

  /// Checks the token, if the intake has one.
  public func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    try token.check(request)
  }

  /// Reads an object or a list of them.
  public func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem] {
    let body = try request.deliveredJSON()
    return (body.arrayValue ?? [body]).map(item)
  }

  private func item(_ value: JSONValue) -> IntakeItem {
    let digest = SHA256.version(of: Array(value.text.utf8))
    let key = keyMember.flatMap { Self.text(value, $0) }
    var fault: String?
    if value.objectValue == nil {
      fault = "the item is no object"
    } else if let keyMember, key == nil {
      fault = "the member \(keyMember) is missing"
    }
    return IntakeItem(
      key: key ?? digest, kind: kindMember.flatMap { Self.text(value, $0) } ?? "json",
      fields: [JSONMember("payload", value)], fault: fault)
  }

  private static func text(_ value: JSONValue, _ path: String) -> String? {
    var found: JSONValue? = value
    for part in path.split(separator: ".") { found = found?[String(part)] }
    switch found {
    case .string(let text), .number(let text): return text
    default: return nil
    }
  }
}
