internal import CSimdjson
internal import Diagnostics

/// Reads JSON texts one after the other, keeping its memory between them.
///
/// One task uses a parser at a time; for a single text `JSONValue.parse` is simpler.
@safe public final class JSONParser {
  /// The deepest nesting of arrays and objects that is read.
  public static let maximumDepth = 256

  private let reader: OpaquePointer?

  /// Makes a parser.
  public init() {
    unsafe reader = docket_json_reader_create()
  }

  deinit {
    unsafe docket_json_reader_free(reader)
  }

  /// Reads one text.
  ///
  /// Of two members with one name both are kept, in order; look-ups find the last (RFC 8259 § 4).
  /// - Parameters:
  ///   - text: The text as UTF-8.
  ///   - file: What to call the text in messages.
  /// - Returns: The value; numbers keep their digits.
  /// - Throws: `JSONError` with the first fault.
  public func parse(_ text: [UInt8], file: String = "<input>") throws(JSONError) -> JSONValue {
    let value = unsafe text.withUnsafeBufferPointer { bytes in unsafe read(bytes) }
    guard let value else { throw JSONFaultFinder.explain(text, file: file) }
    return value
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    guard let reader = unsafe reader else { return nil }
    var count = 0
    let nodes = unsafe bytes.withMemoryRebound(to: CChar.self) { text in
      unsafe docket_json_read(reader, text.baseAddress, text.count, JSONParser.maximumDepth, &count)
    }
    guard let nodes = unsafe nodes else { return nil }
    var walk = unsafe NodeWalk(nodes: UnsafeBufferPointer(start: nodes, count: count))
    return unsafe walk.value()
  }
}

extension JSONValue {
  /// Reads a JSON text; see `JSONParser.parse`.
  ///
  /// - Throws: `JSONError` with the first fault.
  public static func parse(_ text: String, file: String = "<input>") throws(JSONError) -> JSONValue
  {
    try JSONParser().parse(Array(text.utf8), file: file)
  }

  /// Reads a JSON text given as UTF-8; see `JSONParser.parse`.
  ///
  /// - Throws: `JSONError` with the first fault.
  public static func parse(_ text: [UInt8], file: String = "<input>") throws(JSONError) -> JSONValue
  {
    try JSONParser().parse(text, file: file)
  }
}

/// Builds values from the flat list of nodes; the nesting was bounded when it was made.
@unsafe private struct NodeWalk {
  let nodes: UnsafeBufferPointer<docket_json_node>
  var position = 0

  init(nodes: UnsafeBufferPointer<docket_json_node>) {
    unsafe self.nodes = nodes
  }

  mutating func value() -> JSONValue? {
    guard unsafe position < nodes.count else { return nil }
    let node = unsafe nodes[position]
    unsafe position += 1
    switch Int(unsafe node.kind) {
    case DOCKET_JSON_NULL: return .null
    case DOCKET_JSON_TRUE: return .boolean(true)
    case DOCKET_JSON_FALSE: return .boolean(false)
    case DOCKET_JSON_NUMBER: return .number(unsafe text(of: node))
    case DOCKET_JSON_STRING: return .string(unsafe text(of: node))
    case DOCKET_JSON_ARRAY: return unsafe array(of: Int(node.count))
    case DOCKET_JSON_OBJECT: return unsafe object(of: Int(node.count))
    default: return nil
    }
  }

  private mutating func array(of count: Int) -> JSONValue? {
    var items: [JSONValue] = []
    items.reserveCapacity(count)
    for _ in 0..<count {
      guard let item = unsafe value() else { return nil }
      items.append(item)
    }
    return .array(items)
  }

  private mutating func object(of count: Int) -> JSONValue? {
    var members: [JSONMember] = []
    members.reserveCapacity(count)
    for _ in 0..<count {
      guard unsafe position < nodes.count else { return nil }
      let name = unsafe text(of: nodes[position])
      unsafe position += 1
      guard let value = unsafe value() else { return nil }
      members.append(JSONMember(name, value))
    }
    return .object(members)
  }

  private func text(of node: docket_json_node) -> String {
    unsafe String(
      decoding: UnsafeRawBufferPointer(start: node.text, count: node.length), as: UTF8.self)
  }
}
