import XML

/// The styles of the OpenDocument sheets that are written here.
enum ODSWriterStyles {
  /// The style of a cell, or nil for the plain one.
  static func name(of cell: Cell, _ role: SheetStyle.RowRole?) -> String? {
    switch role {
    case .title: return "title"
    case .header: return "header"
    case .setting: return "setting"
    case nil: break
    }
    switch cell {
    case .number(_, let isPercent): return isPercent ? "percent" : nil
    case .date: return "date"
    case .dateAndTime: return "moment"
    case .time: return "clock"
    case .empty, .text, .boolean, .formulaError, .formulaWithoutValue: return nil
    }
  }

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
    \(cell("percent", data: "asPercent"))\(cell("date", data: "asDate"))\
    \(cell("moment", data: "asMoment"))\(cell("clock", data: "asClock"))\
    \(cell("title", text: "fo:font-weight=\"bold\" fo:font-size=\"12pt\""))\
    \(cell("header", ground: "#dce6f1", text: "fo:font-weight=\"bold\""))\
    \(cell("setting", text: "fo:color=\"#595959\""))\
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

  private static func cell(
    _ name: String, data: String? = nil, ground: String? = nil, text: String? = nil
  ) -> String {
    let format = data.map { " style:data-style-name=\"\($0)\"" } ?? ""
    let cell = ground.map { "<style:table-cell-properties fo:background-color=\"\($0)\"/>" } ?? ""
    let letters = text.map { "<style:text-properties \($0)/>" } ?? ""
    return "<style:style style:name=\"\(name)\" style:family=\"table-cell\"\(format)>"
      + "\(cell)\(letters)</style:style>\n"
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
