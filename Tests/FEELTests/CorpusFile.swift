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
}
