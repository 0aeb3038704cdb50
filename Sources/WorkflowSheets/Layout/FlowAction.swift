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

/// A task as a `Do` cell describes it.
struct FlowTask {
  var title: FlowText
  var role: FlowText
  var due: FlowText?
  var notBy: FlowText?
  /// What the person needs to know: an expression.
  var data: FlowText?
  /// The id by which the statechart knows it; made of the title if none is given.
  var id: FlowText?
}

/// Reads the actions of a `Do` cell, separated by `;` outside quotes.
struct FlowActionParser {
  let findings: FlowFindings

  private static let forms: [(word: String, form: String)] = [
    ("decide", "decide TABLE [as NAME]"),
    (
      "task", "task \"TITLE\" for ROLE [due in DURATION] [not by \"TASK\"] [with { … }] [as ID]"
    ),
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
    case "task": return task(rest)
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

  private func task(_ rest: FlowText) -> FlowAction.Kind? {
    guard rest.sub.first == "\"", let close = rest.sub.dropFirst().firstIndex(of: "\"") else {
      return nil
    }
    let title = FlowText(
      rest.sub[rest.sub.index(after: rest.sub.startIndex)..<close], in: rest.cell)
    let whole = FlowText(rest.sub[rest.sub.index(after: close)...], in: rest.cell).trimmed
    let named = whole.named
    let behind = named?.rest ?? whole
    guard !title.isEmpty, var role = behind.stripping("for") else { return nil }
    var task = FlowTask(title: title, role: role, id: named?.name)
    if let (before, data) = role.cut(at: " with ") {
      task.data = data
      role = before
    }
    if let (before, notBy) = role.cut(at: " not by ") {
      task.notBy = notBy.name
      role = before
    }
    if let (before, due) = role.cut(at: " due in ") {
      task.due = due
      role = before
    }
    task.role = role.name
    // What is left over behind a quoted role is a misspelt `due in` or `not by`.
    let isWhole = role.unquoted != nil || !role.sub.contains("\"") && !hasTime(role)
    return role.isEmpty || !isWhole || task.due?.isEmpty == true || task.notBy?.isEmpty == true
      || task.data?.isEmpty == true
      ? nil : .task(task)
  }

  /// Whether the last words of a role are a length of time, as in `team lead du in 2 days`.
  private func hasTime(_ role: FlowText) -> Bool {
    let words = role.text.split(separator: " ")
    return words.count > 2 && FlowDuration.feel(words.suffix(2).joined(separator: " ")) != nil
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
