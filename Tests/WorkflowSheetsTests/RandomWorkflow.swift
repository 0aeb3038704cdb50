import TestSupport

/// Makes workflow sheets that have no errors, of everything that a sheet can say.
enum RandomWorkflow {
  static func csv(_ random: inout SeededGenerator) -> String {
    var lines = ["Workflow,Label \(Int.random(in: 1...9, using: &random)),w"]
    if Bool.random(using: &random) { lines.append(row(["Note", note(&random)])) }
    for index in 0..<Int.random(in: 0...4, using: &random) {
      let type = pick(
        ["", "string", "number", "list of string", "days and time duration"], &random)
      let value =
        switch type {
        case "string": pick(["none", "\"a b\"", "same as x0", ""], &random)
        case "number": pick(["1", "1 + 2", ""], &random)
        case "days and time duration": pick(["20 hours", "duration(\"PT5M\")", ""], &random)
        default: pick(["null", "[]", ""], &random)
        }
      lines.append(
        row([
          "Data", "x\(index)", type, value, pick(["", note(&random)], &random),
          pick(["", "Label"], &random),
        ]))
    }
    lines.append("Name,State,Parent,Id,Kind,On,When,Do,Go to,Note")
    let count = Int.random(in: 1...6, using: &random)
    let labels = (0..<count).map {
      "\(pick(["In review", "Done", "s", "VIP check"], &random)) \($0)"
    }
    for index in 0..<count { lines += state(index, labels, &random) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func state(
    _ index: Int, _ labels: [String], _ random: inout SeededGenerator
  ) -> [String] {
    let parent =
      index > 0 && Int.random(in: 0..<4, using: &random) == 0 ? labels[index - 1] : ""
    let head = [
      "", labels[index], parent, Int.random(in: 0..<4, using: &random) == 0 ? "id\(index)" : "",
      index == labels.count - 1 && parent.isEmpty && Bool.random(using: &random) ? "initial" : "",
    ]
    var rows: [[String]] = []
    let hasTask = Bool.random(using: &random)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      rows.append([pick(["entry", "exit"], &random), condition(&random), actions(&random), ""])
    }
    if hasTask { rows.append(["entry", "", task(index, &random), ""]) }
    if hasTask {
      rows.append([
        pick(["approve", "\"approve, reject\""], &random).trimmingQuotes, condition(&random), "",
        pick(labels, &random),
      ])
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      rows.append([
        pick(
          [
            "a.b", "a.*, c.d", "after 2 days", "after PT3H30M as t\(index)x\(rows.count)",
            "at now()", "after 2 working days in Berlin", "after 24 working hours in Berlin",
            "after 1 working day 4 working hours in \"head office\"", "after 90 minutes in Berlin",
          ], &random),
        condition(&random), pick(["", actions(&random)], &random), pick(labels + [""], &random),
      ])
    }
    if Bool.random(using: &random) { rows.append(["", "", "", pick(labels, &random)]) }
    var lines: [String] = []
    let begins = rows.isEmpty || Bool.random(using: &random)
    if begins { lines.append(row(head + ["", "", "", "", pick(["", note(&random)], &random)])) }
    for (number, cells) in rows.enumerated() {
      let first = number == 0 && !begins ? head : ["", "", "", "", ""]
      lines.append(row(first + cells + [pick(["", "", note(&random)], &random)]))
    }
    return lines
  }

  private static func actions(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      pick(
        [
          "decide \"Order exception\"", "decide t as r", "set y = 1 + 2", "raise e.f",
          "log \"a; b\"",
          "send m.n to \"order desk\" with { a: 1, \"b c\": [1, 2] }", "send m to crm with x0",
          "notify ops", "notify \"team lead\" \"look: \" + z", "notify ops \"it's late\"",
        ], &random)
    }.joined(separator: "; ")
  }

  private static func task(_ index: Int, _ random: inout SeededGenerator) -> String {
    var text = "task \"Check \(index % 2)\""
    text += pick(
      [
        " for ops", " for \"order desk\"", " for ops or \"order desk\" or cfo",
        " assigned to ana", " for ops assigned to = x0",
      ], &random)
    text += pick(
      ["", " due in 8 hours", " due in x0", " due in 1 working day 90 working minutes in Berlin"],
      &random)
    text += pick(
      ["", " follow up in 4 hours", " follow up in 24 working hours in Berlin"], &random)
    text += pick(["", " priority 2", " priority if x0 = 1 then 5 else 0"], &random)
    text += pick(
      [
        "", " escalate to cfo after 4 hours",
        " escalate to \"team lead\" after 2 working days in \"head office\", then cfo after x0",
      ], &random)
    text += pick(
      [
        "", " asks amount: number, reason: string",
        " asks amount \"What we pay\": number (> 0, 7), \"the day\": date optional",
        " asks reason: string (late, not ours) optional, tags: list of string, priority: number",
      ], &random)
    text += pick(["", " with { a: x0 }"], &random)
    return text + pick(["", " as own\(index)"], &random)
  }

  private static func condition(_ random: inout SeededGenerator) -> String {
    pick(["", "x0 = 1", "_event.data.n > 2 and x1 != null"], &random)
  }

  private static func note(_ random: inout SeededGenerator) -> String {
    pick(["a remark", "one, two", "says \"no\"", "ümläut"], &random)
  }

  private static func row(_ cells: [String]) -> String {
    cells.map { cell in
      cell.contains { "\",;\n".contains($0) }
        ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }.joined(separator: ",")
  }

  private static func pick<Choice>(
    _ choices: [Choice], _ random: inout SeededGenerator
  ) -> Choice {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
}

extension String {
  fileprivate var trimmingQuotes: String { replacing("\"", with: "") }
}
