import Foundation
import JSON
import TestSupport

/// What outside systems send, and what becomes of it, as a file under `Stories/` tells it.
struct IntakeStory: Sendable, CustomStringConvertible {
  var useCase: String
  var name: String
  var steps: [JSONValue]

  var description: String { "\(useCase): \(name)" }

  /// All stories.
  static let all: [IntakeStory] = {
    let folder = Corpus.package.appendingPathComponent("Tests/EndToEndTests/Stories")
    return Corpus.files(in: folder, extensions: ["json"]).flatMap { file -> [IntakeStory] in
      guard let bytes = try? Data(contentsOf: file),
        let json = try? JSONValue.parse(Array(bytes), file: file.lastPathComponent)
      else { preconditionFailure("\(file.lastPathComponent) is no JSON") }
      return (json["stories"]?.arrayValue ?? []).map { story in
        IntakeStory(
          useCase: json["useCase"]?.stringValue ?? "?", name: story["name"]?.stringValue ?? "?",
          steps: story["steps"]?.arrayValue ?? [])
      }
    }
  }()
}

/// JSON as Meta writes it: everything outside ASCII as `\u` pairs, and slashes escaped.
enum MetaText {
  static func bytes(_ json: JSONValue) -> [UInt8] {
    var text = ""
    for unit in json.text.utf16 {
      switch unit {
      case 0x2F: text += "\\/"
      case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(UInt8(unit)))
      default:
        let hex = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }
    }
    return Array(text.utf8)
  }
}
