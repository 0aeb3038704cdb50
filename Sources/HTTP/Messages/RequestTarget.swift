/// The path and the query of a request, decoded.
public struct RequestTarget: Sendable, Hashable {
  /// One `name=value` of the query.
  public struct QueryItem: Sendable, Hashable {
    /// The name, decoded.
    public var name: String
    /// The value, decoded; empty where the query had none.
    public var value: String
  }

  /// The path as sent, still encoded, such as `/v1/tables/a%20b`.
  public let rawPath: String
  /// The segments between the slashes, each decoded on its own, so an encoded slash stays inside.
  public let segments: [String]
  /// The query in the order it was written.
  public let query: [QueryItem]

  /// Reads a target in origin form, such as `/v1/cases?limit=10` (RFC 9112, section 3.2.1).
  ///
  /// - Returns: nil when the target does not begin with a slash or its encoding is broken.
  public init?(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first, path.hasPrefix("/") else { return nil }
    var decoded: [String] = []
    for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let plain = PercentEncoding.decode(segment, plusIsBlank: false) else { return nil }
      decoded.append(plain)
    }
    var items: [QueryItem] = []
    for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard
        let name = PercentEncoding.decode(halves.first ?? "", plusIsBlank: true),
        let value = PercentEncoding.decode(halves.dropFirst().first ?? "", plusIsBlank: true)
      else { return nil }
      items.append(QueryItem(name: name, value: value))
    }
    rawPath = String(path)
    segments = decoded
    query = items
  }
}
