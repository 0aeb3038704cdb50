import FEEL
import JSON
public import Statechart

/// An event as the BasicHTTP event processor sends and receives it.
///
/// Spec: SCXML 1.0, C.2.
public struct BasicHTTPMessage: Sendable, Hashable {
  /// The path of the request with its query.
  public let path: String
  /// The media type of the body; empty where the sender gave none.
  public let contentType: String
  /// The body.
  public let body: String

  /// Takes a request as it was received.
  ///
  /// - Parameters:
  ///   - path: The path with its query, as in the request line.
  ///   - contentType: The media type; its parameters are of no concern.
  ///   - body: The body.
  public init(path: String, contentType: String, body: String) {
    self.path = path
    self.contentType =
      contentType.prefix { $0 != ";" }.trimmed.lowercased()
    self.body = body
  }

  /// Encodes an event: content as a body of its own, arguments as a form.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - isContent: Whether its data are content, not named arguments.
  ///   - url: Where it goes.
  public init(_ event: StatechartEvent, isContent: Bool, url: String) {
    var path = Self.path(of: url)
    let name = event.name
    if isContent {
      if case .string(let text) = event.data {
        contentType = "text/plain"
        body = text
      } else {
        contentType = "application/json"
        body = event.data.json.text
      }
      if !name.isEmpty {
        path += "\(path.contains("?") ? "&" : "?")_scxmleventname=\(Self.encoded(name))"
      }
    } else {
      contentType = "application/x-www-form-urlencoded"
      var fields = name.isEmpty ? [] : [("_scxmleventname", name)]
      if case .context(let data) = event.data {
        for entry in data.entries {
          for value in entry.value.formValues { fields.append((entry.key, value)) }
        }
      }
      body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    }
    self.path = path
  }

  /// The part of a URL that a request line holds.
  private static func path(of url: String) -> String {
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return url }
    let query = parts.count == 3 ? parts[2].drop { $0 != "?" } : parts[3]
    return "/" + query.prefix { $0 != "#" }
  }

  /// The text of the request.
  public var raw: String {
    "POST \(path) HTTP/1.1\r\nContent-Type: \(contentType)\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// The event that the receiver makes of it; form values stay strings, and a field that comes several
  /// times is the list of them.
  public var event: StatechartEvent {
    var name: String?
    var data = Value.null
    var fields = path.split(separator: "?", maxSplits: 1).dropFirst().first.map(Self.decoded) ?? []
    // Fields of the query are data where the body has none of its own.
    var fieldsAreData = body.isEmpty
    switch contentType {
    case "application/x-www-form-urlencoded":
      fields += Self.decoded(Substring(body))
      fieldsAreData = true
    case "application/json":
      data = (try? JSONValue.parse(body)).map { Value(json: $0) } ?? .string(body)
    case "" where body.isEmpty: break
    default: data = .string(body)
    }
    var entries = [ContextValue.Entry]()
    for (key, value) in fields {
      if key == "_scxmleventname" {
        if name == nil, !value.isEmpty { name = value }
      } else if let known = entries.firstIndex(where: { $0.key == key }) {
        entries[known] = .init(key, .list(entries[known].value.items + [.string(value)]))
      } else {
        entries.append(.init(key, .string(value)))
      }
    }
    if fieldsAreData, !entries.isEmpty { data = .context(ContextValue(entries)) }
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
  fileprivate var formValues: [String] { items.map(\.description) }

  fileprivate var items: [Value] {
    if case .list(let items) = self { items } else { [self] }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    let front = drop(while: \.isWhitespace)
    return front[
      ..<(front.lastIndex { !$0.isWhitespace }.map(front.index(after:)) ?? front.startIndex)]
  }
}
