/// Writes CSV as RFC 4180 has it, in UTF-8 without a byte-order mark.
public enum CSVWriter {
  /// The text of a sheet: commas, one `\n` a row, quotes only where they are needed.
  public static func write(_ sheet: Sheet) -> String {
    var text = ""
    let width = sheet.rows.map(\.count).max() ?? 0
    for row in sheet.rows {
      for column in 0..<width {
        if column > 0 { text += "," }
        if column < row.count { text += quoted(row[column].text) }
      }
      text += "\n"
    }
    return text
  }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes =
      cell.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x3B || $0 < 0x20 }
      || cell.first == " " || cell.last == " "
    guard needsQuotes else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
