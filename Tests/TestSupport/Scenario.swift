import Foundation
public import JSON

/// What happens to one case of a use case, as a file under `Scenarios/` tells it.
public struct Scenario: Sendable, CustomStringConvertible {
  /// The workflow's name.
  public var workflow: String
  /// What happens in it.
  public var name: String
  /// The case's start data.
  public var data: JSONValue
  /// What messages of these names are answered with.
  public var answers: [String: JSONValue]
  /// What messages of these names are refused with.
  public var refusals: [String: JSONValue]
  /// What is done and looked at, in this order.
  public var steps: [JSONValue]

  /// The workflow and what happens.
  public var description: String { "\(workflow): \(name)" }

  /// All scenarios, by workflow.
  public static let all: [Scenario] = {
    let folder = Corpus.package.appendingPathComponent("Tests/RunnerTests/Scenarios")
    return Corpus.files(in: folder, extensions: ["json"]).flatMap(read)
  }()

  /// One scenario of each workflow, for tests that need start data only.
  public static let first: [Scenario] = all.reduce(into: []) { found, scenario in
    if found.last?.workflow != scenario.workflow { found.append(scenario) }
  }

  private static func read(_ file: URL) -> [Scenario] {
    guard let bytes = try? Data(contentsOf: file),
      let json = try? JSONValue.parse(Array(bytes), file: file.lastPathComponent)
    else {
      preconditionFailure("\(file.lastPathComponent) is no JSON")
    }
    let workflow = json["workflow"]?.stringValue ?? "?"
    return (json["scenarios"]?.arrayValue ?? []).map { scenario in
      Scenario(
        workflow: workflow, name: scenario["name"]?.stringValue ?? "?",
        data: (json["data"] ?? .object([])).merged(with: scenario["with"] ?? .null),
        answers: members(scenario["answers"]), refusals: members(scenario["failures"]),
        steps: scenario["steps"]?.arrayValue ?? [])
    }
  }

  private static func members(_ value: JSONValue?) -> [String: JSONValue] {
    (value?.objectValue ?? []).reduce(into: [:]) { $0[$1.name] = $1.value }
  }
}
