import Calendars
import Diagnostics
import Statechart

/// The parameters of a task's invocation, in the words of the statechart.
struct FlowTaskParameters {
  let task: FlowTask
  let findings: FlowFindings

  /// The parameters in the order of the sheet; `notBy`, which goes by the ids of other tasks, is given.
  func all(notBy: Parameter?) -> [Parameter] {
    var parameters = [text("title", task.title)]
    if !task.roles.isEmpty {
      let words = task.roles.map { FlowLiteral.quoted($0.text) }
      parameters.append(
        expression("candidates", "[\(words.joined(separator: ", "))]", at: task.roles[0].origin))
    }
    if let assignee = task.assignee {
      parameters.append(
        assignee.stripping("=").map { expression("assignee", $0.text, at: $0.origin) }
          ?? text("assignee", assignee.name))
    }
    if let due = task.due { parameters.append(moment("due", due)) }
    if let followUp = task.followUp { parameters.append(moment("followUp", followUp)) }
    if let priority = task.priority {
      parameters.append(expression("priority", priority.text, at: priority.origin))
    }
    if let notBy { parameters.append(notBy) }
    if let first = task.escalations.first {
      let steps = task.escalations.map { step in
        "{ to: \(FlowLiteral.quoted(step.role.text)), after: \(length(step.after) ?? step.after.text) }"
      }
      parameters.append(
        expression("escalation", "[\(steps.joined(separator: ", "))]", at: first.role.origin))
    }
    if let first = task.fields.first {
      let fields = task.fields.map(field)
      parameters.append(
        expression("form", "{ \(fields.joined(separator: ", ")) }", at: first.name.origin))
    }
    if let data = task.data { parameters.append(expression("data", data.text, at: data.origin)) }
    return parameters
  }

  private func expression(_ name: String, _ text: String, at origin: Origin) -> Parameter {
    Parameter(name, .expression(ExpressionText(text, at: origin)))
  }

  private func text(_ name: String, _ text: FlowText) -> Parameter {
    expression(name, FlowLiteral.quoted(text.text), at: text.origin)
  }

  /// `8 hours` from now on, `8 working hours in office`, or an expression that gives a length.
  private func moment(_ name: String, _ text: FlowText) -> Parameter {
    guard let length = length(text) else {
      return expression(name, "now() + \(text.text)", at: text.origin)
    }
    // Working time is counted by its calendar, not added to the time.
    return expression(
      name, length.hasPrefix("\"") ? length : "now() + \(length)", at: text.origin)
  }

  /// A length as FEEL: a duration, or a text with a calendar; nil for an expression.
  private func length(_ text: FlowText) -> String? {
    if let duration = FlowDuration.feel(text.text) { return duration }
    if let working = FlowWorkingTime.text(text) { return FlowLiteral.quoted(working) }
    let words = text.text.lowercased()
    if words.contains("working ") || words.contains("business ") {
      findings.report(
        .incompleteAction, at: text.origin, "working time is counted by a calendar",
        found: text.text, expected: "8 working hours in CALENDAR, or 2 working days in CALENDAR",
        mend: "write whole days, hours or minutes, and the calendar behind 'in'")
      return FlowLiteral.quoted(text.text)
    }
    return nil
  }

  // MARK: Fields

  private func field(_ field: FlowField) -> String {
    let type = FlowData.typeText(field.type.text)
    let isName =
      field.name.sub.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      && field.name.sub.first?.isNumber == false
    let name = isName ? field.name.text : FlowLiteral.quoted(field.name.text)
    guard field.label != nil || field.values != nil || field.isOptional else {
      return "\(name): \(FlowLiteral.quoted(type))"
    }
    var members = ["type: \(FlowLiteral.quoted(type))"]
    if let values = field.values {
      members.append("values: \(FlowLiteral.quoted(tests(values, type: type)))")
    }
    if field.isOptional { members.append("optional: true") }
    if let label = field.label { members.append("label: \(FlowLiteral.quoted(label.text))") }
    return "\(name): { \(members.joined(separator: ", ")) }"
  }

  /// Bare words of a text field as the FEEL texts they mean.
  private func tests(_ values: FlowText, type: String) -> String {
    guard type == "string" || type == "list<string>" else { return values.text }
    let items = values.split(at: [","])
    let areWords = items.allSatisfy { item in
      item.sub.first?.isLetter == true
        && item.sub.allSatisfy { $0.isLetter || $0.isNumber || " -_.".contains($0) }
    }
    guard areWords else { return values.text }
    return items.map { FlowLiteral.quoted($0.text) }.joined(separator: ", ")
  }
}

/// Working time in cells.
enum FlowWorkingTime {
  /// `8 working hours in office`, as a deadline that statecharts understand; nil for anything else.
  static func text(_ text: FlowText) -> String? {
    guard let (length, calendar) = text.cut(at: " in "), let time = WorkingTime(length.text),
      !calendar.isEmpty
    else { return nil }
    let name = calendar.name.text
    return "\(time) in \(name)"
  }

  /// What a timer counts beside its calendar: a duration where that says it plainly, else a text.
  static func feel(_ length: String) -> String? {
    guard let time = WorkingTime(length) else { return nil }
    let plain = length.lowercased().replacing("working ", with: "")
      .replacing("business ", with: "")
    let day: Int64 = 86_400_000_000
    let isPlain = time.microseconds == 0 || time.days == 0 && time.microseconds < day
    if isPlain, let duration = FlowDuration.feel(plain) { return duration }
    return FlowLiteral.quoted("\(time)")
  }
}
