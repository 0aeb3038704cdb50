import Calendars
import Diagnostics
import FEEL

/// Writes forms, escalations and lengths of time as the cells of a sheet.
enum FlowFormText {
  /// `amount: number (> 0), reason: string (late, damaged) optional`; nil for a form that is computed.
  static func fields(_ form: String) -> String? {
    guard case .context(let entries)? = FlowWords.syntax(form)?.kind, !entries.isEmpty else {
      return nil
    }
    var fields: [String] = []
    for entry in entries {
      guard let field = field(entry.name, entry.value) else { return nil }
      fields.append(field)
    }
    return fields.joined(separator: ", ")
  }

  private static func field(_ name: String, _ value: Expression) -> String? {
    guard !name.contains("\""), !name.isEmpty else { return nil }
    let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    let shown = isPlain ? name : "\"\(name)\""
    if case .string(let type) = value.kind { return typed(type).map { "\(shown): \($0)" } }
    guard case .context(let members) = value.kind else { return nil }
    var type: String?
    var values = ""
    var isOptional = false
    var label = ""
    for member in members {
      switch (member.name, member.value.kind) {
      case ("type", .string(let text)): type = typed(text)
      case ("values", .string(let text)):
        guard !text.contains(")"), !text.contains("("), !text.isEmpty else { return nil }
        values = " (\(words(text) ?? text))"
      case ("optional", .boolean(let truth)): isOptional = truth
      case ("label", .string(let text)):
        guard !text.contains("\""), !text.isEmpty else { return nil }
        label = " \"\(text)\""
      default: return nil
      }
    }
    guard let type else { return nil }
    return "\(shown)\(label): \(type)\(values)\(isOptional ? " optional" : "")"
  }

  /// A type that a cell can hold beside others: without commas and brackets.
  private static func typed(_ type: String) -> String? {
    type.isEmpty || type.contains { ",:()\"".contains($0) } ? nil : type
  }

  /// `"late", "damaged"` as `late, damaged`.
  private static func words(_ tests: String) -> String? {
    guard let words = FlowWords.strings("[\(tests)]"), !words.isEmpty,
      words.allSatisfy({ word in
        word.first?.isLetter == true
          && word.allSatisfy { $0.isLetter || $0.isNumber || " -_.".contains($0) }
          && word.last != " "
      })
    else { return nil }
    return words.joined(separator: ", ")
  }

  /// `manager after 4 hours, then director after 8 hours`; nil for steps that are computed.
  static func escalation(_ text: String) -> String? {
    guard let syntax = FlowWords.syntax(text), case .list(let items) = syntax.kind, !items.isEmpty
    else { return nil }
    var steps: [String] = []
    for item in items {
      guard case .context(let members) = item.kind, members.count == 2,
        members[0].name == "to", case .string(let role) = members[0].value.kind,
        members[1].name == "after", let name = try? FlowWords.name(role, of: "a role")
      else { return nil }
      let after = source(members[1].value, of: text)
      steps.append("\(name) after \(length(after) ?? after)")
    }
    return steps.joined(separator: ", then ")
  }

  /// `duration("PT8H")` as `8 hours`, `"8 working hours in office"` without its quotes; nil for an
  /// expression.
  static func length(_ text: String) -> String? {
    if let duration = FlowWords.duration(text) { return duration }
    guard let words = FlowWords.strings(text), words.count == 1,
      let deadline = WorkingDeadline(words[0]), let calendar = deadline.calendar,
      let name = try? FlowWords.name(calendar, of: "a calendar")
    else { return nil }
    return "\(deadline.length) in \(name)"
  }

  private static func source(_ expression: Expression, of text: String) -> String {
    let bytes = text.utf8
    let start = bytes.index(
      bytes.startIndex, offsetBy: expression.span.start, limitedBy: bytes.endIndex)
    let end = bytes.index(
      bytes.startIndex, offsetBy: expression.span.end, limitedBy: bytes.endIndex)
    return String(text[(start ?? text.endIndex)..<(end ?? text.endIndex)])
  }
}
