public import DMN
public import Diagnostics
public import Spreadsheets

/// A model as sheets, ready to be written to a file.
public struct WrittenSheets: Sendable {
  /// The sheets; a CSV file takes the only one.
  public var workbook: Workbook
  /// How they look, for the formats that can say it.
  public var style: WorkbookStyle
  /// What sheets cannot hold; with an error among them the sheets are not the whole model.
  public var diagnostics: [Diagnostic]
}

/// Writes decision tables as sheets, in the layout of marker rows that people edit.
///
/// Every cell is read back while it is written. What the grid has no place for, such as the ids of DMN,
/// goes into a block `Model details`: at the end of a CSV file, on a hidden sheet of a workbook.
public enum DecisionSheetWriter {
  /// Writes a model.
  ///
  /// - Parameters:
  ///   - definitions: The model: decision tables, formulas and types.
  ///   - tests: The tests beside the tables.
  ///   - format: The kind of file; CSV has one sheet, the others one a table.
  ///   - file: The path of the file, for messages; its name is no part of the model.
  /// - Returns: The sheets, and what they cannot hold.
  public static func write(
    _ definitions: Definitions, tests: [DecisionTest], as format: WorkbookFormat, file: String
  ) -> WrittenSheets {
    SheetComposer(definitions, tests, format, file).compose()
  }
}

/// Puts the blocks of a model together.
struct SheetComposer {
  private let definitions: Definitions
  private let tests: [DecisionTest]
  private let isWorkbook: Bool
  private let file: String
  private let settings: SheetSettings
  /// The locale and zone as the sheets say them.
  private let locale: String?
  private let zone: String?

  init(
    _ definitions: Definitions, _ tests: [DecisionTest], _ format: WorkbookFormat, _ file: String
  ) {
    self.definitions = definitions
    self.tests = tests
    isWorkbook = format != .csv
    self.file = file
    let known = definitions.locale.flatMap { SheetLocale($0) }
    locale = known == nil ? nil : definitions.locale
    zone = definitions.zone.flatMap { SheetSettings.isZone($0) ? $0 : nil }
    settings = SheetSettings(locale: known, zone: zone)
  }

  func compose() -> WrittenSheets {
    let missing = UnwritableParts(definitions).diagnostics
    let written = definitions.decisions.filter { !definitions.isOutputLink($0) }
    let (types, typesBlock) = TypesWriter(settings: settings, file: file)
      .write(definitions.itemDefinitions)
    let surroundings = WriterSurroundings(
      settings: settings, types: typesBlock, tableNames: Set(written.map(\.name)),
      isWorkbook: isWorkbook)
    var drafts = SheetPlan(isWorkbook: isWorkbook, locale: locale, zone: zone)
    for decision in written {
      switch decision.expression?.kind {
      case .decisionTable(let table):
        let writer = TableWriter(decision, table, surroundings)
        drafts.add(decision.name) { writer.block(locale: $0, zone: $1) }
      case .literal(let formula):
        drafts.add(formula: FormulaWriter.block(decision, formula, surroundings))
      default: break
      }
    }
    drafts.add([types], on: "Types")
    let findings = SheetFindings()
    let contents = SheetContents(
      drafts.workbook(file), defaults: SheetSettings(), findings: findings)
    let reader = TestsReader(
      signatures: contents.tables.map { TableSignature($0) }, findings: findings)
    drafts.add(TestsWriter(reader: reader, settings: settings).blocks(tests), on: "Tests")
    let (details, lost) = details(drafts.workbook(file), isWhole: missing.isEmpty)
    drafts.add(details: details)
    if isWorkbook { drafts.addInstructions() }
    return WrittenSheets(
      workbook: drafts.workbook(file), style: drafts.style, diagnostics: missing + lost)
  }

  /// What the grid lacks, found by reading it.
  private func details(
    _ workbook: Workbook, isWhole: Bool
  ) -> (details: [ModelDetail], lost: [Diagnostic]) {
    let (definitions, tests, diagnostics) = DecisionSheetReader.read(workbook)
    var read = TableModel(definitions: definitions, tests: tests)
    let (details, faults) = ModelWalk.differences(
      &read, from: TableModel(definitions: self.definitions, tests: self.tests))
    guard isWhole else { return (details, []) }
    var lost = diagnostics.filter { $0.severity == .error }.map { error in
      Diagnostic(
        SheetCode.notWritable, at: self.definitions.origin,
        "written as a sheet, the model would not be read: \(error.headline)",
        found: error.found, expected: error.expected, mend: error.mend,
        notes: [.init("there it would stand at \(error.origin.place)")])
    }
    lost += faults.map { fault in
      Diagnostic(
        SheetCode.notWritable, at: fault.origin,
        "a sheet would not give back '\(fault.place)' as it is",
        mend: "keep the model in DMN XML")
    }
    return (details, lost)
  }
}

extension Definitions {
  /// Whether a decision only gives an output of a table its name: the reader of sheets makes these by
  /// itself.
  func isOutputLink(_ decision: Decision) -> Bool {
    guard case .literal(let text)? = decision.expression?.kind,
      decision.requirements.count == 1, case .decision(let reference) = decision.requirements[0],
      reference.namespace == nil,
      let source = decisions.first(where: { $0.id == reference.id }),
      let outputs = source.decisionTable?.outputs,
      outputs.contains(where: { $0.name == decision.name }),
      text.text == (outputs.count == 1 ? source.name : "\(source.name).\(decision.name)")
    else { return false }
    // Nobody would ask for it otherwise, and so the reader would not make it.
    return decisions.contains { other in
      other.requirements.contains { requirement in
        if case .decision(let wanted) = requirement { wanted.id == decision.id } else { false }
      }
    }
  }
}
