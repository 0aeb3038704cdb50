import JSON

/// An SCXML document as it is stored: with the files that it names by `src`, so that a case goes on as
/// it began even when those files have changed or are gone.
///
/// A document that names no files is stored as it is. Else the first line is JSON, the rest the document.
struct StoredDocument {
  /// The texts of the files by the names that the document gives them, sorted by name.
  var sources: [(name: String, text: String)]
  var file: [UInt8]

  init(sources: [String: String], file: [UInt8]) {
    self.sources = sources.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    self.file = file
  }

  /// Reads the stored form.
  init(_ bytes: [UInt8]) {
    guard bytes.first == UInt8(ascii: "{"), let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let head = try? JSONValue.parse(Array(bytes[..<end])),
      case .object(let members)? = head["sources"]
    else {
      self.init(sources: [:], file: bytes)
      return
    }
    var sources: [String: String] = [:]
    for member in members { sources[member.name] = member.value.stringValue }
    self.init(sources: sources, file: Array(bytes[bytes.index(after: end)...]))
  }

  var bytes: [UInt8] {
    guard !sources.isEmpty else { return file }
    let head: JSONValue = [
      "sources": .object(sources.map { JSONMember($0.name, .string($0.text)) })
    ]
    return Array(head.text.utf8) + [UInt8(ascii: "\n")] + file
  }
}
