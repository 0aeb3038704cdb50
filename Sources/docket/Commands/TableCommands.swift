import JSON

/// `docket table …`: the decisions there are, and what a table says or said.
enum TableCommands {
  static let description = CommandDescription(
    name: "table",
    summary: "lists the decisions, and shows a table as it is or as it was when it decided",
    subcommands: [list, show])

  private static let list = CommandDescription(
    name: "list",
    summary: "lists the decisions in force",
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console, orInMemory: true) { service in
        let answer = try await service.get(["tables"])
        if arguments.has("--json") {
          console.print(answer.text)
          return .good
        }
        var table = TextTable(columns: [
          .init(title: "Name"), .init(title: "Label", isElastic: true), .init(title: "Hit policy"),
          .init(title: "Rules", alignment: .right), .init(title: "Version"), .init(title: "At"),
        ])
        table.rows = (answer["tables"]?.arrayValue ?? []).map { row in
          [
            TextTable.Cell(row["name"]?.shown ?? ""), TextTable.Cell(row["label"]?.shown ?? ""),
            TextTable.Cell(row["hitPolicy"]?.shown ?? ""),
            TextTable.Cell(row["rules"]?.shown ?? ""),
            TextTable.Cell(CaseText.short(row["version"]?.shown ?? ""), .cyan),
            TextTable.Cell(row["at"]?.shown ?? "", .dim),
          ]
        }
        for line in table.lines(console.output) { console.print(line) }
        return .good
      }
    })

  private static let show = CommandDescription(
    name: "show",
    summary: "shows a table as it is, or as it was when it decided",
    discussion: [
      "A case's log names the version that decided; the beginning of it is enough. Versions that "
        + "have decided are kept in the store."
    ],
    arguments: [.init(name: "TABLE", help: "the decision's name or label")],
    options: [.value("--version", "HASH", "the version, or the beginning of it")],
    examples: [
      .init(
        line: "docket table show order_exception --version d9720a4d",
        help: "shows the rules as they were in that version")
    ],
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console, orInMemory: true) { service in
        let answer = try await service.get(
          ["tables", arguments.arguments[0]], [("version", arguments.value("--version"))])
        if arguments.has("--json") {
          console.print(answer.text)
        } else {
          for line in lines(answer, console.output) { console.print(line) }
        }
        return .good
      }
    })

  private static func lines(
    _ answer: JSONValue, _ capabilities: Console.Capabilities
  ) -> [String] {
    let label = answer["label"]?.shown.map { "  \($0)" } ?? ""
    var lines = [
      "\(answer["name"]?.shown ?? "")\(label)".printable.styled(.bold, capabilities),
      "\(answer["at"]?.shown ?? "")  version \(CaseText.short(answer["version"]?.shown ?? ""))"
        .printable.styled(.dim, capabilities),
    ]
    if let policy = answer["hitPolicy"]?.shown { lines.append("Hit policy \(policy)") }
    guard let rules = answer["table"]?.arrayValue, let columns = answer["columns"]?.arrayValue
    else { return lines }
    var table = TextTable(
      columns: [.init(title: "Rule")]
        + columns.map { column in
          let arrow = column["role"]?.shown == "output" ? "→ " : ""
          return .init(title: arrow + (column["name"]?.shown ?? ""), isElastic: true)
        } + [.init(title: "")])
    table.rows = rules.map { rule in
      let cells = (rule["cells"]?.arrayValue ?? []).map { TextTable.Cell($0.shown ?? "") }
      let bounds = [
        rule["enabled"]?.booleanValue == false ? "off" : nil,
        rule["from"]?.shown.map { "from \($0)" }, rule["until"]?.shown.map { "until \($0)" },
      ].compactMap { $0 }.joined(separator: ", ")
      return [TextTable.Cell(rule["id"]?.shown ?? rule["rule"]?.shown ?? "", .cyan)] + cells
        + Array(repeating: TextTable.Cell(""), count: max(0, columns.count - cells.count))
        + [TextTable.Cell(bounds, .dim)]
    }
    return lines + [""] + table.lines(capabilities)
  }
}
