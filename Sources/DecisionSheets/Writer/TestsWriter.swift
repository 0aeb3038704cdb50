import DMN
import Diagnostics
import Spreadsheets

/// Writes tests as `Tests` blocks, one for each run of tests of the same decision.
struct TestsWriter {
  /// The tests of a block, and the names of its columns in order.
  private struct Run {
    var decision: String
    var inputs: [String] = []
    var outputs: [String] = []
    var notes: [String] = []
    var tests: [DecisionTest] = []
  }

  /// A column of a block, with what reads and writes its cells.
  private struct Column {
    var header: String
    var writer: CellWriter?
  }

  let reader: TestsReader
  let settings: SheetSettings

  func blocks(_ tests: [DecisionTest]) -> [BlockDraft] {
    var runs = [Run]()
    for test in tests {
      if var run = runs.last, Self.add(test, to: &run) {
        runs[runs.count - 1] = run
      } else {
        var run = Run(decision: test.decision)
        _ = Self.add(test, to: &run)
        runs.append(run)
      }
    }
    return runs.map(block)
  }

  /// Adds a test to a run if its columns can stand in the same order.
  private static func add(_ test: DecisionTest, to run: inout Run) -> Bool {
    guard test.decision == run.decision else { return false }
    var inputs = run.inputs
    var outputs = run.outputs
    guard merge(test.inputs.map(\.name), into: &inputs) else { return false }
    for item in test.expected.rows {
      guard merge(item.map(\.name), into: &outputs) else { return false }
    }
    var notes = run.notes
    guard merge(test.notes.map(\.header), into: &notes) else { return false }
    run.inputs = inputs
    run.outputs = outputs
    run.notes = notes
    run.tests.append(test)
    return true
  }

  /// Puts names into a list so that both orders hold; false if they contradict each other.
  private static func merge(_ names: [String], into columns: inout [String]) -> Bool {
    if Set(names).count < names.count { return columns.isEmpty }
    var position = 0
    for name in names {
      if let known = columns.firstIndex(of: name) {
        guard known >= position else { return false }
        position = known + 1
      } else {
        columns.insert(name, at: position)
        position += 1
      }
    }
    return true
  }

  private func block(_ run: Run) -> BlockDraft {
    var block = BlockDraft()
    block.append([.text("Tests"), .text(run.decision)], .title)
    var columns = columns(run)
    block.append(
      [.text("Name")] + columns.map { .text($0.header) } + run.notes.map { .text($0) }, .header)
    for test in run.tests {
      var row = run.inputs.enumerated().map { index, name in
        Self.cell(name, test.inputs, &columns[index].writer)
      }
      // An id that is a sign or a keyword would be taken for one.
      let isPlain = test.id.map { $0 != "+" && Keyword($0) == nil } ?? false
      let head = isPlain ? NumberCell.cell(test.id ?? "") : .empty
      let notes = run.notes.map { header in
        Cell.filled(test.notes.first { $0.header == header }?.text ?? "")
      }
      let items = test.expected.rows
      for (number, item) in items.enumerated() {
        if number > 0 { row = Array(repeating: .empty, count: run.inputs.count) }
        for (index, name) in run.outputs.enumerated() {
          let cell = Self.cell(name, item, &columns[run.inputs.count + index].writer)
          row.append(index == 0 ? Self.plain(cell, item, name) : cell)
        }
        block.append(number > 0 ? [.text("+")] + row : [head] + row + notes)
      }
      guard items.isEmpty else { continue }
      let word = test.expected == .noRule ? "no rule" : "[]"
      let rest = Array(repeating: Cell.empty, count: columns.count - run.inputs.count - 1)
      block.append([head] + row + [.text(word)] + rest + notes)
    }
    return block
  }

  private static func cell(
    _ name: String, _ entries: [DecisionTest.Entry], _ writer: inout CellWriter?
  ) -> Cell {
    guard let entry = entries.first(where: { $0.name == name }) else { return .empty }
    return writer?.value(entry.value) ?? .text(entry.value.text)
  }

  /// In the first output, the words for "no result" mean that; as a text they need quotes.
  private static func plain(
    _ cell: Cell, _ entries: [DecisionTest.Entry], _ name: String
  ) -> Cell {
    switch cell.text.lowercased() {
    case "[]": return .text("[ ]")
    case "no rule", "no match":
      return .text(entries.first { $0.name == name }?.value.text ?? cell.text)
    default: return cell
    }
  }

  private func columns(_ run: Run) -> [Column] {
    let outputs = run.outputs.isEmpty ? firstOutput(of: run.decision) : run.outputs
    let wanted = run.inputs.map { ($0, false) } + outputs.map { ($0, true) }
    guard let signature = reader.signatures.first(where: { $0.name == run.decision }) else {
      return wanted.map { Column(header: $0.0) }
    }
    var used = [(String, Bool)]()
    return wanted.map { name, isOutput in
      let own = signature.columns.first { $0.name == name && $0.isOutput == isOutput }
      let mark = isOutput ? "out: " : "in: "
      let label = own?.label
      let headers = [label, name, label.map { mark + $0 }, mark + name].compactMap(\.self)
      for header in headers where !header.isEmpty {
        guard let found = reader.column(header, signature, used: used), found.name == name,
          found.isOutput == isOutput
        else { continue }
        used.append((name, isOutput))
        var cells = found.reader
        cells.locale = cells.locale ?? settings.locale
        return Column(header: header, writer: CellWriter(cells))
      }
      return Column(header: name)
    }
  }

  /// Where only `no rule` is expected, the first output says so.
  private func firstOutput(of decision: String) -> [String] {
    let signature = reader.signatures.first { $0.name == decision }
    return [signature?.columns.first(where: \.isOutput)?.name ?? decision]
  }
}

extension DecisionTest.Expectation {
  /// The results, one a row; none where nothing or an empty list is expected.
  fileprivate var rows: [[DecisionTest.Entry]] {
    switch self {
    case .noRule: []
    case .outputs(let entries): [entries]
    case .list(let items): items
    }
  }
}
