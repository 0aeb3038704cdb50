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
    unsafe withNodes(bytes) { nodes in unsafe nodes.value() }
  }

  /// Reads one text and gives its parts.
  ///
  /// - Parameters:
  ///   - text: The text as UTF-8.
  ///   - body: What to do with the parts, which are not valid any more when it returns.
  /// - Returns: What `body` returns; nil where the text is not JSON, which `parse` explains.
  public func withNodes<Result>(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (inout JSONNodes) -> Result
  ) -> Result? {
    guard let reader = unsafe reader else { return nil }
    var count = 0
    let nodes = unsafe text.withMemoryRebound(to: CChar.self) { text in
      unsafe docket_json_read(reader, text.baseAddress, text.count, JSONParser.maximumDepth, &count)
    }
    guard let nodes = unsafe nodes else { return nil }
    var walk = unsafe JSONNodes(UnsafeBufferPointer(start: nodes, count: count))
    return unsafe body(&walk)
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
