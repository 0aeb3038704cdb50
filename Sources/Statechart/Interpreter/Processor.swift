/// The event processors that a send can name by `type`.
enum Processor {
  case scxml, http, connector

  /// Spec: SCXML 1.0 § C.1.
  static let scxmlType = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
  /// Spec: SCXML 1.0 § C.2.
  static let httpType = "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor"
  /// The namespace of Docket's own types.
  static let namespace = "urn:docket:workflow:1"

  init?(type: String?) {
    switch type {
    case nil, "scxml", Processor.scxmlType, "http://www.w3.org/TR/scxml/",
      "http://www.w3.org/TR/scxml":
      self = .scxml
    case "basichttp", Processor.httpType: self = .http
    case "connector", "\(Processor.namespace)#connector": self = .connector
    default: return nil
    }
  }

  /// Whether a target names a host that is reached by HTTP; spec: SCXML 1.0 § C.2.
  static func isHTTPAddress(_ target: String) -> Bool {
    guard let scheme = target.firstRange(of: "://"),
      ["http", "https"].contains(target[..<scheme.lowerBound].lowercased())
    else { return false }
    let host = target[scheme.upperBound...].prefix { !"/?#".contains($0) }
    return !host.isEmpty && !target.contains(where: \.isWhitespace)
  }
}

extension InvocationStart.Kind {
  /// What an invocation's `type` names, in its long or short form; nil if nothing.
  public init?(type: String?) {
    guard let type else {
      self = .scxml
      return
    }
    switch type {
    case "scxml", "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml": self = .scxml
    default:
      let prefix = "\(Processor.namespace)#"
      let short = type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type
      guard let kind = Self(rawValue: short), kind != .scxml else { return nil }
      self = kind
    }
  }
}
