public import Casework
public import HTTP
import JSON

/// Plain JSON: one object, or a list of them.
public struct PlainIntake: IntakeSource {
  private let token: String?
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
    self.token = token
    self.keyMember = keyMember
    self.kindMember = kindMember
  }

  /// Whether a token of its own guards it.
  public var provesSender: Bool { token != nil }

  /// Reads an object or a list of them.
  public func read(
    _ request: HTTPRequest, now: Timestamp
  ) throws(IntakeRefusal) -> [IntakeItem] {
    if let token, request.bearerToken.map({ HMAC.isEqual($0, token) }) != true {
      throw IntakeRefusal(.unauthorized, "token-wrong", "a bearer token in force is needed")
    }
    let body: JSONValue
    do throws(JSONError) {
      body = try JSONValue.parse(request.body, file: "body")
    } catch {
      throw IntakeRefusal(.badRequest, "no-json", "the body is no JSON")
    }
    return (body.arrayValue ?? [body]).map(item)
  }

  private func item(_ value: JSONValue) -> IntakeItem {
    let digest = "sha256:" + HMAC.digest(Array(value.text.utf8))
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
