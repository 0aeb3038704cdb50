import XML

/// Writes OpenDocument sheets, packed (ODS) and flat (FODS).
///
/// Spec: OpenDocument 1.3 part 2, § 3 (packages); part 3, § 9 (tables).
struct ODSWriter {
  private var text = ""
  private let style: WorkbookStyle

  private static let mediaType = "application/vnd.oasis.opendocument.spreadsheet"

  private static let namespaces =
    [
      ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
      ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
      ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
      ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
      ("fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
      ("number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
      ("of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2"),
      ("svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"),
      ("calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
    ].map { " xmlns:\($0.0)=\"\($0.1)\"" }.joined()

  private init(style: WorkbookStyle) {
    self.style = style
  }

  /// The bytes of a packed file.
  static func write(
    _ workbook: Workbook, style: WorkbookStyle
  ) throws(WorkbookWriteError) -> [UInt8] {
    var writer = ODSWriter(style: style)
    writer.text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    writer.text += "<office:document-content\(namespaces) office:version=\"1.3\">"
    writer.writeContent(workbook)
    writer.text += "</office:document-content>\n"
    let manifest = """
      <?xml version="1.0" encoding="UTF-8"?>
      <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
      manifest:version="1.3">
        <manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
      manifest:media-type="\(mediaType)"/>
        <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
      </manifest:manifest>

      """
    // "mimetype" comes first and is stored, so that programs can tell the file by its first bytes.
    return try ZipWriter.write([
      ZipWriter.Entry(name: "mimetype", bytes: Array(mediaType.utf8), isPacked: false),
      ZipWriter.Entry(name: "content.xml", bytes: Array(writer.text.utf8)),
      ZipWriter.Entry(name: "META-INF/manifest.xml", bytes: Array(manifest.utf8)),
    ])
  }

  /// The bytes of a flat file.
  static func writeFlat(_ workbook: Workbook, style: WorkbookStyle) -> [UInt8] {
    var writer = ODSWriter(style: style)
    writer.text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document\(namespaces)"
    writer.text += " office:version=\"1.3\" office:mimetype=\"\(mediaType)\">"
    writer.writeContent(workbook)
    writer.text += "</office:document>\n"
    return Array(writer.text.utf8)
  }

  private mutating func writeContent(_ workbook: Workbook) {
    text += ODSWriterStyles.xml
    text += "<office:body><office:spreadsheet>"
    let lists = ODSWriterLists(workbook, style)
    text += lists.xml
    for sheet in workbook.sheets {
      write(sheet, style.sheets[sheet.name ?? ""] ?? SheetStyle(), lists)
    }
    text += "</office:spreadsheet></office:body>"
  }

  private mutating func write(_ sheet: Sheet, _ style: SheetStyle, _ lists: ODSWriterLists) {
    let name = XMLText.escaped(sheet.name ?? "Sheet1", inAttribute: true)
    let look = sheet.layout.isHidden ? "hidden" : "shown"
    text += "<table:table table:name=\"\(name)\" table:style-name=\"\(look)\">\n"
    let width = sheet.rows.lazy.map(\.count).max() ?? 0
    for column in 0..<max(width, 1) {
      let hidden = sheet.layout.hiddenColumns.contains(column)
      text += "<table:table-column\(hidden ? " table:visibility=\"collapse\"" : "")/>"
    }
    let merges = Dictionary(
      sheet.layout.mergedAreas.map { ($0.first, $0) }, uniquingKeysWith: { first, _ in first })
    var covered = Set<CellReference>()
    for (row, cells) in sheet.rows.enumerated() {
      let hidden = sheet.layout.hiddenRows.contains(row)
      text += "\n<table:table-row\(hidden ? " table:visibility=\"collapse\"" : "")>"
      for (column, cell) in cells.enumerated() {
        let place = CellReference(row: row, column: column)
        if covered.remove(place) != nil {
          text += "<table:covered-table-cell/>"
          continue
        }
        var attributes = ""
        if let area = merges[place] {
          attributes += Self.span(area, &covered)
        }
        if let list = lists.name(of: place, in: sheet) {
          attributes += " table:content-validation-name=\"\(list)\""
        }
        let look = CellLook(
          of: cell, role: style.rowRoles[row],
          hasDoubleLeft: sheet.layout.doubleLines.contains(place))
        if let name = look.name { attributes += " table:style-name=\"\(name)\"" }
        write(cell, sheet.layout.details[place], style.notes[place], attributes)
      }
      if cells.isEmpty { text += "<table:table-cell/>" }
      text += "</table:table-row>"
    }
    if sheet.rows.isEmpty { text += "<table:table-row><table:table-cell/></table:table-row>" }
    text += "</table:table>\n"
  }

  private static func span(_ area: CellArea, _ covered: inout Set<CellReference>) -> String {
    let rows = area.last.row - area.first.row + 1
    let columns = area.last.column - area.first.column + 1
    if rows * columns <= 1_000_000 {
      for row in area.first.row...area.last.row {
        for column in area.first.column...area.last.column {
          covered.insert(CellReference(row: row, column: column))
        }
      }
      covered.remove(area.first)
    }
    return " table:number-columns-spanned=\"\(columns)\" table:number-rows-spanned=\"\(rows)\""
  }

  private mutating func write(
    _ cell: Cell, _ detail: CellDetail?, _ note: String?, _ attributes: String
  ) {
    var attributes = attributes
    func value(_ type: String, _ name: String? = nil, _ value: String = "") -> String {
      let own = name.map { " office:\($0)=\"\(XMLText.escaped(value, inAttribute: true))\"" } ?? ""
      return " office:value-type=\"\(type)\"\(own)"
    }
    var isShown = true
    switch cell {
    case .empty: isShown = false
    case .text: attributes += value("string")
    case .number(let digits, let isPercent):
      // A double would lose digits beyond the fifteenth: such a number stays text.
      attributes +=
        Workbook.fitsDouble(digits)
        ? value(isPercent ? "percentage" : "float", "value", digits) : value("string")
    case .boolean(let truth): attributes += value("boolean", "boolean-value", "\(truth)")
    case .date(let iso), .dateAndTime(let iso): attributes += value("date", "date-value", iso)
    case .time(let iso): attributes += value("time", "time-value", Self.duration(iso))
    case .formulaError:
      attributes += " table:formula=\"of:=NA()\"" + value("string", "string-value")
      attributes += " calcext:value-type=\"error\""
    case .formulaWithoutValue: attributes += value("string")
    }
    text += "<table:table-cell\(attributes)>"
    if let note {
      // LibreOffice drops a note without a size.
      text += "<office:annotation svg:width=\"8cm\" svg:height=\"3cm\" svg:x=\"0cm\" svg:y=\"0cm\">"
      writeParagraphs(note)
      text += "</office:annotation>"
    }
    if isShown { writeParagraphs(detail?.shown ?? cell.text) }
    text += "</table:table-cell>"
  }

  private mutating func writeParagraphs(_ content: String) {
    for line in content.split(separator: "\n", omittingEmptySubsequences: false) {
      var blanks = 0
      var paragraph = ""
      for letter in line {
        if letter == " " {
          blanks += 1
          continue
        }
        paragraph += Self.space(blanks, paragraph.isEmpty)
        blanks = 0
        paragraph +=
          letter == "\t" ? "<text:tab/>" : XMLText.escaped(String(letter), inAttribute: false)
      }
      // Blanks at the ends would be lost.
      if blanks > 0 { paragraph += "<text:s text:c=\"\(blanks)\"/>" }
      text += "<text:p>\(paragraph)</text:p>"
    }
  }

  private static func space(_ count: Int, _ isFirst: Bool) -> String {
    if count == 0 { return "" }
    if count == 1, !isFirst { return " " }
    return "<text:s text:c=\"\(count)\"/>"
  }

  /// `10:30:00` as a duration, which is how OpenDocument holds times.
  private static func duration(_ time: String) -> String {
    let parts = time.split(separator: ":")
    guard parts.count == 3 else { return "PT0S" }
    return "PT\(parts[0])H\(parts[1])M\(parts[2])S"
  }
}
