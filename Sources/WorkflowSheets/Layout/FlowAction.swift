import Diagnostics

/// One action of a `Do` cell.
struct FlowAction {
  enum Kind {
    case decide(table: FlowText, location: FlowText?)
    case task(FlowTask)
    case send(message: FlowText, connector: FlowText, content: FlowText?)
    case notify(role: FlowText, text: FlowText?)
    case set(name: FlowText, value: FlowText)
    case raise(event: FlowText)
    case log(FlowText)
  }

  var kind: Kind
  /// The whole action.
  var text: FlowText
}

/// Reads the actions of a `Do` cell, separated by `;` outside quotes.
struct FlowActionParser {
  let findings: FlowFindings

  private static let forms: [(word: String, form: String)] = [
    ("decide", "decide TABLE [as NAME]"),
    ("task", FlowTaskParser.form),
    ("send", "send MESSAGE to CONNECTOR [with { … }]"), ("notify", "notify ROLE [\"TEXT\"]"),
    ("set", "set NAME = EXPRESSION"), ("raise", "raise EVENT"), ("log", "log \"TEXT\""),
  ]

  func parse(_ cell: FlowText) -> [FlowAction] {
    cell.split(at: [";"]).compactMap { part in
      for (word, form) in Self.forms {
        guard let rest = part.stripping(word) else { continue }
        guard let kind = kind(word, rest) else {
          findings.report(
            .incompleteAction, at: part.origin, "the action '\(word)' is not complete",
            found: part.text, expected: form, mend: "write it in this form")
          return nil
        }
        return FlowAction(kind: kind, text: part)
      }
      reportUnknown(part)
      return nil
    }
  }

  private func kind(_ word: String, _ rest: FlowText) -> FlowAction.Kind? {
    guard !rest.isEmpty else { return nil }
    switch word {
    case "decide":
      guard let (table, location) = rest.cut(at: " as ") else {
        return .decide(table: rest.name, location: nil)
      }
      return location.isEmpty ? nil : .decide(table: table.name, location: location)
    case "task": return FlowTaskParser.parse(rest).map { .task($0) }
    case "send":
      guard let (message, target) = rest.cut(at: " to "), !message.isEmpty else { return nil }
      guard let (connector, content) = target.cut(at: " with ") else {
        return target.isEmpty
          ? nil : .send(message: message.name, connector: target.name, content: nil)
      }
      return connector.isEmpty || content.isEmpty
        ? nil : .send(message: message.name, connector: connector.name, content: content)
    case "notify": return notify(rest)
    case "set":
      guard let (name, value) = rest.cut(at: "="), !name.isEmpty, !value.isEmpty else { return nil }
      return .set(name: name, value: value)
    case "raise": return .raise(event: rest.name)
    default: return .log(rest)
    }
  }

  /// `notify ROLE "TEXT"`, the role in quotes or not.
  private func notify(_ rest: FlowText) -> FlowAction.Kind? {
    let sub = rest.sub
    var end = sub.startIndex
    if sub.first == "\"" {
      guard let close = sub.dropFirst().firstIndex(of: "\"") else { return nil }
      end = sub.index(after: close)
    } else {
      end = sub.firstIndex(of: "\"") ?? sub.endIndex
    }
    let role = FlowText(sub[..<end], in: rest.cell).trimmed.name
    let text = FlowText(sub[end...], in: rest.cell).trimmed
    return role.isEmpty ? nil : .notify(role: role, text: text.nonEmpty)
  }

  private func reportUnknown(_ part: FlowText) {
    let word = String(part.sub.prefix { $0.isLetter })
    let words = Self.forms.map(\.word)
    let nearest = Suggestion.nearest(to: word, among: words)
    findings.report(
      .unknownAction, at: part.origin, "'\(word.isEmpty ? part.text : word)' is no action",
      found: part.text, expected: words.joined(separator: ", "),
      mend: nearest.flatMap { word in Self.forms.first { $0.word == word } }
        .map { "write \($0.form)" } ?? "begin with one of these words")
  }
}
