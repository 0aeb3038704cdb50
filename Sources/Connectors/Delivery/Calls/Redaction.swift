import HTTP
import JSON

/// Takes secrets out of what people and logs get to see.
struct Redaction: Sendable {
  /// What must not be shown, the longest first: one secret may be part of another.
  private let secrets: [String]

  /// What stands in a secret's place.
  static let mark = "[secret]"

  /// Makes a redaction; texts of fewer than four bytes are no secrets.
  init(_ secrets: [String]) {
    self.secrets = Set(secrets).filter { $0.utf8.count >= 4 }
      .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  /// The text without secrets, also as they stand in addresses.
  func callAsFunction(_ text: String) -> String {
    var text = text
    for secret in secrets {
      text = text.replacing(secret, with: Self.mark)
      let encoded = PercentEncoding.encode(secret)
      if encoded != secret { text = text.replacing(encoded, with: Self.mark) }
    }
    return text
  }

  /// The value without secrets in its texts.
  func callAsFunction(_ json: JSONValue) -> JSONValue {
    switch json {
    case .string(let text): .string(self(text))
    case .array(let items): .array(items.map { self($0) })
    case .object(let members):
      .object(members.map { JSONMember($0.name, self($0.value)) })
    default: json
    }
  }

  /// The error without secrets.
  func callAsFunction(_ error: DeliveryError) -> DeliveryError {
    guard !secrets.isEmpty else { return error }
    return DeliveryError(error.kind, self(error.message), data: self(error.data))
  }
}
