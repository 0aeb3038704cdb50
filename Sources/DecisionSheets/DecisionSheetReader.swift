public import DMN
public import Diagnostics
public import Spreadsheets

/// How tables are read that do not say it themselves.
public struct TableOptions: Sendable, Hashable {
  /// The locale of files without a `Locale` row, such as `de-DE`.
  public var locale: String?
  /// The time zone of files without a `Zone` row.
  public var zone: String?

  /// Makes options.
  public init(locale: String? = nil, zone: String? = nil) {
    self.locale = locale
    self.zone = zone
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
  /// - Returns: The model, the tests beside the tables, and everything that is wrong.
  public static func read(
    _ workbook: Workbook, options: TableOptions = TableOptions()
  ) -> (definitions: Definitions, tests: [DecisionTest], diagnostics: [Diagnostic]) {
    let findings = SheetFindings()
    let contents = SheetContents(workbook, defaults: options.settings, findings: findings)
    let definitions = LinkResolver(contents: [contents], models: [], findings: findings).resolve()
    let reader = TestsReader(
      signatures: contents.tables.map { TableSignature($0) }, findings: findings)
    let tests = reader.read(contents)
    return (
      definitions.first ?? contents.definitions, tests, findings.diagnostics.inReadingOrder()
    )
  }

  /// Whether a workbook holds a workflow, which is read elsewhere.
  public static func isWorkflow(_ workbook: Workbook) -> Bool {
    workbook.sheets.contains { sheet in
      sheet.rows.first { !$0.isEmpty }?.first.flatMap { Keyword($0.text.trimmed) } == .workflow
    }
  }
}
