import Calendars
import Diagnostics
import Spreadsheets

/// A task as a `Do` cell describes it.
struct FlowTask {
  /// A role that is called in when the task is not done.
  struct Escalation {
    var role: FlowText
    var after: FlowText
  }

  var title: FlowText
  /// The roles of whom anybody may claim it.
  var roles: [FlowText] = []
  /// The one person who may do it: a name, or an expression behind `=`.
  var assignee: FlowText?
  var due: FlowText?
  /// When somebody is reminded of it.
  var followUp: FlowText?
  var priority: FlowText?
  var notBy: FlowText?
  var escalations: [Escalation] = []
  /// What the person is asked for.
  var fields: [FlowField] = []
  /// What the person needs to know: an expression.
  var data: FlowText?
  /// The id by which the statechart knows it; made of the title if none is given.
  var id: FlowText?
}

/// A field of a task: `amount: number (> 0) optional`, perhaps with a label behind the name.
struct FlowField {
  var name: FlowText
  var label: FlowText?
  var type: FlowText
  var values: FlowText?
  var isOptional = false
}

/// Reads what stands behind `task` in a `Do` cell.
struct FlowTaskParser {
  static let form =
    "task \"TITLE\" for ROLE [due in DURATION] [follow up in DURATION] [priority N] "
    + "[not by \"TASK\"] [escalate to ROLE after DURATION, then ROLE after DURATION] "
    + "[asks NAME: TYPE, …] [with { … }] [as ID]"

  enum Clause: String, CaseIterable {
    case roles = "for"
    case assignee = "assigned to"
    case due = "due in"
    case followUp = "follow up in"
    case followUpAfter = "follow up after"
    case priority = "priority"
    case notBy = "not by"
    case escalation = "escalate to"
    case fields = "asks"
    case data = "with"
  }

  /// The task; nil if a part of it is missing or cannot be understood.
  static func parse(_ rest: FlowText) -> FlowTask? {
    guard rest.sub.first == "\"", let close = rest.sub.dropFirst().firstIndex(of: "\"") else {
      return nil
    }
    let title = FlowText(
      rest.sub[rest.sub.index(after: rest.sub.startIndex)..<close], in: rest.cell)
    let whole = FlowText(rest.sub[rest.sub.index(after: close)...], in: rest.cell).trimmed
    let named = whole.named
    guard !title.isEmpty, let clauses = clauses(named?.rest ?? whole) else { return nil }
    var task = FlowTask(title: title, id: named?.name)
    for (clause, text) in clauses {
      guard !text.isEmpty, take(text, as: clause, into: &task) else { return nil }
    }
    return task.roles.isEmpty && task.assignee == nil ? nil : task
  }

  private static func take(
    _ text: FlowText, as clause: Clause, into task: inout FlowTask
  ) -> Bool {
    switch clause {
    case .roles:
      guard let roles = roles(text) else { return false }
      task.roles = roles
    case .assignee:
      guard text.sub.first == "=" || isName(text) else { return false }
      task.assignee = text
    case .due: task.due = text
    case .followUp, .followUpAfter: task.followUp = text
    case .priority: task.priority = text
    case .notBy: task.notBy = text.name
    case .escalation:
      guard let steps = escalations(text) else { return false }
      task.escalations = steps
    case .fields:
      guard let fields = fields(text) else { return false }
      task.fields = fields
    case .data: task.data = text
    }
    return true
  }

  // MARK: Clauses

  /// The clauses with what follows each; nil if something stands before the first, or one comes twice.
  private static func clauses(_ text: FlowText) -> [(Clause, FlowText)]? {
    var starts: [(clause: Clause, start: Substring.Index, content: Substring.Index)] = []
    text.forEachOutside { index in
      let isWordStart =
        index == text.sub.startIndex || text.sub[text.sub.index(before: index)].isWhitespace
      guard isWordStart, index >= (starts.last?.content ?? text.sub.startIndex) else { return true }
      for clause in Clause.allCases {
        guard let content = text.word(clause.rawValue, at: index) else { continue }
        // A field may have the name of a clause: `asks priority: number`.
        let next = text.sub[content...].first { $0 != " " }
        if starts.last?.clause == .fields, next == ":" || next == "\"" { continue }
        starts.append((clause, index, content))
        break
      }
      return true
    }
    guard starts.first?.start == text.sub.startIndex,
      Set(starts.map(\.clause)).count == starts.count
    else { return nil }
    let ends = starts.dropFirst().map(\.start) + [text.sub.endIndex]
    return zip(starts, ends).map { start, end in
      (start.clause, FlowText(text.sub[start.content..<end], in: text.cell).trimmed)
    }
  }

