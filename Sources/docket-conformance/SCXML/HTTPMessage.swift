import FEEL
import JSON
import Statechart

/// A send by HTTP to a session of this engine, encoded and decoded as if it had been sent.
///
/// Spec: SCXML 1.0, C.2.
struct HTTPMessage {
  /// The fixed address under which sessions are reached; nothing listens there.
  static let base = "http://127.0.0.1/sessions/"

  let path: String
  let contentType: String
  let body: String

  init(_ message: OutgoingMessage, url: String) {
    var path = url.hasPrefix("http://127.0.0.1") ? String(url.dropFirst(16)) : url
    let name = message.event.name
    if message.isContent {
      if case .string(let text) = message.event.data {
        contentType = "text/plain"
        body = text
      } else {
        contentType = "application/json"
        body = message.event.data.json.text
      }
      if !name.isEmpty { path += "?_scxmleventname=\(Self.encoded(name))" }
    } else {
      contentType = "application/x-www-form-urlencoded"
      var fields = name.isEmpty ? [] : [("_scxmleventname", name)]
      if case .context(let data) = message.event.data {
        for entry in data.entries {
          for value in entry.value.formValues { fields.append((entry.key, value)) }
        }
      }
      body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    }
    self.path = path
  }

  /// The session a URL belongs to.
  static func session(at url: String) -> String? {
    guard url.hasPrefix(base) else { return nil }
    return String(url.dropFirst(base.count).prefix { $0 != "?" })
  }

  /// The text of the request.
  var raw: String {
    "POST \(path) HTTP/1.1\r\nContent-Type: \(contentType)\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// The event that the receiver makes of it; form values stay strings.
  var event: StatechartEvent {
    var name: String?
    var data = Value.null
    var fields = path.split(separator: "?", maxSplits: 1).dropFirst().first.map(Self.decoded) ?? []
    switch contentType {
    case "application/x-www-form-urlencoded": fields += Self.decoded(Substring(body))
    case "application/json":
      data = (try? JSONValue.parse(body)).map { Value(json: $0) } ?? .string(body)
    default: data = .string(body)
    }
    var entries = [ContextValue.Entry]()
    for (key, value) in fields {
      if key == "_scxmleventname" {
        name = value
      } else {
        entries.append(.init(key, .string(value)))
      }
    }
    if !entries.isEmpty { data = .context(ContextValue(entries)) }
    return StatechartEvent(
      name ?? "HTTP.POST", originType: "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor",
      data: data, raw: raw)
  }

  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "*"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): result += "+"
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += "%" + (hex.count == 1 ? "0" + hex : hex)
      }
    }
    return result
  }

  private static func decoded(_ form: Substring) -> [(String, String)] {
    form.split(separator: "&").map { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decodedText(parts.first ?? ""), decodedText(parts.dropFirst().first ?? ""))
    }
  }

  private static func decodedText(_ text: Substring) -> String {
    var bytes = [UInt8]()
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Value {
  /// The values of a form field: those of a list, or the one.
  fileprivate var formValues: [String] {
    if case .list(let items) = self { items.map(\.description) } else { [description] }
  }
}
