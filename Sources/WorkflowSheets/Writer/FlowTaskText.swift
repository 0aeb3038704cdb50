import Calendars
import Diagnostics
import Statechart

/// Writes invocations as tasks of a `Do` cell and timers of an `On` cell.
struct FlowTaskText {
  /// The titles of all tasks by their ids.
  let titles: [(id: String, title: String)]

  init(_ document: StatechartDocument) {
    titles = document.allStates.flatMap(\.invocations).compactMap { invocation in
      guard Self.kind(invocation) == .task, let id = invocation.id,
        let title = Self.argument("title", of: invocation).flatMap(FlowWords.strings)?.first
      else { return nil }
      return (id, title)
    }
  }

  /// What an invocation starts.
  enum Kind { case task, timer, other }

  static func kind(_ invocation: Invocation) -> Kind {
    guard case .text(let type)? = invocation.type else { return .other }
    switch type {
    case "\(FlowTypes.namespace)#task", "task": return .task
    case "\(FlowTypes.namespace)#timer", "timer": return .timer
    default: return .other
    }
  }

  static func argument(_ name: String, of invocation: Invocation) -> String? {
    invocation.parameters.first { $0.name == name }.flatMap(FlowActionText.expression)
  }

  // MARK: Tasks

  /// `task "TITLE" for ROLE …`.
  func task(_ invocation: Invocation) throws(Unsayable) -> String {
    try Self.checkPlain(invocation)
    var left = invocation.parameters.map(\.name)
    func take(_ name: String) -> String? {
      guard let value = Self.argument(name, of: invocation) else { return nil }
      left.removeAll { $0 == name }
      return value
    }
    guard let title = take("title").flatMap(FlowWords.strings)?.first, !title.contains("\"") else {
      throw Unsayable(
        "a task whose title is computed or has quotes in it", mend: "write the title as a text")
    }
    var text = "task \"\(title)\""
    let candidates = take("candidates")
    let assignee = take("assignee")
    if let candidates {
      guard let roles = FlowWords.strings(candidates), !roles.isEmpty else {
        throw Unsayable(
          "a task for roles that are computed", found: candidates,
          mend: "give it candidates=[\"one role\"], or an assignee")
      }
      let names = try roles.map { role throws(Unsayable) in try FlowWords.name(role, of: "a role") }
      text += " for \(names.joined(separator: " or "))"
    }
    if let assignee {
      let name = try FlowWords.strings(assignee)?.first.map { name throws(Unsayable) in
        try FlowWords.name(name, of: "a person")
      }
      text += " assigned to \(name ?? "= \(assignee)")"
    }
    guard candidates != nil || assignee != nil else {
      throw Unsayable("a task for nobody", mend: "give it candidates=[\"one role\"]")
    }
    if let due = take("due") { text += " due in \(Self.due(due))" }
    if let followUp = take("followUp") { text += " follow up in \(Self.due(followUp))" }
    if let priority = take("priority") { text += " priority \(priority)" }
    if let notBy = take("notBy") { text += " not by \"\(try titleOfTasks(notBy))\"" }
    if let steps = take("escalation") {
      guard let steps = FlowFormText.escalation(steps) else {
        throw Unsayable(
          "an escalation that is computed", found: steps,
          mend: "write [{ to: \"ROLE\", after: duration(\"PT4H\") }]")
      }
      text += " escalate to \(steps)"
    }
    if let form = take("form") {
      guard let fields = FlowFormText.fields(form) else {
        throw Unsayable(
          "a form that is computed, or has brackets in its tests", found: form,
          mend: "write { amount: { type: \"number\", values: \"> 0\" } }")
      }
      text += " asks \(fields)"
    }
    if let data = take("data") { text += " with \(data)" }
    guard left.isEmpty else {
      throw Unsayable(
        "\(left.joined(separator: ", ")) of a task", found: "the task \"\(title)\"",
        mend: "leave it out")
    }
    guard let id = invocation.id else { throw Self.withoutID("task") }
    let isMade =
      FlowNames.identifier(title) == id
      && titles.first { FlowNames.identifier($0.title) == id }?.id == id
    return isMade ? text : "\(text) as \(id)"
  }

  /// `now() + duration("PT8H")` as `8 hours`.
  private static func due(_ text: String) -> String {
    let length = text.hasPrefix("now() + ") ? String(text.dropFirst(8)) : text
    return FlowFormText.length(length) ?? length
  }

  private func titleOfTasks(_ text: String) throws(Unsayable) -> String {
    guard let ids = FlowWords.strings(text),
      let title = ids.first.flatMap({ id in titles.first { $0.id == id }?.title }),
      titles.filter({ $0.title.lowercased() == title.lowercased() }).map(\.id) == ids
    else {
      throw Unsayable(
        "not by for tasks of different titles", found: text, mend: "name one task by its id")
    }
    return title
  }

  // MARK: Timers

  /// `after DURATION` or `at EXPRESSION`; `id` is the one that a sheet would make.
  func timer(_ invocation: Invocation, madeID: String) throws(Unsayable) -> String {
    try Self.checkPlain(invocation)
    guard let id = invocation.id else { throw Self.withoutID("timer") }
    let names = invocation.parameters.map(\.name)
    var text: String
    if let at = Self.argument("at", of: invocation), names == ["at"] {
      text = "at \(at)"
    } else if let after = Self.argument("after", of: invocation), names == ["after"] {
      text = "after \(FlowWords.duration(after) ?? after)"
    } else if let after = Self.argument("after", of: invocation), names == ["after", "calendar"],
      let length = FlowWords.duration(after),
      let calendar = Self.argument("calendar", of: invocation).flatMap(FlowWords.strings)?.first
    {
      let (number, unit) = (length.prefix { $0 != " " }, length.drop { $0 != " " })
      text = "after \(number) working\(unit) in \(try FlowWords.name(calendar, of: "a calendar"))"
    } else if let after = Self.argument("after", of: invocation), names == ["after", "calendar"],
      let length = FlowWords.strings(after)?.first.flatMap({ WorkingTime($0) }),
      let calendar = Self.argument("calendar", of: invocation).flatMap(FlowWords.strings)?.first
    {
      text = "after \(length) in \(try FlowWords.name(calendar, of: "a calendar"))"
    } else {
      throw Unsayable(
        "a timer with \(names.joined(separator: " and "))", mend: "give it after or at alone")
    }
    if id != madeID { text += " as \(id)" }
    return text
  }

  private static func withoutID(_ what: String) -> Unsayable {
    Unsayable("a \(what) without an id", mend: "give the <invoke> an id")
  }

  private static func checkPlain(_ invocation: Invocation) throws(Unsayable) {
    guard invocation.idLocation == nil, invocation.nameList.isEmpty, !invocation.autoforward,
      invocation.finalize == nil, invocation.content == nil, invocation.source == nil
    else {
      throw Unsayable(
        "idlocation, namelist, autoforward, finalize, content and src of a task or timer",
        mend: "leave them out")
    }
  }
}
