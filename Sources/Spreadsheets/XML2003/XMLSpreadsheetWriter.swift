import XML

/// Writes XML Spreadsheet 2003.
struct XMLSpreadsheetWriter {
  private var text = """
    <?xml version="1.0" encoding="UTF-8"?>
    <?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" \
    xmlns:x="urn:schemas-microsoft-com:office:excel" \
    xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Styles>
    <Style ss:ID="Default" ss:Name="Normal"/>
    <Style ss:ID="plain"><NumberFormat ss:Format="General"/></Style>
    \(CellLook.all.map(Self.style).joined())\
    </Styles>

    """

  /// The bytes of a file.
  static func write(_ workbook: Workbook, style: WorkbookStyle) -> [UInt8] {
    var writer = XMLSpreadsheetWriter()
    for (index, sheet) in workbook.sheets.enumerated() {
      let look = style.sheets[sheet.name ?? ""] ?? SheetStyle()
      writer.write(sheet, name: sheet.name ?? "Sheet\(index + 1)", look)
    }
    writer.text += "</Workbook>\n"
    return Array(writer.text.utf8)
  }

  private mutating func write(_ sheet: Sheet, name: String, _ style: SheetStyle) {
    text += "<Worksheet ss:Name=\"\(XMLText.escaped(name, inAttribute: true))\"><Table>\n"
    for column in sheet.layout.hiddenColumns.sorted() {
      text += "<Column ss:Index=\"\(column + 1)\" ss:Hidden=\"1\"/>\n"
    }
    let merges = Dictionary(
      sheet.layout.mergedAreas.map { ($0.first, $0) }, uniquingKeysWith: { first, _ in first })
    var copies = Set<CellReference>()
    for area in merges.values where area.count <= 1_000_000 {
      copies.formUnion(area.cells.dropFirst())
    }
    for (row, cells) in sheet.rows.enumerated() {
      let hidden = sheet.layout.hiddenRows.contains(row) ? " ss:Hidden=\"1\"" : ""
      text += "<Row ss:Index=\"\(row + 1)\"\(hidden)>"
      for (column, cell) in cells.enumerated() {
        let place = CellReference(row: row, column: column)
        guard cell != .empty, !copies.contains(place) else { continue }
        let look = CellLook(
          of: cell, role: style.rowRoles[row],
          hasDoubleLeft: sheet.layout.doubleLines.contains(place))
        write(cell, place, look, merges[place], style.notes[place])
      }
      text += "</Row>\n"
    }
    text += "</Table><x:WorksheetOptions>"
    if sheet.layout.isHidden { text += "<x:Visible>SheetHidden</x:Visible>" }
    text += "</x:WorksheetOptions></Worksheet>\n"
  }

  private mutating func write(
    _ cell: Cell, _ place: CellReference, _ look: CellLook, _ area: CellArea?, _ note: String?
  ) {
    text += "<Cell ss:Index=\"\(place.column + 1)\""
    text += " ss:StyleID=\"\(look.name ?? "plain")\""
    if let area {
      text += " ss:MergeAcross=\"\(area.last.column - area.first.column)\""
      text += " ss:MergeDown=\"\(area.last.row - area.first.row)\""
    }
    if case .formulaError = cell { text += " ss:Formula=\"=NA()\"" }
    let (type, value) = Self.data(cell)
    let escaped = XMLText.escaped(value, inAttribute: false).replacing("\n", with: "&#10;")
    text += "><Data ss:Type=\"\(type)\">\(escaped)</Data>"
    if let note {
      text += "<Comment><Data>\(XMLText.escaped(note, inAttribute: false))</Data></Comment>"
    }
    text += "</Cell>"
  }

  private static func style(_ look: CellLook) -> String {
    var text = "<Style ss:ID=\"\(look.name ?? "")\">"
    if look.hasDoubleLeft {
      text += "<Borders><Border ss:Position=\"Left\" ss:LineStyle=\"Double\" ss:Weight=\"3\"/>"
      text += "</Borders>"
    }
    switch look.role {
    case .title: text += "<Font ss:Bold=\"1\" ss:Size=\"13\"/>"
    case .header:
      text += "<Font ss:Bold=\"1\"/><Interior ss:Color=\"#DCE6F1\" ss:Pattern=\"Solid\"/>"
    case .setting: text += "<Font ss:Color=\"#595959\"/>"
    case nil: break
    }
    switch look.kind {
    // LibreOffice shows numbers in a style without a format as times.
    case .plain: text += "<NumberFormat ss:Format=\"General\"/>"
    case .percent: text += "<NumberFormat ss:Format=\"0.00%\"/>"
    case .date: text += "<NumberFormat ss:Format=\"yyyy-mm-dd\"/>"
    case .moment: text += "<NumberFormat ss:Format=\"yyyy-mm-dd hh:mm:ss\"/>"
    case .clock: text += "<NumberFormat ss:Format=\"hh:mm:ss\"/>"
    }
    return text + "</Style>\n"
  }

  private static func data(_ cell: Cell) -> (type: String, value: String) {
    switch cell {
    case .number(let digits, _) where Workbook.fitsDouble(digits): ("Number", digits)
    case .boolean(let truth): ("Boolean", truth ? "1" : "0")
    case .date(let iso): ("DateTime", "\(iso)T00:00:00.000")
    case .dateAndTime(let iso): ("DateTime", iso)
    case .time(let iso): ("DateTime", "1899-12-31T\(iso)")
    case .formulaError(let error): ("Error", error)
    case .empty, .text, .number, .formulaWithoutValue: ("String", cell.text)
    }
  }
}
