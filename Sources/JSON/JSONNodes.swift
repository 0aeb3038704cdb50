internal import CSimdjson

/// The parts of a JSON text in the order written, for who makes his own values of them.
///
/// The nodes belong to the parser and are valid until it reads the next text; `JSONParser.withNodes`
/// gives them for the time of a call only.
@unsafe public struct JSONNodes {
  /// What a part is.
  public enum Kind: Sendable {
    /// `null`, and what comes behind the end.
    case null
    /// `true` or `false`: `count` is 1 or 0.
    case boolean
    /// A number, `text` as it is written.
    case number
    /// A text without quotes and escapes.
    case string
    /// The name of a member; its value follows.
    case name
    /// An array; so many values as `count` says follow.
    case array
    /// An object; so many names with their values as `count` says follow.
    case object
  }

  /// One part.
  @unsafe public struct Node {
    /// What it is.
    public let kind: Kind
    /// How many parts follow that belong to it.
    public let count: Int
    /// Its text as UTF-8.
    public let text: UnsafeBufferPointer<UInt8>
  }

  private let nodes: UnsafeBufferPointer<docket_json_node>
  private var position = 0

  init(_ nodes: UnsafeBufferPointer<docket_json_node>) {
    unsafe self.nodes = nodes
  }

  /// The next part.
  public mutating func next() -> Node {
    guard unsafe position < nodes.count else { return unsafe Node(.null) }
    let node = unsafe nodes[position]
    unsafe position += 1
    switch Int(unsafe node.kind) {
    case DOCKET_JSON_TRUE: return unsafe Node(.boolean, count: 1)
    case DOCKET_JSON_FALSE: return unsafe Node(.boolean)
    case DOCKET_JSON_NUMBER: return unsafe Node(.number, node)
    case DOCKET_JSON_STRING: return unsafe Node(.string, node)
    case DOCKET_JSON_NAME: return unsafe Node(.name, node)
    case DOCKET_JSON_ARRAY: return unsafe Node(.array, count: Int(node.count))
    case DOCKET_JSON_OBJECT: return unsafe Node(.object, count: Int(node.count))
    default: return unsafe Node(.null)
    }
  }

  /// Passes over the next value with all that belongs to it.
  public mutating func skip() {
    let node = unsafe next()
    switch unsafe node.kind {
    case .null, .boolean, .number, .string, .name: break
    case .array:
      for _ in unsafe 0..<node.count { unsafe skip() }
    case .object:
      for _ in unsafe 0..<node.count {
        _ = unsafe next()
        unsafe skip()
      }
    }
  }

  /// The next value; the nesting was bounded when the nodes were made.
  mutating func value() -> JSONValue {
    let node = unsafe next()
    switch unsafe node.kind {
    case .null, .name: return .null
    case .boolean: return .boolean(unsafe node.count == 1)
    case .number: return .number(unsafe String(decoding: node.text, as: UTF8.self))
    case .string: return .string(unsafe String(decoding: node.text, as: UTF8.self))
    case .array:
      var items: [JSONValue] = []
      items.reserveCapacity(unsafe node.count)
      for _ in unsafe 0..<node.count { items.append(unsafe value()) }
      return .array(items)
    case .object:
      var members: [JSONMember] = []
      members.reserveCapacity(unsafe node.count)
      for _ in unsafe 0..<node.count {
        let name = unsafe String(decoding: next().text, as: UTF8.self)
        members.append(JSONMember(name, unsafe value()))
      }
      return .object(members)
    }
  }
}

extension JSONNodes.Node {
  fileprivate init(_ kind: JSONNodes.Kind, count: Int = 0) {
    unsafe self.init(
      kind: kind, count: count, text: UnsafeBufferPointer(start: nil, count: 0))
  }

  fileprivate init(_ kind: JSONNodes.Kind, _ node: docket_json_node) {
    unsafe self.init(
      kind: kind, count: 0,
      text: UnsafeBufferPointer(
        start: UnsafeRawPointer(node.text)?.assumingMemoryBound(to: UInt8.self),
        count: node.length))
  }
}
