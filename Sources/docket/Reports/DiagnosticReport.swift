import Diagnostics
import JSON
import Service

/// Diagnostics for programs.
struct DiagnosticReport {
  let diagnostics: [Diagnostic]

  /// The JSON of `docket check --format json`.
  var json: JSONValue {
    [
      "diagnostics": .array(diagnostics.map(\.json)),
      "errors": .number(String(diagnostics.count { $0.severity == .error })),
      "warnings": .number(String(diagnostics.count { $0.severity == .warning })),
    ]
  }

  /// Spec: SARIF 2.1.0, as code hosts read it.
  var sarif: JSONValue {
    let codes = Set(diagnostics.map(\.code.id)).sorted()
    return [
      "version": "2.1.0",
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "docket", "version": .string(Docket.version),
              "rules": .array(codes.map { ["id": .string($0)] }),
            ]
          ],
          "columnKind": "unicodeCodePoints",
          "results": .array(diagnostics.map(Self.result)),
        ]
      ],
    ]
  }

  private static func result(_ diagnostic: Diagnostic) -> JSONValue {
    var physical = [
      JSONMember("artifactLocation", ["uri": .string(diagnostic.origin.file)])
    ]
    if case .line(let line, let column) = diagnostic.origin.anchor {
      var region = [JSONMember("startLine", .number(String(line)))]
      if column > 0 { region.append(JSONMember("startColumn", .number(String(column)))) }
      physical.append(JSONMember("region", .object(region)))
    }
    return [
      "ruleId": .string(diagnostic.code.id),
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.text)],
      "locations": [
        [
          "physicalLocation": .object(physical),
          "logicalLocations": [["fullyQualifiedName": .string(diagnostic.origin.place)]],
        ]
      ],
    ]
  }
}
