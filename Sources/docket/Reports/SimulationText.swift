import Casework
import JSON
import Runner

/// What came of a simulation, as people read it.
struct SimulationText {
  let report: SimulationReport
  let hasAnswers: Bool

  func lines(_ capabilities: Console.Capabilities) -> [String] {
    var lines = [
      report.label.printable.styled(.bold, capabilities)
        + "  \(report.started) \(report.started == 1 ? "case" : "cases")"
        + "  \(TimeText.minute(report.start.description)) to "
        + "\(TimeText.minute(report.end.description)), seed \(report.seed)"
    ]
    if !hasAnswers {
      lines.append("nobody does a task: give --answers to say how people answer")
    }
    if report.isCut {
      lines.append("the time was over before all cases had come to rest; see --for")
    }
    for (title, table) in tables where !table.rows.isEmpty {
      lines.append("")
      lines.append(title.styled(.bold, capabilities))
      lines += table.lines(capabilities)
    }
    for (title, counts) in [("Stopped", report.incidents), ("Refused", report.refusals)]
    where !counts.isEmpty {
      lines.append("")
      lines.append(title.styled(.red, capabilities))
      lines += counts.map { "  \($0.count) × \($0.message)".printable }
    }
    return lines
  }

  private var tables: [(String, TextTable)] {
    [
      ("Where they end", ends), ("Time in each state", states), ("Deadlines", deadlines),
      ("Tasks", tasks), ("Rules", rules),
    ]
  }

  private func table(_ titles: [String], _ rows: [[TextTable.Cell]]) -> TextTable {
    TextTable(
      columns: titles.enumerated().map { index, title in
        TextTable.Column(
          title: title, alignment: index == 0 ? .left : .right, isElastic: index == 0)
      }, rows: rows, indent: 2)
  }

  private var ends: TextTable {
    let most = report.ends.map(\.count).max() ?? 0
    var table = TextTable(
      columns: [
        .init(title: ""), .init(title: ""), .init(title: "", alignment: .right), .init(title: ""),
      ], indent: 2)
    table.rows = report.ends.map { end in
      let place = end.labels.isEmpty ? "not begun" : end.labels.joined(separator: ", ")
      let status = end.status == .done ? "" : end.status == .open ? "still waits" : "\(end.status)"
      return [
        TextTable.Cell(place), TextTable.Cell(status, end.status == .incident ? .red : .dim),
        TextTable.Cell("\(end.count)"), TextTable.Cell(StatusBoardText.bar(end.count, of: most)),
      ]
    }
    return table
  }

  private var states: TextTable {
    var rows = report.states.map { state -> [TextTable.Cell] in
      [TextTable.Cell(state.label)] + Self.cells(state.lengths)
        + [TextTable.Cell(state.open == 0 ? "" : "\(state.open)")]
    }
    if let total = report.total {
      rows.append([TextTable.Cell("start to end", .bold)] + Self.cells(total) + [""])
    }
    return table(["", "left", "min", "median", "p90", "max", "still there"], rows)
  }

  private static func cells(_ lengths: SimulationReport.Lengths?) -> [TextTable.Cell] {
    guard let lengths else { return ["0", "", "", "", ""] }
    return [TextTable.Cell("\(lengths.count)")]
      + [lengths.min, lengths.median, lengths.p90, lengths.max].map {
        TextTable.Cell(span($0))
      }
  }

  private var deadlines: TextTable {
    table(
      ["", "set", "kept", "broken"],
      report.deadlines.map { deadline in
        let what =
          deadline.kind == .task
          ? "\"\(deadline.name)\" is done in time" : "\(deadline.name) is left in time"
        let share = deadline.set == 0 ? "" : " (\(100 * deadline.broken / deadline.set)%)"
        return [
          TextTable.Cell(what), TextTable.Cell("\(deadline.set)"),
          TextTable.Cell("\(deadline.set - deadline.broken)"),
          TextTable.Cell("\(deadline.broken)\(share)", deadline.broken > 0 ? .yellow : nil),
        ]
      })
  }

  private var tasks: TextTable {
    var table = TextTable(
      columns: [
        .init(title: ""), .init(title: "opened", alignment: .right),
        .init(title: "done", alignment: .right), .init(title: "outcomes", isElastic: true),
      ], indent: 2)
    table.rows = report.tasks.map { task in
      let done = task.outcomes.map(\.count).reduce(0, +)
      return [
        TextTable.Cell(task.title), TextTable.Cell("\(task.opened)"), TextTable.Cell("\(done)"),
        TextTable.Cell(task.outcomes.map { "\($0.outcome) \($0.count)" }.joined(separator: ", ")),
      ]
    }
    return table
  }

