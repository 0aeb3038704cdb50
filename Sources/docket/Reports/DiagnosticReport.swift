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
    if let region = region(diagnostic.origin) {
      physical.append(JSONMember("region", .object(region)))
    }
    return [
      "ruleId": .string(diagnostic.code.id),
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.text)],
      "locations": [
        [
          "physicalLocation": .object(physical),
          "logicalLocations": [.object(logical(diagnostic.origin))],
        ]
      ],
    ]
  }

  /// The line and column, as far as a code host can show them.
  ///
  /// The line of a cell in a text file is its row, unless cells above it hold line breaks. A workbook
  /// has no lines.
  private static func region(_ origin: Origin) -> [JSONMember]? {
    switch origin.anchor {
    case .file: return nil
    case .line(let line, let column):
      var region = [JSONMember("startLine", .number(String(line)))]
      if column > 0 { region.append(JSONMember("startColumn", .number(String(column)))) }
      return region
    case .cell(let sheet, let reference):
      guard sheet == nil, let row = Int(reference.drop { !$0.isNumber }), row > 0 else {
        return nil
      }
      return [JSONMember("startLine", .number(String(row)))]
    }
  }

  private static func logical(_ origin: Origin) -> [JSONMember] {
    var members = [JSONMember("fullyQualifiedName", .string(origin.place))]
    if case .cell(_, let reference) = origin.anchor {
      members += [JSONMember("name", .string(reference)), JSONMember("kind", "cell")]
    }
    return members
  }
}
