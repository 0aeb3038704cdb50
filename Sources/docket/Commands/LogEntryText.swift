import JSON

/// One entry of a case's log as people read it: when, what, by whom, and what decided.
struct LogEntryText {
  let entry: JSONValue
  let capabilities: Console.Capabilities
  let width: Int

  /// The lines of the entry.
  var lines: [String] {
    [headline] + decisions + details
  }

  private var headline: String {
    let at = TimeText.second(entry["at"]?.shown).styled(.dim, capabilities)
    let event = title.printable.styled(.bold, capabilities)
    let actor = entry["actor"]?.shown.map { " by \($0)" } ?? ""
    let from = names("from")
    let to = names("to")
    let isIgnored = entry["ignored"]?.booleanValue == true
    if isIgnored, from == to, !isTaskChange {
      return "  \(at)  \(event)" + "\(actor)  nothing waits for it".styled(.dim, capabilities)
    }
    let passed = passed
    let stays = passed.isEmpty ? "stays in" : "through \(passed.joined(separator: ", ")) back to"
    let way = from == to ? (to.isEmpty ? "" : "  \(stays) \(to)") : "  -> \(to)"
    return "  \(at)  \(event)\("\(actor)\(way)".printable)"
  }

  /// The event in people's words where it is one that the engine makes itself.
  private var title: String {
    let event = entry["event"]?.shown ?? ""
    if event == "case.started" { return "started" }
    if isTaskChange, let task = entry["data"]?["title"]?.shown {
      let to = entry["data"]?["to"]?.shown.map { " to \($0)" } ?? ""
      return "\(task): \(event.dropFirst(5))\(to)"
    }
    guard event.hasPrefix("done.invoke.") else { return event }
    let name = String(event.dropFirst("done.invoke.".count))
    if let outcome { return "\(name): \(outcome)" }
    return entry["data"]?["due"] == nil ? event : "\(name) ran out"
  }

  /// Whether the entry is about an open task; no row of the workflow need wait for that.
  private var isTaskChange: Bool { entry["event"]?.shown?.hasPrefix("task.") == true }

  /// How the task ended, where the entry is about the end of a task.
  private var outcome: String? {
    entry["event"]?.shown?.hasPrefix("done.invoke.") == true
      ? entry["data"]?["outcome"]?.shown : nil
  }

  /// The states that were entered and left again within the step, but for those around the last one.
  private var passed: [String] {
    let steps = entry["transitions"]?.arrayValue ?? []
    let ends = (entry["to"]?.arrayValue ?? []).compactMap(\.shown)
    var passed: [String] = []
    for (index, step) in steps.enumerated() {
      for state in (step["entered"]?.arrayValue ?? []).compactMap(\.shown)
      where !ends.contains(state) && !passed.contains(state) {
        let isLeft = steps.dropFirst(index + 1).contains { later in
          (later["exited"]?.arrayValue ?? []).contains { $0.shown == state }
        }
        if isLeft { passed.append(state) }
      }
    }
    return passed
  }

  private func names(_ member: String) -> String {
    (entry[member]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")
  }

  private var decisions: [String] {
    (entry["decisions"]?.arrayValue ?? []).flatMap { decision in
      let name = decision["decision"]?.shown ?? ""
      var lines = [
        margin + "decided ".styled(.dim, capabilities)
          + "\(name) = \(Self.result(decision["result"] ?? .null))".printable
      ]
      let matched = (decision["matched"]?.arrayValue ?? []).map(Self.rule)
      let file = decision["table"]?["file"]?.shown ?? ""
      let version = decision["table"]?["version"]?.shown.map(CaseText.short) ?? ""
      let because = matched.isEmpty ? "no rule matched in \(file)" : matched.joined(separator: ", ")
      lines.append(
        margin + "  \(because)".printable.styled(.green, capabilities)
          + (version.isEmpty ? "" : "  version \(version)".styled(.dim, capabilities)))
      let inputs = (decision["inputs"]?.objectValue ?? []).map {
        "\($0.name) = \(CaseText.text($0.value))"
      }
      if !inputs.isEmpty { lines.append(folded("with \(inputs.joined(separator: ", "))")) }
      for reason in (decision["reasons"]?.arrayValue ?? []).compactMap(\.shown) {
        lines.append(folded("null because \(reason)"))
      }
      return lines
    }
  }

  private static func rule(_ rule: JSONValue) -> String {
    let number = rule["rule"]?.shown ?? "?"
    let id = rule["id"]?.shown.flatMap { $0 == number ? nil : " (\($0))" } ?? ""
    return "rule \(number)\(id) at \(rule["at"]?.shown ?? "?")"
  }

  private static func result(_ result: JSONValue) -> String {
    guard let members = result.objectValue else { return CaseText.text(result) }
    return members.map { "\($0.name): \(CaseText.text($0.value))" }.joined(separator: ", ")
  }

  private var details: [String] {
    var lines: [String] = []
    if outcome != nil || isTaskChange, let comment = entry["data"]?["comment"]?.shown {
      lines.append(folded("\"\(comment)\""))
    }
    if let data, !data.isNull { lines.append(folded("with \(Self.result(data))")) }
    if let reason = entry["reason"]?.shown { lines.append(folded(reason)) }
    for note in entry["notes"]?.arrayValue ?? [] {
      let texts = [note["label"]?.shown, note["value"]?.shown].compactMap(\.self)
      lines.append(folded("noted " + texts.joined(separator: ": ")))
    }
    for effect in entry["effects"]?.arrayValue ?? [] {
      if let text = Self.effect(effect) { lines.append(folded(text)) }
    }
    for calendar in entry["calendars"]?.arrayValue ?? [] {
      let version = calendar["version"]?.shown.map(CaseText.short) ?? ""
      lines.append(
        folded("counted by the calendar \(calendar["calendar"]?.shown ?? "") \(version)"))
    }
    let failure = entry["failure"]?["message"]?.shown
    for error in entry["errors"]?.arrayValue ?? [] {
      let text = "\(error["name"]?.shown ?? "error"): \(error["reason"]?.shown ?? "")"
      // The error that stopped the case is told once, below.
      guard text != failure else { continue }
      lines.append(margin + text.printable.styled(.red, capabilities))
    }
    if let failure {
      lines.append(margin + "stopped: \(failure)".printable.styled(.red, capabilities))
    }
    if entry["erased"]?.booleanValue == true { lines.append(folded("its content was erased")) }
    return lines
  }

  /// The event's data as far as they are not told otherwise: those of the start are shown above,
  /// as the case's, and those of a timer are its time.
  private var data: JSONValue? {
    guard entry["seq"]?.intValue != 1 else { return nil }
    if outcome != nil || isTaskChange { return entry["data"]?["values"] }
    return entry["data"]?["due"] == nil ? entry["data"] : nil
  }

  private static func effect(_ effect: JSONValue) -> String? {
    if let role = effect["role"]?.shown {
      return "notified \(role)" + (effect["text"]?.shown.map { ": \($0)" } ?? "")
    }
    if let event = effect["send"]?.shown {
      return "sent \(event) to \(effect["to"]?.shown ?? "?")"
    }
    if let kind = effect["started"]?.shown {
      return kind == "task" ? "opened a task" : kind == "timer" ? nil : "called \(kind)"
    }
    return nil
  }

  private let margin = String(repeating: " ", count: 23)

  private func folded(_ text: String) -> String {
    margin + "  "
      + HelpText.wrap(text.printable, indent: 27, width: max(40, width - 27))
      .styled(.dim, capabilities)
  }
}
