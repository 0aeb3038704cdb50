import Foundation
import JSON
import TestSupport
import Testing

/// What happens to one case of a use case, as a file under `Scenarios/` tells it.
struct Scenario: Sendable, CustomTestStringConvertible {
  var workflow: String
  var name: String
  /// The case's start data.
  var data: JSONValue
  /// What messages of these names are answered with.
  var answers: [String: JSONValue]
  /// What messages of these names are refused with.
  var refusals: [String: JSONValue]
  var steps: [JSONValue]

  var testDescription: String { "\(workflow): \(name)" }

  /// All scenarios, by workflow.
  static let all: [Scenario] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Scenarios", isDirectory: true)
    return Corpus.files(in: folder, extensions: ["json"]).flatMap(read)
  }()

  /// One scenario of each workflow, for tests that need start data only.
  static let first: [Scenario] = all.reduce(into: []) { found, scenario in
    if found.last?.workflow != scenario.workflow { found.append(scenario) }
  }

  private static func read(_ file: URL) -> [Scenario] {
    guard let bytes = try? Data(contentsOf: file),
      let json = try? JSONValue.parse(Array(bytes), file: file.lastPathComponent)
    else {
      Issue.record("\(file.lastPathComponent) is no JSON")
      return []
    }
    let workflow = json["workflow"]?.stringValue ?? "?"
    return (json["scenarios"]?.arrayValue ?? []).map { scenario in
      Scenario(
        workflow: workflow, name: scenario["name"]?.stringValue ?? "?",
        data: merge(json["data"] ?? .object([]), scenario["with"]),
        answers: members(scenario["answers"]), refusals: members(scenario["failures"]),
        steps: scenario["steps"]?.arrayValue ?? [])
    }
  }

  /// The object with the members of another one in place of its own.
  static func merge(_ base: JSONValue, _ over: JSONValue?) -> JSONValue {
    var members = base.objectValue ?? []
    for member in over?.objectValue ?? [] {
      members.removeAll { $0.name == member.name }
      members.append(member)
    }
    return .object(members)
  }

  private static func members(_ value: JSONValue?) -> [String: JSONValue] {
    (value?.objectValue ?? []).reduce(into: [:]) { $0[$1.name] = $1.value }
  }
}
