import Casework
import JSON

/// The cases of an archive, read and checked without a store.
struct ArchiveFile {
  /// The cases asked for, in the order of the file; each once.
  let cases: [JSONValue]
  /// Lines that are no case, and chains that are broken, of the whole file.
  let faults: [String]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - wanted: Only cases with this id or business key; nil for all.
  /// - Throws: `CommandFailure` when it cannot be read.
  init(path: String, wanted: String?) throws {
    var lines = try LineReader(path)
    var found: [String: JSONValue] = [:]
    var order: [String] = []
    var faults: [String] = []
    while let line = try lines.next(1).first {
      let json = try? JSONValue.parse(line.bytes)
      guard let json, let archived = ArchivedCase(json) else {
        faults.append("line \(line.number) is no case")
        continue
      }
      faults += archived.faults.map { "line \(line.number), \(archived.id): \($0)" }
      guard wanted == nil || wanted == "\(archived.id)" || json["key"]?.shown == wanted else {
        continue
      }
      // A case that was written twice was not removed the first time: the later line counts.
      if found.updateValue(json, forKey: "\(archived.id)") == nil { order.append("\(archived.id)") }
    }
    cases = order.compactMap { found[$0] }
    self.faults = faults
  }
}
