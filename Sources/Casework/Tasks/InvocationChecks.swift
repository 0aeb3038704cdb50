import Calendars
public import Diagnostics
import FEEL
public import Statechart

/// Looks at what tasks and timers of a workflow will be started with, as far as it does not depend on
/// data: calendars, lengths of working time, forms, escalations, names of parameters.
public struct InvocationChecks: Sendable {
  private let calendars: [String]?

  private static let taskParameters = [
    "title", "assignee", "candidates", "form", "priority", "due", "followUp", "notBy", "data",
    "escalation", "calendar",
  ]
  private static let timerParameters = ["after", "at", "calendar"]
  private static let callParameters = ["url", "method", "headers", "body", "timeout"]

  /// Makes the checks.
  ///
  /// - Parameter calendars: The names and labels of the calendars there are; nil where they are not
  ///   known, and then nothing is said about them.
  public init(calendars: [String]?) {
    self.calendars = calendars
  }

  /// What is wrong with the invocations of a document.
  public func diagnostics(of document: StatechartDocument) -> [Diagnostic] {
    document.allStates.flatMap(\.invocations).flatMap { invocation -> [Diagnostic] in
      guard case .text(let type)? = invocation.type else { return [] }
      switch InvocationStart.Kind(type: type) {
      case .task: return task(invocation)
      case .timer: return timer(invocation)
      case .http:
        return names(invocation, Self.callParameters) + missing(["url"], of: invocation)
          + failed(Self.callParameters, of: invocation)
          + kinds(invocation, ["url": .text, "method": .text])
      default: return []
      }
    }
  }

  private func task(_ invocation: Invocation) -> [Diagnostic] {
    var found = names(invocation, Self.taskParameters) + missing(["title"], of: invocation)
    found += failed(Self.taskParameters, of: invocation)
    found += kinds(
      invocation,
      [
        "title": .text, "assignee": .text, "calendar": .text, "candidates": .texts, "notBy": .texts,
        "priority": .priority, "due": .time, "followUp": .time,
      ])
    let standing = constant("calendar", of: invocation)
    if let standing { found += calendar(standing) }
    for name in ["due", "followUp"] {
      if let value = constant(name, of: invocation) { found += length(value, standing) }
    }
    if let form = constant("form", of: invocation) {
      do throws(TaskForm.Fault) {
        _ = try TaskForm(form.value)
      } catch {
        found.append(
          Diagnostic(
            CaseworkCode.badInvocation, at: form.origin, "the form cannot be offered",
            found: error.found, expected: error.expected, mend: error.mend))
      }
    }
    if let escalation = constant("escalation", of: invocation) {
      found += escalations(escalation, standing)
    }
    return found
  }

  private func timer(_ invocation: Invocation) -> [Diagnostic] {
    let standing = constant("calendar", of: invocation)
    return names(invocation, Self.timerParameters) + missing(["after", "at"], of: invocation)
      + failed(Self.timerParameters, of: invocation)
      + kinds(invocation, ["after": .time, "at": .time, "calendar": .text])
      + (standing.map(calendar) ?? [])
      + (constant("after", of: invocation).map { length($0, standing) } ?? [])
  }

  // MARK: Parts

  private struct Constant {
    var value: Value
    var origin: Origin
    /// Why it is null, if something failed.
    var fault: String?
  }

