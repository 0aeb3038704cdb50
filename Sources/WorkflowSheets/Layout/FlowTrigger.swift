import Diagnostics
import Spreadsheets

/// What the `On` cell of a row says.
enum FlowTrigger {
  /// As soon as the entry work is done.
  case immediately
  /// When the state is entered.
  case entry
  /// When the state is left.
  case exit
  /// The state ends its parent.
  case final
  /// Events, or outcomes of the state's task.
  case events([FlowText])
  /// Some time after the state was entered, perhaps counted by a calendar.
  case after(FlowText, feel: String, calendar: FlowText?)
  /// At a point in time.
  case at(FlowText)

  init?(_ cell: FlowText?, findings: FlowFindings) {
    guard let cell else {
      self = .immediately
      return
    }
    switch cell.sub.lowercased() {
    case "entry", "on entry", "enter": self = .entry
    case "exit", "on exit": self = .exit
    case "final", "end": self = .final
    default:
      if let rest = cell.stripping("after") {
        guard let after = Self.after(rest) else {
          findings.report(
            .badTrigger, at: cell.origin, "'\(cell.text)' does not say how long", found: cell.text,
            expected:
              "after 20 hours, after 2 working days in CALENDAR, or after and an expression",
            mend: "write the time behind 'after'")
          return nil
        }
        self = after
      } else if let rest = cell.stripping("at") {
        guard !rest.isEmpty else {
          findings.report(
            .badTrigger, at: cell.origin, "'at' does not say when", found: cell.text,
            expected: "an expression that gives a date and time", mend: "write it behind 'at'")
          return nil
        }
        self = .at(rest)
      } else {
        let parts = cell.split(at: [","])
        // What stands in quotes is meant as it is.
        for event in parts where event.unquoted == nil {
          guard let meant = Self.misspelt(event) else { continue }
          findings.report(
            .badTrigger, at: event.origin, "'\(event.text)' is no event", found: event.text,
            expected: "entry, exit, final, an event, after 20 hours, or at and an expression",
            mend: "write \(meant)")
          return nil
        }
        self = .events(parts.map(\.name))
      }
    }
  }

  /// What a text was meant to be that looks like a time or a keyword but is none.
  private static func misspelt(_ event: FlowText) -> String? {
    let words = event.text.split(separator: " ").map(String.init)
    guard let first = words.first else { return nil }
    if FlowDuration.feel(event.text) != nil { return "after \(event.text)" }
    if words.count > 1 {
      let rest = words.dropFirst().joined(separator: " ")
      let isTime = FlowDuration.feel(rest) != nil || rest.first?.isNumber == true
      let nearest = Suggestion.nearest(to: first, among: ["after", "at"])
      if isTime { return "\(nearest ?? "after") \(rest)" }
      return nearest == "after" ? "after \(rest)" : nil
    }
    let keywords = ["entry", "exit", "final"]
    guard !event.text.contains("."), event.text.count >= 4 else { return nil }
    return Suggestion.nearest(to: event.text, among: keywords)
  }

  private static func after(_ rest: FlowText) -> FlowTrigger? {
    guard !rest.isEmpty else { return nil }
    if let (length, calendar) = rest.cut(at: " in ") {
      guard let feel = FlowWorkingTime.feel(length.text), !calendar.isEmpty else { return nil }
      return .after(rest, feel: feel, calendar: calendar.name)
    }
    if let duration = FlowDuration.feel(rest.text) {
      return .after(rest, feel: duration, calendar: nil)
    }
    // `after 20` is a slip; `after patience` is an expression.
    guard let first = rest.sub.first, first.isLetter || first == "(" || first == "@" else {
      return nil
    }
    return .after(rest, feel: rest.text, calendar: nil)
  }
}

/// Durations as workflows hold them.
enum FlowDuration {
  /// `8 hours` as `duration("PT8H")`; nil if the text is no duration.
  static func feel(_ text: String) -> String? {
    DurationText.read(text).map { "duration(\"\($0.iso)\")" }
  }
}
