import Calendars
import DMN
import Diagnostics
import Spreadsheets

/// What one workbook says: its tables and types, and its tests as yet unread.
///
/// Links and tests may point to tables of other files, so they come when all files are read.
struct SheetContents {
  /// A block of tests, with what is needed to read it.
  struct TestBlock {
    var block: RowBlock
    var settings: SheetSettings
  }

  var file: String
  var definitions: Definitions
  var tables: [SheetTable] = []
  var tests: [TestBlock] = []
  /// What the grid has no place for, as the file keeps it.
  var details: [ModelDetail] = []

  /// Reads all sheets of a workbook.
  init(_ workbook: Workbook, defaults: SheetSettings, findings: SheetFindings) {
    file = workbook.file
    let name = Self.tableName(ofFile: workbook.file)
    definitions = Definitions(
      name: name, namespace: FileNamespace.of(workbook.file),
      origin: Origin(file: workbook.file))
    let isTestFile = Self.isTestFile(workbook.file)
    var grids = [(content: Content, settings: SheetSettings)]()
    var types = TypesBlock()
    // Beside a workflow, a sheet without keywords is somebody's notes: tables begin with `Table` there.
    let holdsWorkflow = DecisionSheetReader.isWorkflow(workbook)
    for sheet in workbook.sheets where !CalendarSheetReader.isCalendar(sheet) {
      // What comes in from outside systems is read elsewhere.
      if sheet.openingKeyword == "intake" { continue }
      // A workflow whose first row is missing: the reader of workflows says so.
      if DecisionSheetReader.hasWorkflowHeader(sheet) { continue }
      var blocks = SheetBlocks(sheet, findings: findings)
      if holdsWorkflow { blocks.headerOnly = nil }
      let settings = SheetSettings.read(blocks, defaults: defaults, findings: findings)
      definitions.locale = definitions.locale ?? settings.locale?.identifier
      definitions.zone = definitions.zone ?? settings.zone
      for block in blocks.types { types.add(block, settings: settings) }
      if isTestFile, let block = blocks.headerOnly {
        blocks.tests.append(block)
        blocks.headerOnly = nil
      }
      let found = blocks.tables + (blocks.headerOnly.map { [$0] } ?? [])
      HiddenCells(sheet, in: found + blocks.tests).report(findings)
      tests += blocks.tests.map { TestBlock(block: $0, settings: settings) }
      for block in blocks.details { details += DetailsBlock.read(block) }
      for block in found {
        let isMarked = blocks.headerOnly?.rows != block.rows
        guard
          let content = Self.content(
            block, isMarked: isMarked, name, title: blocks.title, findings)
        else { continue }
        if let other = grids.first(where: { $0.content.name == content.name })?.content {
          Self.reportTwice(content, other, findings)
          continue
        }
        grids.append((content, settings))
      }
    }
    types.resolve(findings: findings)
    definitions.itemDefinitions = types.itemDefinitions
    let tableNames = Set(grids.map(\.content.name))
    let names = grids.reduce(into: tableNames) { names, grid in
      if case .table(let table) = grid.content { names.formUnion(table.valueNames) }
    }
    tables = grids.map { content, settings in
      switch content {
      case .table(let grid):
        TableBuilder(
          grid: grid, settings: settings, types: types, tableNames: tableNames, findings: findings
        ).build()
      case .formula(let block):
        FormulaReader(
          block: block, settings: settings, types: types, names: names, findings: findings
        ).read()
      }
    }
  }

  /// A table or a formula, before the types are known.
  private enum Content {
    case table(GridTable)
    case formula(RowBlock)

    var name: String {
      switch self {
      case .table(let table): table.name
      case .formula(let block): FormulaReader.name(of: block).text
      }
    }

    var origin: Origin {
      switch self {
      case .table(let table): table.origin
      case .formula(let block): FormulaReader.name(of: block).origin
      }
    }
  }

  private static func content(
    _ block: RowBlock, isMarked: Bool, _ name: String, title: TypedCell?, _ findings: SheetFindings
  ) -> Content? {
    if BlockOpening(block.sheet, row: block.rows.lowerBound) == .decision { return .formula(block) }
    let parser = TableParser(block: block, fallbackName: name, findings: findings)
    guard var grid = isMarked ? parser.parseMarked() : parser.parseHeaderOnly() else { return nil }
    if !isMarked, let title { grid.label = title.text }
    return .table(grid)
  }

  private static func reportTwice(
    _ grid: Content, _ other: Content, _ findings: SheetFindings
  ) {
    findings.report(
      .duplicateName, at: grid.origin, "two tables are called '\(grid.name)'", found: grid.name,
      expected: "a different name for each table", mend: "rename one of the two tables",
      notes: [.init("the other stands here", at: other.origin)])
  }

  /// `tables/order-exceptions.csv` as `order-exceptions`, without `.tests`.
  static func tableName(ofFile file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    let stem = last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
    return stem.trimmingSuffix(".tests")
  }

  /// Whether a file holds nothing but tests, by its name.
  static func isTestFile(_ file: String) -> Bool {
    let last = file.split(separator: "/").last ?? ""
    return last.split(separator: ".").dropLast().last?.lowercased() == "tests"
  }
}
