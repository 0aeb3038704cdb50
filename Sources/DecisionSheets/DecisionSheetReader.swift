public import DMN
public import Diagnostics
public import Spreadsheets

/// How tables are read that do not say it themselves.
public struct TableOptions: Sendable, Hashable {
  /// The locale of files without a `Locale` row, such as `de-DE`.
  public var locale: String?
  /// The time zone of files without a `Zone` row.
  public var zone: String?
  /// Whether models keep what deciding has no use for, so that DMN files can be written as they were.
  public var preservesXML: Bool

  /// Makes options.
  public init(locale: String? = nil, zone: String? = nil, preservesXML: Bool = false) {
    self.locale = locale
    self.zone = zone
    self.preservesXML = preservesXML
  }

  var settings: SheetSettings {
    SheetSettings(locale: locale.flatMap { SheetLocale($0) }, zone: zone)
  }
}

/// Reads the decision tables of a workbook.
public enum DecisionSheetReader {
  /// Reads one workbook by itself; tables of other files are unknown to it.
  ///
  /// - Parameters:
  ///   - workbook: The grid of cells.
  ///   - options: What holds where the workbook says nothing.
  /// - Returns: The model with its tests, the tests once more, and everything that is wrong.
  public static func read(
    _ workbook: Workbook, options: TableOptions = TableOptions()
  ) -> (definitions: Definitions, tests: [DecisionTest], diagnostics: [Diagnostic]) {
    let findings = SheetFindings()
    let contents = SheetContents(workbook, defaults: options.settings, findings: findings)
    let linked = LinkResolver(contents: [contents], models: [], findings: findings).resolve()
    let reader = TestsReader(
      signatures: contents.tables.map { TableSignature($0) }, findings: findings)
    let tests = reader.read(contents)
    var definitions = linked.first ?? contents.definitions
    definitions.tests = tests
    return (definitions, tests, findings.diagnostics.inReadingOrder())
  }

  /// Whether a workbook holds a workflow, which is read elsewhere.
  public static func isWorkflow(_ workbook: Workbook) -> Bool {
    workbook.sheets.contains { sheet in
      sheet.rows.indices.contains { SheetBlocks.beginsWorkflow(sheet, $0) }
    }
  }

  /// Whether a sheet without keywords has the header of a workflow.
  static func hasWorkflowHeader(_ sheet: Sheet) -> Bool {
    sheet.rows.prefix(100).contains { row in
      let headers = Set(row.lazy.map { $0.text.lowercased() })
      return headers.contains("state") && headers.contains("go to")
    }
      && !sheet.rows.contains { row in
        row.first.flatMap { Keyword($0.text.trimmed) }.map { $0 == .table || $0 == .workflow }
          ?? false
      }
  }

  /// Whether a workbook holds a block that begins with `Table`.
  public static func holdsTable(_ workbook: Workbook) -> Bool {
    workbook.sheets.contains { sheet in
      sheet.rows.contains { row in
        row.first.flatMap { Keyword($0.text.trimmed) } == .table
          && row.dropFirst(3).allSatisfy(\.isEmpty)
      }
    }
  }
}
