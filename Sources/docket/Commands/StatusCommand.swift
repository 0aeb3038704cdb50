import JSON

/// `docket status`: the board.
enum StatusCommand {
  static let description = CommandDescription(
    name: "status",
    summary: "shows the board: where all cases stand, and what is late, stopped or waiting",
    examples: [.init(line: "docket status --json", help: "gives the board to a program")],
    run: { arguments, console in
      try await StoreAccess.withService(arguments, console) { service in
        let board = try await service.get(["status"])
        if arguments.has("--json") {
          console.print(board.text)
        } else {
          for line in StatusBoardText(board: board).lines(console.output) { console.print(line) }
        }
        return .good
      }
    })
}

/// The board as people read it.
struct StatusBoardText {
  let board: JSONValue

  /// The lines, with colours where there are any.
  func lines(_ capabilities: Console.Capabilities) -> [String] {
    var lines: [String] = []
    let workflows = workflows
    let total = workflows.flatMap(\.states).reduce(0) { $0 + $1.count }
    let at = TimeText.minute(board["at"]?.shown)
    lines.append(
      "\(total) \(total == 1 ? "case" : "cases")".styled(.bold, capabilities)
        + "  as of \(at) UTC".styled(.dim, capabilities))
    let widest = workflows.flatMap(\.states).map(\.label.columnCount).max() ?? 0
    let most = workflows.flatMap(\.states).map(\.count).max() ?? 0
    for workflow in workflows {
      let sum = workflow.states.reduce(0) { $0 + $1.count }
      lines.append("")
      lines.append(
        workflow.label.printable.styled(.bold, capabilities)
          + "  \(sum)".styled(.dim, capabilities))
      for state in workflow.states {
        let label = state.label.printable
        let padding = String(repeating: " ", count: widest - label.columnCount)
        let count = String(state.count).leftPadded(to: String(most).count)
        lines.append("  \(label)\(padding)  \(count)  \(Self.bar(state.count, of: most))")
      }
    }
    lines.append("")
    lines += backlog(capabilities)
    return lines
  }

  private struct Workflow {
    var name: String
    var label: String
    var states: [(label: String, count: Int)]
  }

  private var workflows: [Workflow] {
    var workflows: [Workflow] = []
    for row in board["cases"]?.arrayValue ?? [] {
      let name = row["workflow"]?.shown ?? ""
      let state = row["stateLabel"]?.shown ?? row["state"]?.shown ?? ""
      let entry = (label: state.isEmpty ? "(not begun)" : state, count: row["count"]?.intValue ?? 0)
      if let index = workflows.firstIndex(where: { $0.name == name }) {
        workflows[index].states.append(entry)
      } else {
        let label = row["workflowLabel"]?.shown ?? name
        workflows.append(Workflow(name: name, label: label, states: [entry]))
      }
    }
    return workflows
  }

  /// A bar of at most 30 columns, in eighths of a column.
  static func bar(_ count: Int, of most: Int) -> String {
    guard most > 0, count > 0 else { return "" }
    let eighths = max(1, count * 30 * 8 / most)
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + rest[eighths % 8]
  }

  private func backlog(_ capabilities: Console.Capabilities) -> [String] {
    let rows: [(String, Int, String, Style)] = [
      ("Overdue tasks", board["overdue"]?["tasks"]?.intValue ?? 0, "", .yellow),
      ("Overdue timers", board["overdue"]?["timers"]?.intValue ?? 0, "", .yellow),
      (
        "Incidents", board["incidents"]?.intValue ?? 0, "docket incident list tells why", .red
      ),
      ("Messages waiting", board["outbox"]?["waiting"]?.intValue ?? 0, "", .cyan),
      (
        "Messages given up", board["outbox"]?["dead"]?.intValue ?? 0,
        "docket calls list --status dead tells why", .red
      ),
    ]
    var table = TextTable(columns: [
      .init(title: ""), .init(title: "", alignment: .right), .init(title: ""),
    ])
    table.rows = rows.map { label, count, hint, style in
      [
        TextTable.Cell(label), TextTable.Cell(String(count), count > 0 ? style : .dim),
        TextTable.Cell(count > 0 ? hint : "", .dim),
      ]
    }
    return table.lines(capabilities) + circuits(capabilities)
  }

  /// The receivers of calls that are left alone for a while.
  private func circuits(_ capabilities: Console.Capabilities) -> [String] {
    let receivers = board["outbox"]?["receivers"]?.arrayValue ?? []
    return receivers.filter { $0["circuit"]?.shown ?? "closed" != "closed" }.map { receiver in
      let name = receiver["to"]?.shown ?? ""
      let until = receiver["until"]?.shown.map { " until \(TimeText.second($0))" } ?? ""
      let failures = receiver["failures"]?.intValue ?? 0
      return
        "\(name) does not answer (\(failures) failures in a row); calls wait\(until)".printable
        .styled(.red, capabilities)
    }
  }
}

extension String {
  /// The text with blanks in front, to a number of columns.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columnCount)) + self
  }
}
