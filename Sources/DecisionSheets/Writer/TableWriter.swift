import DMN
import Diagnostics
import FEEL
import Spreadsheets

/// What tables of a workbook have in common.
struct WriterSurroundings {
  var settings: SheetSettings
  var types: TypesBlock
  /// The names of all tables and formulas of the workbook.
  var tableNames: Set<String>
  /// Whether the cells of the format know dates and numbers.
  var isWorkbook: Bool
}

/// Writes one decision table in the layout of marker rows, turned or as a crosstab if it is drawn so.
struct TableWriter {
  /// A column of the table in the making.
  private struct Column {
    var role: ColumnRole
    var header: String
    var expression: Cell = .empty
    var type: Cell = .empty
    var values: Cell = .empty
    var defaultEntry: Cell = .empty
    var words: [String] = []
    var cells: [Cell] = []
    /// The FEEL of cells that say it in other words, by rule.
    var meanings: [Int: String] = [:]
  }

  /// More notes than this slow programs down, and nobody reads them.
  private static let noteLimit = 2000

  let decision: Decision
  let table: DecisionTable
  let surroundings: WriterSurroundings
  private var columns: [Column] = []

  init(_ decision: Decision, _ table: DecisionTable, _ surroundings: WriterSurroundings) {
    self.decision = decision
    self.table = table
    self.surroundings = surroundings
    addConditions()
    addPeriods()
    addNotes()
  }

  /// The block, with `Locale` and `Zone` in its head if it is the first of its sheet.
  func block(locale: String?, zone: String?) -> BlockDraft {
    var block = BlockDraft()
    var title: [Cell] = [.text("Table"), .text(decision.label ?? decision.name)]
    if decision.label != nil { title.append(.text(decision.name)) }
    block.append(title, .title)
    if let locale { block.append([.text("Locale"), .text(locale)], .setting) }
    if let zone { block.append([.text("Zone"), .text(zone)], .setting) }
    switch table.orientation {
    case .crossTable:
      if let cross = CrosstabDraft(table, columns.map(\.cells)) {
        appendCrosstab(cross, to: &block)
        return block
      }
    case .ruleAsColumn:
      block.append([.text("Orientation"), .text("rules as columns")], .setting)
      block.append([.text("Hit policy"), .text(table.hitPolicy.name)], .setting)
      appendTurned(to: &block)
      return block
    case .ruleAsRow: break
    }
    block.append([.text("Hit policy"), .text(table.hitPolicy.name)], .setting)
    appendRows(to: &block)
    return block
  }
}

// MARK: - Columns

extension TableWriter {
  private mutating func addConditions() {
    var used = Set<String>()
    func header(_ wanted: String?, _ role: ColumnRole) -> String {
      let base = wanted?.trimmed ?? ""
      var text = base.isEmpty ? role.shown : base
      var number = 2
      while !used.insert("\(role) \(text.lowercased())").inserted {
        text = "\(base.isEmpty ? role.shown : base) (\(number))"
        number += 1
      }
      return text
    }
    for input in table.inputs {
      let expression = input.expression.text
      var column = Column(role: .input, header: header(input.label ?? expression, .input))
      // A header with a dash is a name where it stands alone, and a subtraction as an expression.
      let isName =
        FEELNames.isPath(expression)
        || FEELNames.isPath(expression, isHeader: true) && requires(expression)
      if column.header != expression || !isName { column.expression = .text(expression) }
      column.type = .text(Self.typeText(input.typeRef, surroundings))
      columns.append(column)
    }
    for output in table.outputs {
      let name = output.name ?? decision.name
      var column = Column(role: .output, header: header(output.label ?? name, .output))
      if column.header != name { column.expression = .text(name) }
      column.type = .text(Self.typeText(output.typeRef, surroundings))
      columns.append(column)
    }
    fillConditions()
  }

  /// Whether the whole text is the name of something that the decision needs.
  private func requires(_ name: String) -> Bool {
    decision.requirements.contains { $0.reference.id == "input:\(name)" }
  }

