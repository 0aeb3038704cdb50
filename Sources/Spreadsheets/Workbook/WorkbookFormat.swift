/// The kinds of files that hold sheets.
public enum WorkbookFormat: String, Sendable, Hashable, CaseIterable {
  /// Text with separators, RFC 4180 and its relatives.
  case csv
  /// Office Open XML, as Excel saves it (ISO/IEC 29500).
  case xlsx
  /// OpenDocument, as LibreOffice saves it (ISO/IEC 26300).
  case ods
  /// OpenDocument as one plain XML file.
  case fods
  /// XML Spreadsheet 2003.
  case xmlSpreadsheet = "xml"

  /// The format that the end of a path stands for; nil when it stands for none.
  public init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    switch path[path.index(after: dot)...].lowercased() {
    case "csv", "tsv", "txt": self = .csv
    case "xlsx", "xlsm": self = .xlsx
    case "ods": self = .ods
    case "fods": self = .fods
    case "xml": self = .xmlSpreadsheet
    default: return nil
    }
  }

  /// The name that people know.
  public var name: String {
    switch self {
    case .csv: "a CSV file"
    case .xlsx: "an Excel workbook (XLSX)"
    case .ods: "an OpenDocument sheet (ODS)"
    case .fods: "a flat OpenDocument sheet (FODS)"
    case .xmlSpreadsheet: "an XML Spreadsheet 2003"
    }
  }
}
