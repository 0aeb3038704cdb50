import JSON

/// `docket case show`: where a case stands, and with its log the whole story.
enum CaseShow {
  static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitCode {
    try await StoreAccess.withService(arguments, console) { service in
      let reference = arguments.arguments[0]
      let answer = try await service.get(
        ["cases", reference], [("log", arguments.has("--log") ? "true" : nil)])
      if arguments.has("--json") {
        console.print(answer.text)
      } else {
        let text = CaseText(answer: answer, capabilities: console.output)
        for line in text.lines { console.print(line) }
      }
      return .good
    }
  }
}

/// A case as people read it.
struct CaseText {
  let answer: JSONValue
  let capabilities: Console.Capabilities

  /// The lines: a heading, what it is about, what it waits for, and its log.
  var lines: [String] {
    var lines = heading
    for (title, content) in [
      ("Why", why), ("Data", data), ("Open tasks", tasks), ("Timers", timers),
      ("Messages under way", calls), ("Log", log),
    ] where !content.isEmpty {
      lines.append("")
      lines.append(title.styled(.bold, capabilities))
      lines += content
    }
    return lines
  }

  private var heading: [String] {
    let id = answer["id"]?.shown ?? ""
    let key = answer["key"]?.shown.map { "  \($0)" } ?? ""
    let status = answer["status"]?.shown ?? ""
    let workflow = answer["workflow"]?["name"]?.shown ?? ""
    let version = answer["workflow"]?["version"]?.shown.map(Self.short) ?? ""
    let labels = (answer["labels"]?.arrayValue ?? []).compactMap(\.shown)
    let place = labels.isEmpty ? "not begun" : labels.joined(separator: ", ")
    var table = TextTable(columns: [.init(title: ""), .init(title: "")], indent: 2)
    table.rows = [
      ["State", TextTable.Cell("\(place) (\(status))", CaseStyle.of(status))],
      ["Workflow", TextTable.Cell("\(workflow)  \(version)")],
      ["Started", TextTable.Cell(TimeText.second(answer["started"]?.shown))],
      ["Changed", TextTable.Cell(TimeText.second(answer["changed"]?.shown))],
    ]
    if let parent = answer["parent"]?.shown {
      table.rows.append(["Part of", TextTable.Cell(parent)])
    }
    if let incident = answer["incident"], !incident.isNull {
      table.rows.append([
        "Incident",
        TextTable.Cell(
          "\(incident["id"]?.shown ?? ""): \(incident["message"]?.shown ?? "")", .red),
      ])
    }
    return ["\(id)\(key)".printable.styled(.bold, capabilities)] + table.lines(capabilities)
  }

  /// The first letters of a hash: enough to tell versions apart.
  static func short(_ version: String) -> String {
    guard version.hasPrefix("sha256:") else { return version }
    return String(version.dropFirst(7).prefix(12))
  }

  private var why: [String] {
    // The log tells it at length.
    guard answer["log"] == nil else { return [] }
    return (answer["why"]?.arrayValue ?? []).compactMap(\.shown).prefix(5)
      .map { "  " + HelpText.wrap($0.printable, indent: 4, width: textWidth) }
  }

  private var textWidth: Int { capabilities.isTerminal ? max(40, capabilities.width - 4) : 96 }

  private var data: [String] {
    var table = TextTable(
      columns: [.init(title: ""), .init(title: "", isElastic: true)], indent: 2)
    table.rows = (answer["data"]?.objectValue ?? []).map {
      [TextTable.Cell($0.name, .dim), TextTable.Cell(Self.text($0.value))]
    }
    return table.lines(capabilities)
  }

  private var tasks: [String] {
    var table = TextTable(
      columns: [
        .init(title: ""), .init(title: "", isElastic: true), .init(title: ""), .init(title: ""),
        .init(title: ""),
      ], indent: 2)
    table.rows = (answer["tasks"]?.arrayValue ?? []).map { task in
      let due = task["due"]?.shown.map { "due \(TimeText.minute($0))" } ?? ""
      let roles = (task["candidates"]?.arrayValue ?? []).compactMap(\.shown)
      let holder = task["claimedBy"]?.shown.map { "with \($0)" } ?? ""
      return [
        TextTable.Cell(task["id"]?.shown ?? "", .cyan), TextTable.Cell(task["title"]?.shown ?? ""),
        TextTable.Cell("for " + (task["assignee"]?.shown ?? roles.joined(separator: ", "))),
        TextTable.Cell(due), TextTable.Cell(holder),
      ]
    }
    return table.lines(capabilities)
  }

  private var timers: [String] {
    var table = TextTable(columns: [.init(title: ""), .init(title: "")], indent: 2)
    table.rows = (answer["timers"]?.arrayValue ?? []).map { timer in
      [
        TextTable.Cell(TimeText.second(timer["due"]?.shown)),
        TextTable.Cell(Self.timer(timer)),
      ]
    }
    return table.lines(capabilities)
  }

  /// What happens when the timer runs out, in people's words.
  private static func timer(_ timer: JSONValue) -> String {
    let event = timer["event"]?.shown ?? ""
    let invoke = timer["invoke"]?.shown
    return switch timer["kind"]?.shown {
    case "invoke": "\(invoke ?? event) runs out"
    case "taskDue": "\(invoke ?? "a task") is overdue"
    case "taskFollowUp": "somebody is reminded of \(invoke ?? "a task")"
    case "taskEscalation": "a further role is called in on \(invoke ?? "a task")"
    default: "\(event) is sent"
    }
  }

  private var calls: [String] {
    var table = TextTable(
      columns: [
        .init(title: ""), .init(title: ""), .init(title: ""), .init(title: "", isElastic: true),
      ], indent: 2)
    table.rows = (answer["calls"]?.arrayValue ?? []).map { call in
      let attempts = call["attempts"]?.intValue ?? 0
      let isDead = call["status"]?.shown == "dead"
      return [
        TextTable.Cell(call["id"]?.shown ?? "", .cyan),
        TextTable.Cell("\(call["event"]?.shown ?? "") to \(call["to"]?.shown ?? "")"),
        TextTable.Cell(
          isDead ? "given up" : attempts == 0 ? "not tried yet" : "tried \(attempts) times",
          isDead ? .red : nil),
        TextTable.Cell(call["error"]?.shown ?? "", .dim),
      ]
    }
    return table.lines(capabilities)
  }

  private var log: [String] {
    (answer["log"]?.arrayValue ?? []).flatMap {
      LogEntryText(entry: $0, capabilities: capabilities, width: textWidth).lines
    }
  }

  /// A value as people read it: texts without quotes, the rest as JSON.
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text.isEmpty ? "\"\"" : text
    case .null: "null"
    default: value.text
    }
  }
}