  /// The cells of inputs and outputs, each read back with the reader that its column will have.
  private mutating func fillConditions() {
    let grid = columns.map { column in gridColumn(column) }
    let names = TableBuilder.names(of: grid, in: decision.name, surroundings.tableNames)
    for index in columns.indices {
      let isInput = index < table.inputs.count
      let position = isInput ? index : index - table.inputs.count
      let written =
        isInput ? table.inputs[position].allowedValues : table.outputs[position].allowedValues
      var reader = columnReader(columns[index], names)
      var allowed = written
      if case .list = reader.type {
        allowed = written.flatMap { tests in
          ListValues.items(ofTests: tests.text).map {
            FEELText($0, typed: tests.typed, at: tests.origin)
          }
        }
      }
      if let allowed, reader.allowed?.feel != allowed.text {
        columns[index].values =
          AllowedValuesWriter(type: reader.type, settings: surroundings.settings).cell(allowed)
          ?? .empty
        reader = columnReader(columns[index], names)
      }
      columns[index].words = reader.allowed?.words ?? []
      var writer = CellWriter(reader.reader)
      if !isInput, let entry = table.outputs[position].defaultEntry {
        columns[index].defaultEntry = writer.value(entry)
      }
      fill(index, position, isInput, &writer)
    }
  }

  private mutating func fill(
    _ index: Int, _ position: Int, _ isInput: Bool, _ writer: inout CellWriter
  ) {
    for (number, rule) in table.rules.enumerated() {
      let entries = isInput ? rule.inputEntries : rule.outputEntries
      guard position < entries.count else {
        columns[index].cells.append(.text("-"))
        continue
      }
      let entry = entries[position]
      let cell = isInput ? writer.tests(entry) : writer.value(entry)
      columns[index].cells.append(cell)
      if cell.text != entry.text, cell.text != "-", !cell.isEmpty {
        columns[index].meanings[number] = entry.text
      }
    }
  }

  private func gridColumn(_ column: Column) -> GridColumn {
    let origin = decision.origin
    func typed(_ cell: Cell) -> TypedCell? {
      cell.isEmpty ? nil : TypedCell(cell: cell, origin: origin)
    }
    return GridColumn(
      role: column.role, name: column.header, nameOrigin: origin,
      expression: typed(column.expression), type: typed(column.type), values: typed(column.values))
  }

  private func columnReader(_ column: Column, _ names: Set<String>) -> ColumnReader {
    ColumnTyping(
      settings: surroundings.settings, types: surroundings.types, names: names,
      findings: SheetFindings()
    ).reader(of: gridColumn(column), cells: [])
  }

  /// What to write into a `Type` cell: a type that the reader does not know is left to the details.
  static func typeText(_ type: DMN.TypeReference?, _ surroundings: WriterSurroundings) -> String {
    guard let type else { return "Any" }
    var proposals = [type.name]
    if type.name.hasPrefix("list<"), type.name.hasSuffix(">") {
      proposals.insert("list of \(type.name.dropFirst(5).dropLast())", at: 0)
    }
    let typing = ColumnTyping(
      settings: surroundings.settings, types: surroundings.types, names: [],
      findings: SheetFindings())
    return proposals.first { proposal in
      let cell = TypedCell(cell: .text(proposal), origin: type.origin)
      return typing.type(of: cell)?.reference?.name == type.name
    } ?? "Any"
  }

  private mutating func addPeriods() {
    func cell(_ day: String?) -> Cell {
      guard let day else { return .empty }
      return surroundings.isWorkbook ? .date(day) : .text(day)
    }
    if table.rules.contains(where: { $0.from != nil }) {
      columns.append(
        Column(
          role: .from, header: "From", cells: table.rules.map { cell($0.from?.description) }))
    }
    if table.rules.contains(where: { $0.until != nil }) {
      columns.append(
        Column(
          role: .until, header: "Until", cells: table.rules.map { cell($0.until?.description) }))
    }
    if table.rules.contains(where: { !$0.isEnabled }) {
      columns.append(
        Column(
          role: .enabled, header: "Enabled", words: ["yes", "no"],
          cells: table.rules.map { .text($0.isEnabled ? "yes" : "no") }))
    }
  }

  private mutating func addNotes() {
    let count = max(table.annotations.count, table.rules.map(\.annotations.count).max() ?? 0)
    for index in 0..<count {
      let header = index < table.annotations.count ? table.annotations[index].trimmed : ""
      columns.append(
        Column(
          role: .note, header: header.isEmpty ? "Note" : header,
          cells: table.rules.map { rule in
            guard let text = rule.annotations.item(index), !text.isEmpty else { return .empty }
            return .text(text)
          }))
    }
  }
}

// MARK: - Layouts

extension TableWriter {
  /// The marker lines above the rules, those that say nothing left out.
  private var markers: [(keyword: Keyword, cells: [Cell])] {
    var lines: [(keyword: Keyword, cells: [Cell])] = [
      (.role, columns.map { .text($0.role.shown) }),
      (.name, columns.map { .text($0.header) }),
    ]
    let others: [(Keyword, [Cell])] = [
      (.expression, columns.map(\.expression)), (.type, columns.map(\.type)),
      (.values, columns.map(\.values)), (.default, columns.map(\.defaultEntry)),
    ]
    for (keyword, cells) in others where cells.contains(where: { !$0.isEmpty }) {
      lines.append((keyword, cells))
    }
    return lines
  }

