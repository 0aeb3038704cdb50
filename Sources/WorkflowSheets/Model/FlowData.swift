import Diagnostics
import FEEL
import Statechart

/// The variables of a workflow: those of its `Data` rows, the inputs and outputs of decided tables,
/// and every name that is set.
struct FlowData {
  let grid: FlowGrid
  let states: FlowStates
  let decisions: DecisionNames
  let findings: FlowFindings

  func elements() -> [DataElement] {
    var elements = [DataElement]()
    for row in grid.data {
      if let other = elements.first(where: { $0.id == row.name.text }) {
        findings.report(
          .duplicateData, at: row.name.cell, found: row.name.text,
          expected: "one Data row for each variable", mend: "delete one of the two rows",
          notes: [.init("the other stands here", at: other.origin)])
        continue
      }
      elements.append(declared(row))
    }
    func declare(_ name: String, type: String?, at origin: Origin) {
      guard !name.isEmpty, !elements.contains(where: { $0.id == name }) else { return }
      elements.append(
        DataElement(id: name, type: type.map { ExpressionText($0, at: origin) }, origin: origin))
    }
    for action in states.states.flatMap(\.steps).flatMap(\.actions) {
      switch action.kind {
      case .decide(let table, let location):
        let origin = table.origin
        let decision = decisions.find(table.text)
        for input in decision?.inputs ?? [] { declare(input.name, type: input.type, at: origin) }
        if let location {
          declare(root(location.text), type: nil, at: location.origin)
        } else if let decision, !decision.givesList {
          for output in decision.outputs { declare(output.name, type: output.type, at: origin) }
        }
      case .set(let name, _): declare(root(name.text), type: nil, at: name.origin)
      case .task, .send, .notify, .raise, .log: break
      }
    }
    return elements
  }

  private func root(_ path: String) -> String {
    String(path.prefix { $0 != "." })
  }

  private func declared(_ row: DataRow) -> DataElement {
    let type = row.type.map { ExpressionText(Self.typeText($0.text), at: $0.origin) }
    let value = row.value.map { text in
      ValueSource.expression(
        ExpressionText(Self.valueText(text.text, type: type?.text), at: text.origin))
    }
    return DataElement(
      id: row.name.text, value: value, type: type, label: row.label, note: row.note,
      origin: row.name.cell)
  }

  /// `list of string` as `list<string>`; the names people use as FEEL's.
  static func typeText(_ text: String) -> String {
    let lowered = text.lowercased()
    if lowered.hasPrefix("list of ") {
      return "list<\(typeText(String(text.dropFirst(8)).trimmingPlural))>"
    }
    switch lowered {
    case "text": return "string"
    case "bool", "yes/no": return "boolean"
    case "datetime", "timestamp": return "date and time"
    case "duration": return "days and time duration"
    case "any": return "Any"
    default: return text
    }
  }

  /// A bare word as the initial value of a string, `yes` of a boolean, `20 hours` of a duration;
  /// behind `same as`, an expression as it is.
  static func valueText(_ text: String, type: String?) -> String {
    if text.lowercased().hasPrefix("same as ") { return String(text.dropFirst(8)) }
    switch type {
    case "boolean":
      switch text.lowercased() {
      case "yes", "true": return "true"
      case "no", "false": return "false"
      default: return text
      }
    case "string":
      let isExpression = text == "null" || text.contains { "\"()+".contains($0) }
      return isExpression ? text : FlowLiteral.quoted(text)
    case "days and time duration", "years and months duration":
      return FlowDuration.feel(text) ?? text
    default: return text
    }
  }
}

extension String {
  fileprivate var trimmingPlural: String {
    hasSuffix("s") && count > 3 ? String(dropLast()) : self
  }
}
