import DMN
import Diagnostics
import Spreadsheets

/// Reads blocks of tests.
struct TestsReader {
  let signatures: [TableSignature]
  let findings: SheetFindings

  /// A column of a test block that belongs to the table.
  private struct Position {
    var index: Int
    var column: TableSignature.Column
  }

  /// Reads the tests of one workbook.
  func read(_ contents: SheetContents) -> [DecisionTest] {
    var tests = contents.tests.flatMap { read($0) }
    ModelWalk.apply(contents.details, to: &tests)
    return tests
  }

  /// Reads one block.
  func read(_ tests: SheetContents.TestBlock) -> [DecisionTest] {
    let block = tests.block
    var row = block.rows.lowerBound
    guard let signature = table(block, &row) else { return [] }
    guard row < block.rows.upperBound else { return [] }
    let hasIDs = block.keyword(row) == .name || block.text(row, 0).isEmpty
    let positions = positions(block, row, from: hasIDs ? 1 : 0, signature, tests.settings)
    let notes = noteColumns(block, row, from: hasIDs ? 1 : 0, signature, positions)
    row += 1
    var result = [DecisionTest]()
    while row < block.rows.upperBound {
      if hasIDs, block.text(row, 0) == "+" {
        continueList(block, row, positions, &result)
      } else if var test = test(block, row, positions, signature, headColumn: hasIDs ? 0 : nil) {
        let id = hasIDs ? block.text(row, 0) : ""
        test.id = id.isEmpty ? nil : id
        test.notes = notes.compactMap { index, header in
          let text = block.text(row, index)
          return text.isEmpty ? nil : DecisionTest.Note(header: header, text: text)
        }
        result.append(test)
      }
      row += 1
    }
    return result
  }

  /// The table that the block tests: named behind `Tests`, else by the file's name.
  private func table(_ block: RowBlock, _ row: inout Int) -> TableSignature? {
    var name = TypedCell(
      cell: .text(SheetContents.tableName(ofFile: block.sheet.file)),
      origin: block.cell(row, 0).origin)
    if block.keyword(row) == .tests {
      if !block.cell(row, 1).isEmpty { name = block.cell(row, 1) }
      row += 1
    }
    let wanted = name.text.lowercased()
    if let found = signatures.first(where: { $0.name == name.text && $0.file == block.sheet.file })
      ?? signatures.first(where: { $0.name == name.text })
      ?? signatures.first(where: {
        $0.name.lowercased() == wanted || $0.label?.lowercased() == wanted
      })
    {
      return found
    }
    let names = signatures.map(\.name)
    findings.report(
      .unknownTable, at: name.origin,
      "there is no table '\(name.text)'" + Suggestion.didYouMean(name.text, among: names),
      found: name.text, expected: "the name of a table: \(names.joined(separator: ", "))",
      mend: Suggestion.nearest(to: name.text, among: names).map { "write \($0)" }
        ?? "write the name of the table that is tested")
    return nil
  }

  private func positions(
    _ block: RowBlock, _ row: Int, from start: Int, _ signature: TableSignature,
    _ settings: SheetSettings
  ) -> [Position] {
    var positions = [Position]()
    for index in start..<max(block.width, start) {
      let header = block.cell(row, index)
      guard !header.isEmpty else { continue }
      let name = Self.name(ofHeader: header.text)
      let found = column(
        header.text, signature, used: positions.map { ($0.column.name, $0.column.isOutput) })
      guard var column = found else {
        reportUnknown(header, name, signature)
        continue
      }
      if column.reader.locale == nil { column.reader.locale = settings.locale }
      positions.append(Position(index: index, column: column))
    }
    return positions
  }

  /// The column of a table that a header means; `in:` and `out:` tell an input from an output of the
  /// same name.
  func column(
    _ header: String, _ signature: TableSignature, used: [(String, Bool)]
  ) -> TableSignature.Column? {
    let name = Self.name(ofHeader: header)
    let lowered = header.lowercased()
    let side = lowered.hasPrefix("in:") ? false : lowered.hasPrefix("out:") ? true : nil
    return signature.columns.first { column in
      column.answers(to: name) && column.isOutput == side ?? column.isOutput
        && !used.contains { $0 == (column.name, column.isOutput) }
    } ?? otherInput(name)
  }

  private static func name(ofHeader header: String) -> String {
    for prefix in ["in:", "out:"] where header.lowercased().hasPrefix(prefix) {
      return header.dropFirst(prefix.count).trimmed
    }
    return header
  }

  /// An input of another table, for tests that go through a chain of tables.
  private func otherInput(_ name: String) -> TableSignature.Column? {
    signatures.flatMap(\.columns).first { !$0.isOutput && $0.answers(to: name) }
  }

