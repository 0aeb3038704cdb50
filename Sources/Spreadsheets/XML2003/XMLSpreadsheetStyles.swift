import XML

/// What the styles of an XML Spreadsheet 2003 say that matters to a table.
struct XMLSpreadsheetStyles {
  struct Style {
    var format = NumberFormat.general
    var hasDoubleLeft = false
    var hasDoubleRight = false
  }

  private var styles = [String: Style]()

  /// The style of a name; the plain one where there is none.
  subscript(name: String?) -> Style { name.flatMap { styles[$0] } ?? Style() }

  /// Takes in the element `Styles` whose start tag was just read.
  mutating func read(_ stream: XMLStream) {
    let level = stream.depth
    var id = ""
    while let event = stream.next() {
      if event == .end, stream.depth == level { return }
      guard event == .start else { continue }
      switch stream.name {
      case "Style":
        id = stream.attribute("ID") ?? ""
        styles[id] = stream.attribute("Parent").flatMap { styles[$0] } ?? Style()
      case "NumberFormat":
        let code = stream.attribute("Format") ?? "General"
        styles[id, default: Style()].format = NumberFormat(Self.named[code] ?? code)
      case "Border":
        let isDouble = stream.attribute("LineStyle") == "Double"
        switch stream.attribute("Position") {
        case "Left": styles[id, default: Style()].hasDoubleLeft = isDouble
        case "Right": styles[id, default: Style()].hasDoubleRight = isDouble
        default: break
        }
      default: break
      }
    }
  }

  /// The formats that have names, as an American Excel shows them.
  private static let named: [String: String] = [
    "General Number": "General", "General Date": "m/d/yyyy h:mm", "Long Date": "d-mmm-yy",
    "Medium Date": "d-mmm-yy", "Short Date": "m/d/yyyy", "Long Time": "h:mm:ss AM/PM",
    "Medium Time": "h:mm AM/PM", "Short Time": "h:mm", "Currency": "\"$\"#,##0.00",
    "Euro Currency": "[$€-2]#,##0.00", "Fixed": "0.00", "Standard": "#,##0.00",
    "Percent": "0.00%", "Scientific": "0.00E+00", "Yes/No": "General", "True/False": "General",
    "On/Off": "General",
  ]
}
