import Diagnostics

/// What the bytes of a file are, whatever its name says.
enum FileContent {
  /// A zip archive, as XLSX and ODS are.
  case archive
  /// A flat OpenDocument file.
  case flatOpenDocument
  /// XML Spreadsheet 2003.
  case xmlSpreadsheet
  /// Text that may be CSV.
  case text
  /// Something that holds no sheet this reader knows, and how to make one of it.
  case foreign(name: String, mend: String)
  /// A workbook behind a password.
  case encrypted

  static func detect(_ bytes: [UInt8]) -> FileContent {
    let head = bytes.prefix(8)
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      return .archive
    }
    if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return compound(bytes) }
    if head.starts(with: Array("%PDF-".utf8)) {
      return .foreign(name: "a PDF", mend: "save the sheet as XLSX, ODS or CSV")
    }
    if head.starts(with: Array("{\\rtf".utf8)) {
      return .foreign(name: "a formatted text (RTF)", mend: "save the sheet as XLSX, ODS or CSV")
    }
    if head.starts(with: [0x09, 0x08]) || head.starts(with: [0x09, 0x00]) {
      return .foreign(name: "a very old Excel sheet", mend: oldExcel)
    }
    return markup(bytes)
  }

  private static let oldExcel =
    "open the file in Excel or LibreOffice and save it as Excel Workbook (.xlsx)"

  /// Old Office files, and new ones with a password, are file systems of their own.
  private static func compound(_ bytes: [UInt8]) -> FileContent {
    let name = Array("EncryptedPackage".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let isEncrypted = bytes.prefix(16 << 20).firstRange(of: name) != nil
    return isEncrypted ? .encrypted : .foreign(name: "an old Excel workbook (XLS)", mend: oldExcel)
  }

  private static func markup(_ bytes: [UInt8]) -> FileContent {
    let (encoding, mark) = TextEncoding.detect(Array(bytes.prefix(4096)))
    let head = encoding.utf8(Array(bytes.prefix(4096)), mark: mark).bytes
    let text = String(decoding: head, as: UTF8.self).drop { $0.isWhitespace }
    guard text.hasPrefix("<") else { return .text }
    let lower = text.lowercased()
    if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") || lower.hasPrefix("<table") {
      return .foreign(
        name: "a web page",
        mend: "open the file in Excel or LibreOffice and save it as Excel Workbook (.xlsx)")
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") { return .xmlSpreadsheet }
    if text.contains("urn:oasis:names:tc:opendocument") { return .flatOpenDocument }
    guard lower.hasPrefix("<?xml") else { return .text }
    return .foreign(
      name: "an XML file that holds no sheet",
      mend: "save the sheet as XLSX, ODS or CSV; a DMN model has the extension .dmn")
  }
}