  /// What stands in column A of a rule: its id, unless that would be taken for a keyword.
  private func ruleHeads() -> [Cell] {
    table.rules.enumerated().map { index, rule in
      guard let id = rule.id, !id.isEmpty, Keyword(id.trimmed) == nil, id.trimmed == id,
        index > 0 || MarkedTableParser.meantKeyword(id) == nil
      else { return .empty }
      return NumberCell.cell(id)
    }
  }

  private func appendRows(to block: inout BlockDraft) {
    for line in markers {
      let isHeader = line.keyword == .role || line.keyword == .name
      block.append([.text(line.keyword.shown)] + line.cells, isHeader ? .header : .setting)
    }
    block.headerRows = block.rows.count
    let first = block.rows.count
    for (index, head) in ruleHeads().enumerated() {
      block.append([head] + columns.map { $0.cells[index] })
    }
    guard block.rows.count > first else { return }
    for (index, column) in columns.enumerated() {
      if !column.words.isEmpty {
        block.offers.append(
          .init(
            area: CellArea(
              CellReference(row: first, column: index + 1),
              CellReference(row: block.rows.count - 1, column: index + 1)),
            words: column.words))
      }
      for (rule, feel) in column.meanings where block.notes.count < Self.noteLimit {
        block.notes[CellReference(row: first + rule, column: index + 1)] = "FEEL: \(feel)"
      }
    }
  }

  private func appendTurned(to block: inout BlockDraft) {
    let lines = markers
    let heads = lines.map { Cell.text($0.keyword.shown) } + ruleHeads()
    block.append(heads, .header)
    block.headerRows = block.rows.count
    for (index, column) in columns.enumerated() {
      let row = block.rows.count
      block.append(lines.map { $0.cells[index] } + column.cells)
      if !column.words.isEmpty, !column.cells.isEmpty {
        block.offers.append(
          .init(
            area: CellArea(
              CellReference(row: row, column: lines.count),
              CellReference(row: row, column: lines.count + column.cells.count - 1)),
            words: column.words))
      }
      for (rule, feel) in column.meanings where block.notes.count < Self.noteLimit {
        block.notes[CellReference(row: row, column: lines.count + rule)] = "FEEL: \(feel)"
      }
    }
  }

  private func appendCrosstab(_ cross: CrosstabDraft, to block: inout BlockDraft) {
    block.append([.text("Orientation"), .text("crosstab")], .setting)
    block.append([.text("Hit policy"), .text(table.hitPolicy.name)], .setting)
    for line in markers where line.keyword != .role {
      block.append(
        [.text(line.keyword.shown)] + line.cells, line.keyword == .name ? .header : .setting)
    }
    block.append([.empty] + cross.columns, .header)
    block.headerRows = block.rows.count
    for (head, cells) in zip(cross.rows, cross.cells) { block.append([head] + cells) }
  }
}

/// The tests and results of a table that is a crosstab: two inputs, one output, and a rule for each
/// pair of their tests, row by row.
private struct CrosstabDraft {
  var rows: [Cell] = []
  var columns: [Cell] = []
  var cells: [[Cell]] = []

  /// - Parameters:
  ///   - table: The table.
  ///   - cells: The cells of its columns, one a rule.
  init?(_ table: DecisionTable, _ cells: [[Cell]]) {
    guard table.inputs.count == 2, table.outputs.count == 1, cells.count == 3,
      table.outputs[0].defaultEntry == nil, !table.rules.isEmpty,
      table.rules.allSatisfy({ $0.id == nil })
    else { return nil }
    let width = cells[0].prefix { $0 == cells[0][0] }.count
    guard cells[0].count.isMultiple(of: width) else { return nil }
    columns = Array(cells[1].prefix(width))
    for start in stride(from: 0, to: cells[0].count, by: width) {
      let range = start..<(start + width)
      guard cells[0][range].allSatisfy({ $0 == cells[0][start] }),
        Array(cells[1][range]) == columns
      else { return nil }
      rows.append(cells[0][start])
      self.cells.append(Array(cells[2][range]))
    }
    let edges = rows + columns
    guard !edges.contains(where: { $0.isEmpty || Keyword($0.text) != nil }) else { return nil }
  }
}
