import CLibXLSXWriter
import Glibc

/// One XLSX file being written by libxlsxwriter; the only place that calls it beside `XLSXLooks`.
@safe final class XLSXFile {
  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private var looks: XLSXLooks
  private var lists = [[String]]()
  private var isClosed = false

  init(path: String) throws(WorkbookWriteError) {
    guard let workbook = unsafe workbook_new(path) else {
      throw WorkbookWriteError(operation: "begin a workbook", reason: "no room")
    }
    unsafe self.workbook = workbook
    unsafe looks = XLSXLooks(workbook)
  }

  deinit {
    // Closing frees it; a workbook given up halfway is freed without being written.
    if !isClosed { unsafe lxw_workbook_free(workbook) }
  }

  /// Writes the file out.
  func close() throws(WorkbookWriteError) {
    try writeLists()
    isClosed = true
    try check(unsafe workbook_close(workbook), "write the workbook")
  }

  /// Adds a sheet.
  func add(_ sheet: Sheet, name: String, style: SheetStyle) throws(WorkbookWriteError) {
    guard let worksheet = unsafe workbook_add_worksheet(workbook, name) else {
      throw WorkbookWriteError(operation: "add the sheet \(name)", reason: "the name is refused")
    }
    if sheet.layout.isHidden { unsafe worksheet_hide(worksheet) }
    unsafe setColumns(worksheet, sheet, style)
    try unsafe setRows(worksheet, sheet)
    for area in sheet.layout.mergedAreas { unsafe merge(worksheet, area) }
    let areas = sheet.layout.mergedAreas
    // Only the first cell of a merged area holds its value.
    var copies = Set<CellReference>()
    for area in areas where area.count <= 1_000_000 { copies.formUnion(area.cells.dropFirst()) }
    let doubled = Dictionary(grouping: sheet.layout.doubleLines, by: \.row)
    for (row, cells) in sheet.rows.enumerated() {
      let lines = Set((doubled[row] ?? []).map(\.column))
      let width = max(cells.count, (lines.max() ?? -1) + 1)
      for column in 0..<width {
        let place = CellReference(row: row, column: column)
        let cell = column < cells.count && !copies.contains(place) ? cells[column] : .empty
        var look = XLSXLooks.Look(role: style.rowRoles[row])
        look.hasDoubleLeft = lines.contains(column)
        try unsafe write(cell, place, sheet.layout.details[place], look, to: worksheet)
      }
    }
    for list in style.allowedValues { try unsafe add(list, to: worksheet) }
    for (place, note) in style.notes { try unsafe add(note, at: place, to: worksheet) }
    if style.frozenRows > 0 || style.frozenColumns > 0 {
      unsafe worksheet_freeze_panes(
        worksheet, UInt32(clamping: style.frozenRows), UInt16(clamping: style.frozenColumns))
    }
  }

  private func setColumns(
    _ worksheet: UnsafeMutablePointer<lxw_worksheet>, _ sheet: Sheet, _ style: SheetStyle
  ) {
    let width = sheet.rows.lazy.map(\.count).max() ?? 0
    for column in 0..<min(width, 16_384) {
      var characters = style.columnWidths[column] ?? 0
      if characters <= 0 {
        // What is far below does not decide how a table looks.
        let lengths = sheet.rows.prefix(1000).map { row in
          column < row.count
            ? row[column].text.split(separator: "\n").lazy.map(\.count).max() ?? 0 : 0
        }
        characters = Double(min(max((lengths.max() ?? 0) + 2, 9), 60))
      }
      var options = lxw_row_col_options()
      options.hidden = sheet.layout.hiddenColumns.contains(column) ? 1 : 0
      unsafe worksheet_set_column_opt(
        worksheet, UInt16(column), UInt16(column), min(characters, 255), nil, &options)
    }
  }

  private func setRows(
    _ worksheet: UnsafeMutablePointer<lxw_worksheet>, _ sheet: Sheet
  ) throws(WorkbookWriteError) {
    for row in sheet.layout.hiddenRows {
      var options = lxw_row_col_options()
      options.hidden = 1
      try check(
        unsafe worksheet_set_row_opt(worksheet, UInt32(clamping: row), 15, nil, &options),
        "hide row \(row + 1)")
    }
  }

  private func merge(_ worksheet: UnsafeMutablePointer<lxw_worksheet>, _ area: CellArea) {
    guard area.last.column < 16_384, area.last.row < 1_048_576 else { return }
    // It writes blanks; the value is written over the first of them.
    unsafe worksheet_merge_range(
      worksheet, UInt32(area.first.row), UInt16(area.first.column), UInt32(area.last.row),
      UInt16(area.last.column), "", nil)
  }

