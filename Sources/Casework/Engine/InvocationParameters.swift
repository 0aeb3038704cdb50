import Diagnostics
import FEEL
import Statechart

/// Reads the arguments of an invocation; what does not fit stops the case with a clear message.
struct InvocationParameters {
  let start: InvocationStart
  let now: Timestamp

  init(_ start: InvocationStart, now: Timestamp) {
    self.start = start
    self.now = now
  }

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

  func integer(_ name: String) throws(CaseFailure) -> Int {
    switch self[name] {
    case .null: return 0
    case .number(let number):
      guard let integer = number.int else { throw wrong(name, expected: "a whole number") }
      return integer
    default: throw wrong(name, expected: "a whole number")
    }
  }

  /// A date and time, or a duration counted from now.
  func instant(_ name: String) throws(CaseFailure) -> Timestamp? {
    switch self[name] {
    case .null: return nil
    case .dateTime(let value): return Timestamp(value)
    // A day alone means its end, so that nothing is overdue on the day it is due.
    case .date(let date):
      guard let next = date.adding(days: 1) else { throw wrong(name, expected: "a nearer day") }
      return Timestamp(DateAndTime(date: next, time: .midnight))
    case .daysAndTimeDuration(let duration): return now.advanced(by: duration)
    case .yearsAndMonthsDuration(let duration):
      guard let due = now.dateAndTime.adding(duration) else {
        throw wrong(name, expected: "a shorter duration")
      }
      return Timestamp(due)
    default: throw wrong(name, expected: "a date and time or a duration")
    }
  }

  /// When a timer invocation is due: `after` a duration or `at` a time.
  func timerDue() throws(CaseFailure) -> Timestamp {
    if !self["calendar"].isNull {
      throw CaseFailure(
        code: CaseworkCode.badArgument.rawValue,
        message: "the timer \(start.id) names a calendar, but calendars are not known here; "
          + "leave it out to count elapsed time")
    }
    if let due = try instant("after") { return max(due, now) }
    guard case .date(let date) = self["at"] else {
      guard let due = try instant("at") else {
        throw wrong("after", expected: "a duration, or a date and time under at")
      }
      return due
    }
    // Unlike a task's due day, a timer at a day fires when the day begins.
    return Timestamp(DateAndTime(date: date, time: .midnight))
  }

  private func wrong(_ name: String, expected: String) -> CaseFailure {
    CaseFailure(
      code: CaseworkCode.badArgument.rawValue,
      message: "the \(start.kind.rawValue) \(start.id) (\(start.origin.place)) needs \(expected) "
        + "under \(name), and got \(self[name].feelText)")
  }
}
