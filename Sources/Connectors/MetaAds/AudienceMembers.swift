import DMN
import JSON

/// People as custom audiences take them: rows of SHA-256 hashes.
struct AudienceMembers: Sendable {
  /// The most rows of one call.
  private static let mostRows = 10_000

  private let schema: [String]
  private let rows: [[String]]

  /// Reads one person or several: an address, a hash, or a context with `email` and `phone`.
  ///
  /// - Throws: `DeliveryError`, permanent, for what is none of these.
  init(_ fields: OperationFields) throws(DeliveryError) {
    let people = fields["user"]?.arrayValue ?? [fields["user"] ?? .null]
    var rows: [(email: String, phone: String)] = []
    for person in people {
      let email: String? =
        switch person {
        case .string(let text): text
        default: person["email"]?.stringValue
        }
      let row = (
        email: email.flatMap(Self.email) ?? "",
        phone: person["phone"]?.stringValue.flatMap(Self.phone) ?? ""
      )
      guard !row.email.isEmpty || !row.phone.isEmpty else {
        throw fields.fault(
          "user", "holds somebody who cannot be told",
          expected: "an e-mail address, its SHA-256, or a context with \"email\" or \"phone\"")
      }
      rows.append(row)
    }
    let hasPhones = rows.contains { !$0.phone.isEmpty }
    schema = hasPhones ? ["EMAIL", "PHONE"] : ["EMAIL"]
    self.rows = rows.map { hasPhones ? [$0.email, $0.phone] : [$0.email] }
  }

  /// The bodies of the calls, each of at most ten thousand people.
  var payloads: [JSONValue] {
    stride(from: 0, to: rows.count, by: Self.mostRows).map { start in
      let chunk = rows[start..<min(start + Self.mostRows, rows.count)]
      return [
        "schema": .array(schema.map(JSONValue.string)),
        "data": .array(chunk.map { .array($0.map(JSONValue.string)) }),
      ]
    }
  }

  /// A hash as it is, an address trimmed, in small letters and hashed; nil for neither.
  private static func email(_ text: String) -> String? {
    let text = trimmed(text).lowercased()
    if isHash(text) { return text }
    return text.contains("@") ? SHA256.digits(of: Array(text.utf8)) : nil
  }

  /// A hash as it is, a number as its digits with the country's code, hashed; nil for neither.
  private static func phone(_ text: String) -> String? {
    let text = trimmed(text).lowercased()
    if isHash(text) { return text }
    var digits = text.filter { ("0"..."9").contains($0) }
    if digits.hasPrefix("00") { digits.removeFirst(2) }
    return digits.count >= 7 && !digits.hasPrefix("0") ? SHA256.digits(of: Array(digits.utf8)) : nil
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
