import Calendars
import Diagnostics
import FEEL
import Statechart

/// Reads the arguments of an invocation; what does not fit stops the case with a clear message.
struct InvocationParameters {
  /// A further role that is called in on a task, and when.
  struct Escalation {
    var role: String
    var at: Timestamp
  }

  let start: InvocationStart
  let now: Timestamp
  let calendars: CalendarDesk

  subscript(_ name: String) -> Value { start.parameters[name] ?? .null }

  /// A text that must be there.
  func text(_ name: String) throws(CaseFailure) -> String {
    guard case .string(let text) = self[name], !text.isEmpty else {
      throw wrong(name, expected: "a text")
    }
    return text
  }

  func optionalText(_ name: String) throws(CaseFailure) -> String? {
    self[name].isNull ? nil : try text(name)
  }

  /// A text or a list of texts; null is none.
  func texts(_ name: String) throws(CaseFailure) -> [String] {
    switch self[name] {
    case .null: return []
    case .string(let text): return [text]
    case .list(let items):
      var texts: [String] = []
      for item in items {
        guard case .string(let text) = item else { throw wrong(name, expected: "a list of texts") }
        texts.append(text)
      }
      return texts
    default: throw wrong(name, expected: "a text or a list of texts")
    }
  }

  func priority() throws(CaseFailure) -> Int {
    switch self["priority"] {
    case .null: return 0
    case .number(let number):
      guard let integer = number.int, TaskRecord.priorities.contains(integer) else {
        throw wrong("priority", expected: "a whole number up to a million")
      }
      return integer
    default: throw wrong("priority", expected: "a whole number")
    }
  }

  /// The form, as it was given, once it is known to be one.
  func form() throws(CaseFailure) -> Value {
    do {
      _ = try TaskForm(self["form"])
    } catch {
      throw CaseFailure(
        code: CaseworkCode.badInvocation.rawValue,
        message:
          "the form of the task \(start.id) (\(start.origin.place)) cannot be offered: found "
          + "\(error.found), expected \(error.expected); \(error.mend)")
    }
    return self["form"]
  }

  /// The roles to be called in, the first to come first.
  func escalations() throws -> [Escalation] {
    let items: [Value] =
      switch self["escalation"] {
      case .null: []
      case .list(let items): items
      case let single: [single]
      }
    let expected = "a list of { to: \"ROLE\", after: duration(\"PT4H\") }"
    return try items.map { item in
      guard case .context(let step) = item, case .string(let role)? = step["to"], !role.isEmpty,
        let at = try instant(step["after"] ?? .null, "escalation")
      else { throw wrong("escalation", expected: expected) }
      return Escalation(role: role, at: at)
    }
  }

  // MARK: Times

  /// When a time that may be given is: a date and time, a duration counted from now, or a text such as
  /// `8 working hours in office`.
  func instant(_ name: String) throws -> Timestamp? { try instant(self[name], name) }

  private func instant(_ value: Value, _ name: String) throws -> Timestamp? {
    switch value {
    case .null: return nil
    case .dateTime(let value): return Timestamp(value)
    // A day alone means its end, so that nothing is overdue on the day it is due.
    case .date(let date):
      guard let next = date.adding(days: 1) else { throw wrong(name, expected: "a nearer day") }
      return Timestamp(DateAndTime(date: next, time: .midnight))
    case .daysAndTimeDuration(let duration):
      guard let calendar = try optionalText("calendar") else { return now.advanced(by: duration) }
      let elapsed = now.advanced(by: duration).since(now)
      return try working(WorkingTime(elapsed: elapsed), in: calendar, name)
    case .yearsAndMonthsDuration(let duration):
      guard self["calendar"].isNull, let due = now.dateAndTime.adding(duration) else {
        throw wrong(name, expected: "a duration in days or hours")
      }
      return Timestamp(due)
    case .string(let text): return try instant(text, name)
    default: throw wrong(name, expected: "a date and time or a duration")
    }
  }

  private func instant(_ text: String, _ name: String) throws -> Timestamp {
    if let duration = DaysAndTimeDuration(text) {
      return try instant(.daysAndTimeDuration(duration), name) ?? now
    }
    if let time = DateAndTime(text) { return Timestamp(time) }
    guard let deadline = WorkingDeadline(text),
      let calendar = try deadline.calendar ?? optionalText("calendar")
    else { throw wrong(name, expected: "a length such as \"8 working hours in office\"") }
    return try working(deadline.length, in: calendar, name)
  }

  private func working(
    _ length: WorkingTime, in name: String, _ parameter: String
  ) throws -> Timestamp {
    let calendar = try calendars.calendar(name)
    guard let due = calendar.instant(length, after: now.microseconds) else {
      throw wrong(parameter, expected: "less than two hundred years of the calendar \(name)")
    }
    return Timestamp(microseconds: due)
  }

  /// When a timer invocation is due: `after` a duration or `at` a time.
  func timerDue() throws -> Timestamp {
    if let due = try instant("after") { return max(due, now) }
    guard case .date(let date) = self["at"] else {
      guard let due = try instant("at") else {
        throw wrong("after", expected: "a duration", or: "at", "a date and time")
      }
      return due
    }
    // Unlike a task's due day, a timer at a day fires when the day begins.
    return Timestamp(DateAndTime(date: date, time: .midnight))
  }

  private func wrong(
    _ name: String, expected: String, or other: String? = nil, _ otherExpected: String = ""
  ) -> CaseFailure {
    var needs = "\(expected) under \(name)"
    var got = self[name].feelText
    if let other {
      needs += " or \(otherExpected) under \(other)"
      got += " and \(self[other].feelText)"
    }
    return CaseFailure(
      code: CaseworkCode.badInvocation.rawValue,
      message: "the \(start.kind.rawValue) \(start.id) (\(start.origin.place)) needs \(needs), and "
        + "got \(got)")
  }
}