  private func write(
    _ cell: Cell, _ place: CellReference, _ detail: CellDetail?, _ look: XLSXLooks.Look,
    to sheet: UnsafeMutablePointer<lxw_worksheet>
  ) throws(WorkbookWriteError) {
    guard let row = UInt32(exactly: place.row), let column = UInt16(exactly: place.column) else {
      throw WorkbookWriteError(operation: "write \(place)", reason: "there is no such cell")
    }
    var look = look
    look.numberFormat = detail?.format ?? XLSXLooks.numberFormat(of: cell)
    let format = unsafe looks.format(look)
    let result: lxw_error
    switch cell {
    case .empty:
      guard look != XLSXLooks.Look() else { return }
      result = unsafe worksheet_write_blank(sheet, row, column, format)
    case .number(let digits, _) where Workbook.fitsDouble(digits):
      result = unsafe worksheet_write_number(
        sheet, row, column, NumberText.value(digits) ?? 0, format)
    case .boolean(let truth):
      result = unsafe worksheet_write_boolean(sheet, row, column, truth ? 1 : 0, format)
    case .date(let iso), .dateAndTime(let iso), .time(let iso):
      if let serial = SerialDate.serial(iso: iso) {
        result = unsafe worksheet_write_number(sheet, row, column, serial, format)
      } else {
        result = unsafe worksheet_write_string(sheet, row, column, iso, format)
      }
    case .formulaError(let error):
      result = unsafe worksheet_write_formula_str(
        sheet, row, column, detail?.formula ?? "=NA()", format, error)
    case .text(let text), .number(let text, _), .formulaWithoutValue(let text):
      result = unsafe worksheet_write_string(
        sheet, row, column, XLSXText.escaped(text), format)
    }
    try check(result, "write \(place)")
  }

  private func add(
    _ note: String, at place: CellReference, to sheet: UnsafeMutablePointer<lxw_worksheet>
  ) throws(WorkbookWriteError) {
    guard let row = UInt32(exactly: place.row), let column = UInt16(exactly: place.column),
      !note.isEmpty
    else { return }
    try check(
      unsafe worksheet_write_comment(sheet, row, column, String(note.prefix(30_000))),
      "write the note of \(place)")
  }

  private func check(_ code: lxw_error, _ operation: String) throws(WorkbookWriteError) {
    guard code != LXW_NO_ERROR else { return }
    let reason = unsafe lxw_strerror(code).map { unsafe String(cString: $0) }
    throw WorkbookWriteError(operation: operation, reason: reason ?? "error \(code.rawValue)")
  }
}

// MARK: - Lists of allowed values

extension XLSXFile {
  private func add(
    _ list: SheetStyle.AllowedValues, to sheet: UnsafeMutablePointer<lxw_worksheet>
  ) throws(WorkbookWriteError) {
    guard !list.values.isEmpty, list.area.last.column < 16_384, list.area.last.row < 1_048_576
    else { return }
    // Excel keeps at most 255 characters in a cell's own list, and a comma there parts two values.
    let isShort = list.values.map { $0.utf16.count + 1 }.reduce(0, +) <= 255
    let isPlain = !list.values.contains { $0.contains(",") || $0.contains("\"") }
    var validation = unsafe lxw_data_validation()
    unsafe validation.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
    unsafe validation.dropdown = UInt8(LXW_VALIDATION_ON.rawValue)
    // A rule may also hold a comparison or several values: the list offers, and forbids only if told.
    let errors = list.isStrict ? LXW_VALIDATION_ON : LXW_VALIDATION_OFF
    unsafe validation.show_error = UInt8(errors.rawValue)
    var texts: [UnsafeMutablePointer<CChar>?] = unsafe []
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    if isShort && isPlain {
      unsafe validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
      unsafe texts = list.values.map { unsafe strdup($0) } + [nil]
    } else {
      let column = CellReference.letters(ofColumn: lists.count)
      lists.append(list.values)
      let formula = "='\(XLSXWriter.listSheet)'!$\(column)$1:$\(column)$\(list.values.count)"
      unsafe validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
      unsafe texts = [unsafe strdup(formula)]
    }
    let area = list.area
    let code = unsafe texts.withUnsafeMutableBufferPointer { buffer in
      if isShort && isPlain {
        unsafe validation.value_list = buffer.baseAddress
      } else {
        unsafe validation.value_formula = buffer.first ?? nil
      }
      return unsafe worksheet_data_validation_range(
        sheet, UInt32(area.first.row), UInt16(area.first.column), UInt32(area.last.row),
        UInt16(area.last.column), &validation)
    }
    try check(code, "write the list of \(area)")
  }

  private func writeLists() throws(WorkbookWriteError) {
    guard !lists.isEmpty else { return }
    guard let sheet = unsafe workbook_add_worksheet(workbook, XLSXWriter.listSheet) else {
      throw WorkbookWriteError(operation: "add the sheet of lists", reason: "it is refused")
    }
    unsafe worksheet_hide(sheet)
    for (column, values) in lists.enumerated() {
      for (row, value) in values.enumerated() {
        try check(
          unsafe worksheet_write_string(
            sheet, UInt32(clamping: row), UInt16(clamping: column), XLSXText.escaped(value), nil),
          "write a list of allowed values")
      }
    }
  }
}
