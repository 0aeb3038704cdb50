package import Statechart

/// The receiver of a delayed send as one text.
package enum DestinationCoding {
  /// The destination as text, such as `session:c17`.
  package static func text(_ destination: Destination) -> String {
    switch destination {
    case .session(let id): "session:\(id)"
    case .parent: "parent:"
    case .invocation(let id): "invocation:\(id)"
    case .http(let url): "http:\(url)"
    case .connector(let name): "connector:\(name)"
    }
  }

  /// The destination of a text.
  package static func destination(_ text: String) throws(DamagedEncoding) -> Destination {
    guard let colon = text.firstIndex(of: ":") else { throw DamagedEncoding() }
    let rest = String(text[text.index(after: colon)...])
    switch text[..<colon] {
    case "session": return .session(rest)
    case "parent": return .parent
    case "invocation": return .invocation(rest)
    case "http": return .http(rest)
    case "connector": return .connector(rest)
    default: throw DamagedEncoding()
    }
  }
}
