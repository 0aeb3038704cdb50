import JSON
import TestSupport
import Testing

/// A case as it runs against the stand-ins, and what is there afterwards.
struct StandinStory: Sendable, CustomTestStringConvertible {
  var workflow: String
  var key: String
  var data: JSONValue
  /// What the systems held before, by system and kind.
  var put: JSONValue
  /// `{"event", "data"}`, `{"complete", "outcome", "as"}` and `{"hours"}`.
  var steps: [JSONValue]
  var state: JSONValue
  /// How much of what each system holds.
  var there: [JSONMember]

  var testDescription: String { "\(workflow) \(key)" }

  static let all: [StandinStory] = {
    let bytes = (try? Corpus.bytes("Tests/EndToEndTests/Standins/stories.json")) ?? []
    let json = (try? JSONValue.parse(bytes, file: "stories.json")) ?? .array([])
    return (json.arrayValue ?? []).flatMap { family in
      (family["stories"]?.arrayValue ?? []).map { story in
        StandinStory(
          workflow: family["workflow"]?.stringValue ?? "", key: story["key"]?.stringValue ?? "",
          data: (family["data"] ?? .object([])).merged(with: story["with"] ?? .null),
          put: story["put"] ?? .object([]), steps: story["steps"]?.arrayValue ?? [],
          state: story["state"] ?? .array([]), there: story["there"]?.objectValue ?? [])
      }
    }
  }()
}
