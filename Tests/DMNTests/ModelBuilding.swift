import DMN
import Diagnostics
import FEEL
import Testing

/// Short ways to build models, read DMN texts and decide in tests.
enum Make {
  static let origin = Origin(file: "test.csv", anchor: .cell(sheet: nil, reference: "A1"))
  static let noon = DecisionOptions(now: DateAndTime("2026-03-01T12:00:00Z") ?? midnight)
  private static let midnight: DateAndTime = {
    guard let time = DateAndTime(instant: 0) else { preconditionFailure("1970 began") }
    return time
  }()

  static func text(_ text: String, row: Int = 1, column: String = "A") -> FEELText {
    FEELText(
      text,
      at: Origin(file: "test.csv", anchor: .cell(sheet: nil, reference: "\(column)\(row)")))
  }

  /// A decision `result` by a table; rules are written `tests => outputs`, cells separated by `|`.
  static func table(
    _ policy: HitPolicy, inputs: [String], outputs: [OutputClause], rules: [String]
  ) -> DecisionTable {
    DecisionTable(
      hitPolicy: policy,
      inputs: inputs.map { InputClause(expression: text($0), origin: origin) },
      outputs: outputs,
      rules: rules.enumerated().map { index, rule in
        let sides = rule.split(separator: "=>", maxSplits: 1).map(String.init)
        return DecisionRule(
          id: String(index + 1),
          inputEntries: cells(sides.first ?? "", row: index + 10),
          outputEntries: cells(sides.last ?? "", row: index + 10),
          origin: Origin(
            file: "test.csv", anchor: .cell(sheet: nil, reference: "A\(index + 10)")))
      }, origin: origin)
  }

  private static func cells(_ text: String, row: Int) -> [FEELText] {
    text.split(separator: "|").enumerated().map { index, cell in
      let column = String(UnicodeScalar(UInt8(ascii: "B") + UInt8(index)))
      return Make.text(cell.trimmed, row: row, column: column)
    }
  }

  static func output(
    _ name: String? = nil, values: String? = nil, defaultEntry: String? = nil
  ) -> OutputClause {
    OutputClause(
      name: name, allowedValues: values.map { text($0) },
      defaultEntry: defaultEntry.map { text($0) }, origin: origin)
  }

  /// A file with one decision `result` and inputs without types.
  static func definitions(
    _ table: DecisionTable, inputs: [String], name: String = "result"
  ) -> Definitions {
    var definitions = Definitions(name: "test", namespace: "urn:test", origin: origin)
    definitions.inputData = inputs.map {
      InputData(variable: InformationItem($0, at: origin), origin: origin)
    }
    definitions.decisions = [
      Decision(
        variable: InformationItem(name, at: origin),
        requirements: inputs.map { .input(ElementReference($0, at: origin)) },
        expression: BoxedExpression(table), origin: origin)
    ]
    return definitions
  }

  /// A DMN 1.5 file around some elements.
  static func xml(_ elements: String, version: DMNVersion = .v1_5, namespace: String = "urn:test")
    -> String
  {
    """
    <definitions xmlns="\(version.modelNamespace)" xmlns:feel="\(version.feelNamespace)"
      name="test" namespace="\(namespace)">
    \(elements)
    </definitions>
    """
  }

  /// Reads and compiles DMN texts.
  static func model(_ texts: String...) -> (model: CompiledModel, diagnostics: [Diagnostic]) {
    var files = [Definitions]()
    var diagnostics = [Diagnostic]()
    for (number, text) in texts.enumerated() {
      let (file, found) = DMNReader.read(Array(text.utf8), file: "test\(number + 1).dmn")
      if let file { files.append(file) }
      diagnostics += found
    }
    let (model, found) = CompiledModel.compile(files)
    return (model, diagnostics + found)
  }

  /// A context written in FEEL.
  static func inputs(_ text: String) throws -> ContextValue {
    let compiled = FEELCompiler(scope: Scope()).expression(text, at: origin).compiled
    guard case .context(let context)? = compiled?.evaluate([], Evaluation(now: noon.now)) else {
      throw NotAContext()
    }
    return context
  }

  struct NotAContext: Error {}
}

extension CompiledModel {
  /// The result of a decision as FEEL text, or the codes of its errors.
  func decide(_ name: String, _ inputs: String = "{}") throws -> String {
    guard let decision = decision(named: name) else { return "there is no \(name)" }
    let result = decision.evaluate(try Make.inputs(inputs), Make.noon)
    return result.errors.isEmpty
      ? result.value.feelText : result.errors.map(\.code.id).joined(separator: " ")
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