  /// The columns of remarks, which belong to no input or output.
  private func noteColumns(
    _ block: RowBlock, _ row: Int, from start: Int, _ signature: TableSignature,
    _ positions: [Position]
  ) -> [(index: Int, header: String)] {
    (start..<max(block.width, start)).compactMap { index in
      let header = block.text(row, index)
      guard !header.isEmpty, !positions.contains(where: { $0.index == index }),
        NoteHeader.matches(header) || signature.notes.contains(header)
      else { return nil }
      return (index, header)
    }
  }

  private func reportUnknown(_ header: TypedCell, _ name: String, _ signature: TableSignature) {
    if NoteHeader.matches(name) || signature.notes.contains(name) { return }
    if let roots = signature.computed[name.lowercased()], !roots.isEmpty {
      let list = roots.joined(separator: ", ")
      findings.report(
        .unknownColumn, at: header.origin,
        "the input '\(name)' is computed, so a test gives what it is computed from",
        found: header.text, expected: list, mend: "write \(list) and its values here")
      return
    }
    let names = signature.columns.flatMap { [$0.label, $0.name].compactMap(\.self) }
    findings.report(
      .unknownColumn, at: header.origin,
      "the table '\(signature.name)' has no column '\(name)'"
        + Suggestion.didYouMean(name, among: names),
      found: header.text,
      expected: signature.columns.map { $0.label ?? $0.name }.joined(separator: ", "),
      mend: Suggestion.nearest(to: name, among: names).map { "write \($0)" }
        ?? "write the name of an input or output, or empty the cell")
  }

  private func test(
    _ block: RowBlock, _ row: Int, _ positions: [Position], _ signature: TableSignature,
    headColumn: Int?
  ) -> DecisionTest? {
    var inputs = [DecisionTest.Entry]()
    for position in positions where !position.column.isOutput {
      let cell = block.cell(row, position.index)
      guard !cell.isEmpty else { continue }
      inputs.append(DecisionTest.Entry(name: position.column.name, value: value(cell, position)))
    }
    let outputs = positions.filter(\.column.isOutput)
    let place = block.cell(row, headColumn ?? positions.first?.index ?? 0)
    guard let first = outputs.first else {
      reportNothing(place)
      return nil
    }
    let cell = block.cell(row, first.index)
    let expected: DecisionTest.Expectation
    switch cell.text.lowercased() {
    case "no rule", "no match": expected = .noRule
    case "[]": expected = .list([])
    default:
      let entries = entries(block, row, outputs)
      guard !entries.isEmpty else {
        reportNothing(cell)
        return nil
      }
      expected = .outputs(entries)
    }
    return DecisionTest(
      decision: signature.name, inputs: inputs, expected: expected, origin: place.origin)
  }

  private func entries(
    _ block: RowBlock, _ row: Int, _ outputs: [Position]
  ) -> [DecisionTest.Entry] {
    outputs.compactMap { position in
      let cell = block.cell(row, position.index)
      guard !cell.isEmpty else { return nil }
      return DecisionTest.Entry(name: position.column.name, value: value(cell, position))
    }
  }

  /// A row with `+` adds one more item to the list that the test above it expects.
  private func continueList(
    _ block: RowBlock, _ row: Int, _ positions: [Position], _ result: inout [DecisionTest]
  ) {
    let item = entries(block, row, positions.filter(\.column.isOutput))
    guard let last = result.indices.last else {
      findings.report(
        .strayContinuation, at: block.cell(row, 0).origin, found: "+",
        expected: "a test above it whose list goes on here",
        mend: "delete the +, or write the test above this row")
      return
    }
    switch result[last].expected {
    case .noRule: result[last].expected = .list([item])
    case .outputs(let first): result[last].expected = .list([first, item])
    case .list(let items): result[last].expected = .list(items + [item])
    }
  }

  private func value(_ cell: TypedCell, _ position: Position) -> FEELText {
    do throws(CellProblem) {
      let reading = try position.column.reader.expression(cell.cell)
      return FEELText(
        reading.feel, typed: cell.text == reading.feel ? nil : cell.text, at: cell.origin)
    } catch {
      let kind = position.column.isOutput ? "output" : "input"
      findings.add(
        error.diagnostic(
          of: cell,
          header: .init(
            "the \(kind) '\(position.column.label ?? position.column.name)' is a "
              + position.column.reader.type.spoken)))
      return FEELText("null", typed: cell.text, at: cell.origin)
    }
  }

  private func reportNothing(_ cell: TypedCell) {
    findings.report(
      .missingExpectation, at: cell.origin, found: "no output",
      expected: "the outputs that must come out, or: no rule",
      mend: "write what must come out")
  }
}