  /// The value of a parameter that depends on no variable.
  private func constant(_ name: String, of invocation: Invocation) -> Constant? {
    guard
      let parameter = invocation.parameters.first(where: { $0.name == name }),
      case .expression(let text) = parameter.value
    else { return nil }
    let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: .error))
    guard let compiled = compiler.expression(text.text, at: text.origin).compiled else {
      return nil
    }
    let evaluation = Evaluation(now: Timestamp(microseconds: 0).dateAndTime)
    let value = compiled.evaluate([], evaluation)
    return Constant(
      value: value, origin: text.origin,
      fault: value.isNull ? evaluation.reasons.first?.message : nil)
  }

  /// An invocation that needs one of some parameters and gets none.
  private func missing(_ needed: [String], of invocation: Invocation) -> [Diagnostic] {
    let given = invocation.parameters.map(\.name) + invocation.nameList.map(\.text)
    guard !needed.contains(where: given.contains) else { return [] }
    let names = needed.joined(separator: " or ")
    return [
      Diagnostic(
        CaseworkCode.badInvocation, at: invocation.origin, "the parameter \(names) is not given",
        found: given.isEmpty ? "no parameters" : given.joined(separator: ", "),
        expected: "a parameter \(names)",
        mend: "add <param name=\"\(needed[0])\" expr=\"…\"/>")
    ]
  }

  /// Parameters that always come out null because something in them fails: a deadline would not be set.
  private func failed(_ names: [String], of invocation: Invocation) -> [Diagnostic] {
    names.compactMap { name in
      guard let constant = constant(name, of: invocation), let fault = constant.fault else {
        return nil
      }
      return Diagnostic(
        CaseworkCode.badInvocation, at: constant.origin,
        "the parameter \"\(name)\" is null whatever happens: \(fault)", found: "null",
        expected: "an expression that has a value", mend: "mend it, or leave the parameter out")
    }
  }

  /// What a parameter may be.
  private enum Kind: String {
    case text = "a text"
    case texts = "a text or a list of texts"
    case priority = "a whole number up to a million"
    case time =
      "a date, a date and time, a duration, or a text such as \"8 working hours in office\""

    func takes(_ value: Value) -> Bool {
      switch (self, value) {
      case (_, .null): true
      case (.text, .string(let text)): !text.isEmpty
      case (.texts, .string): true
      case (.texts, .list(let items)):
        items.allSatisfy { if case .string = $0 { true } else { false } }
      case (.priority, .number(let number)):
        number.int.map(TaskRecord.priorities.contains) ?? false
      case (.time, .string), (.time, .date), (.time, .dateTime), (.time, .daysAndTimeDuration),
        (.time, .yearsAndMonthsDuration):
        true
      default: false
      }
    }
  }

  /// Parameters that have a value of another kind than is needed, as far as it depends on no variable.
  private func kinds(_ invocation: Invocation, _ kinds: [String: Kind]) -> [Diagnostic] {
    kinds.sorted { $0.key < $1.key }.compactMap { name, kind in
      guard let constant = constant(name, of: invocation), !kind.takes(constant.value) else {
        return nil
      }
      return Diagnostic(
        CaseworkCode.badInvocation, at: constant.origin,
        "the parameter \"\(name)\" cannot be \(constant.value.feelText)",
        found: constant.value.feelText, expected: kind.rawValue, mend: "give it \(kind.rawValue)")
    }
  }

  private func names(_ invocation: Invocation, _ known: [String]) -> [Diagnostic] {
    invocation.parameters.filter { !known.contains($0.name) }.map { parameter in
      let origin: Origin =
        switch parameter.value {
        case .expression(let text), .location(let text): text.origin
        }
      return Diagnostic(
        CaseworkCode.badInvocation, .warning, at: origin,
        "nothing asks for the parameter \"\(parameter.name)\"", found: parameter.name,
        expected: known.joined(separator: ", "),
        mend: Suggestion.nearest(to: parameter.name, among: known).map { "write \($0)" }
          ?? "leave it out")
    }
  }

  private func calendar(_ constant: Constant) -> [Diagnostic] {
    guard case .string(let name) = constant.value else { return [] }
    return calendar(name, at: constant.origin)
  }

  private func calendar(_ name: String, at origin: Origin) -> [Diagnostic] {
    guard let calendars, !calendars.contains(name) else { return [] }
    let nearest = Suggestion.nearest(to: name, among: calendars)
    return [
      Diagnostic(
        CalendarCode.unknownCalendar, at: origin,
        "there is no calendar \"\(name)\"" + Suggestion.didYouMean(name, among: calendars),
        found: name,
        expected: calendars.isEmpty
          ? "a calendar; none is there" : Set(calendars).sorted().joined(separator: ", "),
        mend: nearest.map { "write \($0)" }
          ?? "add a sheet that begins with Calendar, \(name) beside the workflow")
    ]
  }

  /// A length given as text, such as `8 working hours in office`.
  private func length(_ constant: Constant, _ standing: Constant?) -> [Diagnostic] {
    guard case .string(let text) = constant.value, DaysAndTimeDuration(text) == nil,
      DateAndTime(text) == nil
    else { return [] }
    guard let deadline = WorkingDeadline(text) else {
      return [
        Diagnostic(
          CalendarCode.badLength, at: constant.origin, found: text,
          expected: "2 working days in CALENDAR, or 8 working hours in CALENDAR",
          mend: "write whole days, hours or minutes, and the calendar")
      ]
    }
    if let name = deadline.calendar { return calendar(name, at: constant.origin) }
    guard standing == nil else { return [] }
    return [
      Diagnostic(
        CalendarCode.badLength, at: constant.origin, "working time needs a calendar", found: text,
        expected: "\(text) in CALENDAR", mend: "name the calendar behind 'in'")
    ]
  }

  private func escalations(_ constant: Constant, _ standing: Constant?) -> [Diagnostic] {
    let items: [Value] =
      if case .list(let items) = constant.value { items } else { [constant.value] }
    return items.flatMap { item -> [Diagnostic] in
      guard case .context(let step) = item, case .string? = step["to"], let after = step["after"],
        !after.isNull
      else {
        return [
          Diagnostic(
            CaseworkCode.badInvocation, at: constant.origin, "an escalation cannot be understood",
            found: item.feelText, expected: "{ to: \"ROLE\", after: duration(\"PT4H\") }",
            mend: "give each step a role and a time")
        ]
      }
      return length(Constant(value: after, origin: constant.origin), standing)
    }
  }
}
