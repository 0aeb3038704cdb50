import XML

/// The styles of the OpenDocument sheets that are written here.
enum ODSWriterStyles {
  static let xml = """
    <office:automatic-styles>
    <number:percentage-style style:name="asPercent"><number:number \
    number:decimal-places="2" number:min-decimal-places="0" number:min-integer-digits="1"/>\
    <number:text>%</number:text></number:percentage-style>
    <number:date-style style:name="asDate">\(day)</number:date-style>
    <number:date-style style:name="asMoment">\(day)<number:text> </number:text>\(clock)\
    </number:date-style>
    <number:time-style style:name="asClock">\(clock)</number:time-style>
    <style:style style:name="shown" style:family="table">\
    <style:table-properties table:display="true"/></style:style>
    <style:style style:name="hidden" style:family="table">\
    <style:table-properties table:display="false"/></style:style>
    \(CellLook.all.map(style).joined())\
    </office:automatic-styles>
    """

  private static let day =
    "<number:year number:style=\"long\"/><number:text>-</number:text>"
    + "<number:month number:style=\"long\"/><number:text>-</number:text>"
    + "<number:day number:style=\"long\"/>"

  private static let clock =
    "<number:hours number:style=\"long\"/><number:text>:</number:text>"
    + "<number:minutes number:style=\"long\"/><number:text>:</number:text>"
    + "<number:seconds number:style=\"long\"/>"

  private static func style(_ look: CellLook) -> String {
    let format =
      switch look.kind {
      case .plain: ""
      case .percent: " style:data-style-name=\"asPercent\""
      case .date: " style:data-style-name=\"asDate\""
      case .moment: " style:data-style-name=\"asMoment\""
      case .clock: " style:data-style-name=\"asClock\""
      }
    var properties = ""
    if look.role == .header { properties += " fo:background-color=\"#dce6f1\"" }
    if look.hasDoubleLeft { properties += " fo:border-left=\"2.25pt double #000000\"" }
    let letters =
      switch look.role {
      case .title: " fo:font-weight=\"bold\" fo:font-size=\"13pt\""
      case .header: " fo:font-weight=\"bold\""
      case .setting: " fo:color=\"#595959\""
      case nil: ""
      }
    return "<style:style style:name=\"\(look.name ?? "")\" style:family=\"table-cell\"\(format)>"
      + "<style:table-cell-properties\(properties)/><style:text-properties\(letters)/>"
      + "</style:style>\n"
  }
}

/// The lists of allowed values of the OpenDocument sheets that are written here.
struct ODSWriterLists {
  private var lists = [(sheet: String, area: CellArea, name: String)]()
  private(set) var xml = ""

  init(_ workbook: Workbook, _ style: WorkbookStyle) {
    for sheet in workbook.sheets {
      guard let name = sheet.name, let allowed = style.sheets[name]?.allowedValues else { continue }
      for list in allowed where !list.values.isEmpty {
        let own = "list\(lists.count + 1)"
        lists.append((name, list.area, own))
        let values = list.values.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
        let condition = "of:cell-content-is-in-list(\(values.joined(separator: ";")))"
        xml += "<table:content-validation table:name=\"\(own)\" table:condition=\""
        xml += XMLText.escaped(condition, inAttribute: true)
        xml += "\" table:allow-empty-cell=\"true\" table:display-list=\"unsorted\">"
        xml += "<table:error-message table:message-type=\""
        xml += list.isStrict ? "stop\" " : "information\" "
        xml += "table:display=\"\(list.isStrict)\"/></table:content-validation>"
      }
    }
    if !xml.isEmpty { xml = "<table:content-validations>\(xml)</table:content-validations>" }
  }

  func name(of place: CellReference, in sheet: Sheet) -> String? {
    lists.first {
      $0.sheet == sheet.name && $0.area.contains(row: place.row, column: place.column)
    }?.name
  }
}