  private var rules: TextTable {
    var table = TextTable(
      columns: [
        .init(title: ""), .init(title: "times", alignment: .right),
        .init(title: "result", isElastic: true), .init(title: "at"),
      ], indent: 2)
    table.rows = report.rules.map { rule in
      [
        TextTable.Cell("\(rule.decision) " + (rule.rule == 0 ? "no rule" : "rule \(rule.rule)")),
        TextTable.Cell("\(rule.count)"), TextTable.Cell(rule.result),
        TextTable.Cell(rule.place, .dim),
      ]
    }
    return table
  }

  /// `2 d 3 h`, `45 min`, `0`: the two largest units.
  static func span(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    var rest = seconds
    var parts: [String] = []
    for (size, name) in units {
      let amount = rest / size
      rest %= size
      if amount > 0 { parts.append("\(amount) \(name)") }
      // Below the second of two units, nothing is told.
      if parts.count == 2 || !parts.isEmpty && amount == 0 { break }
    }
    if parts.isEmpty { return microseconds == 0 ? "0" : "< 1 s" }
    return parts.joined(separator: " ")
  }
}

/// What came of a simulation, for programs: durations as ISO 8601 texts.
struct SimulationJSON {
  let report: SimulationReport

  var value: JSONValue {
    .object([
      .init("workflow", report.workflow.json), .init("started", number(report.started)),
      .init("finished", number(report.finished)), .init("start", report.start.description.json),
      .init("end", report.end.description.json), .init("cut", .boolean(report.isCut)),
      .init("seed", .number("\(report.seed)")),
      .init(
        "ends",
        .array(
          report.ends.map {
            [
              "state": .array($0.states.map(\.json)), "labels": .array($0.labels.map(\.json)),
              "status": "\($0.status.rawValue)".json, "count": number($0.count),
            ]
          })),
      .init("duration", report.total.map(lengths) ?? .null),
      .init(
        "states",
        .array(
          report.states.map {
            [
              "state": $0.state.json, "label": $0.label.json,
              "time": $0.lengths.map(lengths) ?? .null, "open": number($0.open),
            ]
          })),
      .init(
        "deadlines",
        .array(
          report.deadlines.map {
            [
              "kind": $0.kind.rawValue.json, "id": $0.id.json, "name": $0.name.json,
              "set": number($0.set), "kept": number($0.set - $0.broken),
              "broken": number($0.broken),
            ]
          })),
      .init(
        "tasks",
        .array(
          report.tasks.map { task in
            [
              "id": task.id.json, "title": task.title.json, "opened": number(task.opened),
              "outcomes": .object(task.outcomes.map { .init($0.outcome, number($0.count)) }),
            ]
          })),
      .init(
        "rules",
        .array(
          report.rules.map {
            [
              "decision": $0.decision.json, "rule": $0.rule == 0 ? .null : number($0.rule),
              "at": $0.place.json, "result": $0.result.json, "count": number($0.count),
            ]
          })),
      .init("incidents", counts(report.incidents)), .init("refusals", counts(report.refusals)),
    ])
  }

  private func number(_ value: Int) -> JSONValue { .number("\(value)") }

  private func counts(_ counts: [(message: String, count: Int)]) -> JSONValue {
    .array(counts.map { ["message": $0.message.json, "count": number($0.count)] })
  }

  private func lengths(_ lengths: SimulationReport.Lengths) -> JSONValue {
    [
      "count": number(lengths.count), "min": Self.iso(lengths.min).json,
      "median": Self.iso(lengths.median).json, "p90": Self.iso(lengths.p90).json,
      "max": Self.iso(lengths.max).json,
    ]
  }

  /// A duration as ISO 8601, to the second: `P1DT2H`.
  private static func iso(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    let parts = [(seconds / 3600 % 24, "H"), (seconds / 60 % 60, "M"), (seconds % 60, "S")]
      .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    let days = seconds / 86_400
    if days == 0, parts.isEmpty { return "PT0S" }
    return "P" + (days > 0 ? "\(days)D" : "") + (parts.isEmpty ? "" : "T\(parts)")
  }
}