  /// `clerk`, `"order desk"`, `clerk or "order desk"`.
  private static func roles(_ text: FlowText) -> [FlowText]? {
    var roles: [FlowText] = []
    var rest = text
    while let (before, behind) = rest.cut(at: " or ") {
      roles.append(before)
      rest = behind
    }
    roles.append(rest)
    guard roles.allSatisfy({ !$0.isEmpty && isName($0) }) else { return nil }
    return roles.map(\.name)
  }

  /// Whether a text is a name, and not one with a misspelt clause behind it, such as
  /// `team lead du in 2 days`.
  private static func isName(_ text: FlowText) -> Bool {
    if text.unquoted != nil { return true }
    guard !text.sub.contains("\"") else { return false }
    let words = text.text.split(separator: " ").map(String.init)
    guard words.count > 1 else { return true }
    if words.contains(where: { $0.allSatisfy(\.isNumber) }) { return false }
    let clauses = ["priority", "escalate", "assigned", "follow"]
    return words.dropFirst().allSatisfy { Suggestion.nearest(to: $0, among: clauses) == nil }
  }

  /// `manager after 4 hours, then director after 8 hours`.
  private static func escalations(_ text: FlowText) -> [FlowTask.Escalation]? {
    var parts: [FlowText] = []
    var rest = text
    while let (before, behind) = rest.cut(at: " then ") {
      parts.append(before.withoutComma)
      rest = behind
    }
    parts.append(rest)
    var steps: [FlowTask.Escalation] = []
    for part in parts {
      guard let (role, after) = part.cut(at: " after "), !role.isEmpty, !after.isEmpty,
        isName(role)
      else { return nil }
      steps.append(FlowTask.Escalation(role: role.name, after: after))
    }
    return steps
  }

  /// `amount: number (> 0), reason "Why": string (late, damaged) optional`.
  private static func fields(_ text: FlowText) -> [FlowField]? {
    let parts = text.split(at: [","])
    var fields: [FlowField] = []
    for part in parts {
      guard let (head, rest) = part.cut(at: ":"), !head.isEmpty, !rest.isEmpty else { return nil }
      var type = rest
      var isOptional = false
      if let (before, behind) = type.cut(at: " optional"), behind.isEmpty {
        isOptional = true
        type = before
      }
      var values: FlowText?
      if type.sub.last == ")", let open = type.sub.firstIndex(of: "(") {
        values =
          FlowText(
            type.sub[type.sub.index(after: open)..<type.sub.index(before: type.sub.endIndex)],
            in: type.cell
          ).trimmed
        type = FlowText(type.sub[..<open], in: type.cell).trimmed
      }
      guard !type.isEmpty, values?.isEmpty != true, let (name, label) = nameAndLabel(head) else {
        return nil
      }
      fields.append(
        FlowField(
          name: name, label: label, type: type, values: values, isOptional: isOptional))
    }
    return fields.isEmpty ? nil : fields
  }

  /// `amount`, `"total amount"`, `amount "What we pay back"`.
  private static func nameAndLabel(_ head: FlowText) -> (FlowText, FlowText?)? {
    if let name = head.unquoted { return (name, nil) }
    guard let quote = head.sub.firstIndex(of: "\"") else { return (head, nil) }
    let name: Substring
    let label: FlowText?
    if quote == head.sub.startIndex {
      guard let close = head.sub.dropFirst().firstIndex(of: "\"") else { return nil }
      name = head.sub[...close]
      label = FlowText(head.sub[head.sub.index(after: close)...], in: head.cell).trimmed.unquoted
    } else {
      name = head.sub[..<quote]
      label = FlowText(head.sub[quote...], in: head.cell).trimmed.unquoted
    }
    guard let label else { return nil }
    let text = FlowText(name, in: head.cell).trimmed.name
    return text.isEmpty ? nil : (text, label)
  }
}

extension FlowText {
  /// Where the text goes on behind a phrase that stands at a place as whole words; nil if it does not.
  fileprivate func word(_ phrase: String, at index: Substring.Index) -> Substring.Index? {
    guard sub[index...].lowercased().hasPrefix(phrase),
      let end = sub.index(index, offsetBy: phrase.count, limitedBy: sub.endIndex)
    else { return nil }
    guard end == sub.endIndex || !(sub[end].isLetter || sub[end].isNumber || sub[end] == "_") else {
      return nil
    }
    return end
  }

  fileprivate var withoutComma: FlowText {
    sub.last == "," ? FlowText(sub.dropLast(), in: cell).trimmed : self
  }
}
