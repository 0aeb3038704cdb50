import Foundation
import TestSupport
import Testing

/// One line of a corpus: fields between ` | `, with the line it stands on.
struct CorpusCase: Sendable, CustomTestStringConvertible {
  var file: String
  var line: Int
  var fields: [String]

  var testDescription: String { "\(file):\(line) \(fields.first ?? "")" }

  /// The cases of a file in Corpus; empty lines and lines that begin with `#` are passed over.
  static func read(_ file: String) -> [CorpusCase] {
    let url = Corpus.package.appendingPathComponent("Tests/FEELTests/Corpus/\(file)")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      let fields = line.components(separatedBy: " | ").map {
        $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "⏎", with: "\n")
      }
      return CorpusCase(file: file, line: index + 1, fields: fields)
    }
  }

  /// Whether golden fields are to be written anew (`make record`).
  static var isRecording: Bool { ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil }

  /// Writes a corpus anew, with the last field of each case as `result` gives it.
  static func record(_ file: String, fields: Int, _ result: (CorpusCase) throws -> String) throws {
    let url = Corpus.package.appendingPathComponent("Tests/FEELTests/Corpus/\(file)")
    var lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    for example in read(file) {
      var shown = lines[example.line - 1].components(separatedBy: " | ")
      var complete = example
      if shown.count < fields {
        shown.append("")
        complete.fields.append("")
      }
      shown[shown.count - 1] = try result(complete).replacingOccurrences(of: "\n", with: "⏎")
      lines[example.line - 1] = shown.joined(separator: " | ")
    }
    try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
  }
}
