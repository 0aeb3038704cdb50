/// Writes XLSX workbooks.
enum XLSXWriter {
  /// The hidden sheet for lists too long for a cell's own drop-down list; no reader shows it.
  static let listSheet = "_docket_lists"

  /// The bytes of a file.
  ///
  /// - Throws: `WorkbookWriteError` when libxlsxwriter or the system refuses.
  static func write(
    _ workbook: Workbook, style: WorkbookStyle
  ) throws(WorkbookWriteError) -> [UInt8] {
    // libxlsxwriter 1.1.4 writes to files only.
    let temporary = try TemporaryFile()
    let file = try XLSXFile(path: temporary.path)
    let names = sheetNames(workbook.sheets)
    for (sheet, name) in zip(workbook.sheets, names) {
      let look = style.sheets[sheet.name ?? ""] ?? SheetStyle()
      try file.add(sheet, name: name, style: look)
    }
    if workbook.sheets.isEmpty {
      try file.add(Sheet(file: workbook.file, rows: []), name: "Sheet1", style: SheetStyle())
    }
    try file.close()
    return try temporary.read()
  }

  /// Names that Excel accepts: at most 31 characters, none of `[]:*?/\`, each once.
  private static func sheetNames(_ sheets: [Sheet]) -> [String] {
    var used = Set<String>([listSheet])
    return sheets.enumerated().map { index, sheet in
      var base = (sheet.name ?? "Sheet\(index + 1)").map { "[]:*?/\\".contains($0) ? "-" : $0 }
      while base.first == "'" { base.removeFirst() }
      while base.last == "'" { base.removeLast() }
      if base.isEmpty { base = Array("Sheet\(index + 1)") }
      var name = String(base.prefix(31))
      var number = 2
      while name.utf16.count > 31 { name.removeLast() }
      while !used.insert(name.lowercased()).inserted {
        let tail = " (\(number))"
        name = String(base.prefix(31 - tail.count)) + tail
        number += 1
      }
      return name
    }
  }
}
