import CLibXLSXWriter

/// The looks of cells: libxlsxwriter wants each made once for a workbook.
@safe struct XLSXLooks {
  /// What makes a cell look as it does.
  struct Look: Hashable {
    var role: SheetStyle.RowRole?
    var numberFormat: String?
    var hasDoubleLeft = false

    init(role: SheetStyle.RowRole? = nil) {
      self.role = role
    }
  }

  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private var formats: [Look: UnsafeMutablePointer<lxw_format>] = unsafe [:]

  init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
    unsafe self.workbook = workbook
  }

  /// libxlsxwriter's format for a look; nil for the plain one.
  mutating func format(_ look: Look) -> UnsafeMutablePointer<lxw_format>? {
    guard look != Look() else { return nil }
    if let known = unsafe formats[look] { return unsafe known }
    guard let format = unsafe workbook_add_format(workbook) else { return nil }
    if let code = look.numberFormat { unsafe format_set_num_format(format, code) }
    if look.hasDoubleLeft { unsafe format_set_left(format, UInt8(LXW_BORDER_DOUBLE.rawValue)) }
    switch look.role {
    case .title:
      unsafe format_set_bold(format)
      unsafe format_set_font_size(format, 13)
    case .header:
      unsafe format_set_bold(format)
      unsafe format_set_bg_color(format, 0xDCE6F1)
      unsafe format_set_text_wrap(format)
    case .setting: unsafe format_set_font_color(format, 0x595959)
    case nil: unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    }
    unsafe formats[look] = format
    return unsafe format
  }

  /// The number format of a cell that says nothing of its own.
  static func numberFormat(of cell: Cell) -> String? {
    switch cell {
    case .number(let digits, isPercent: true): return percentFormat(digits)
    case .date: return "yyyy-mm-dd"
    case .dateAndTime: return "yyyy-mm-dd hh:mm:ss"
    case .time: return "hh:mm:ss"
    // A text that begins like a number stays one when somebody edits it: `1-4` would become a date.
    case .text(let text): return text.first?.isNumber == true ? "@" : nil
    case .empty, .number, .boolean, .formulaError, .formulaWithoutValue: return nil
    }
  }

  /// As many decimals as the percentage has.
  private static func percentFormat(_ digits: String) -> String {
    let fraction = digits.split(separator: ".").dropFirst().first?.count ?? 0
    let decimals = min(max(fraction - 2, 0), 13)
    return decimals == 0 ? "0%" : "0." + String(repeating: "0", count: decimals) + "%"
  }
}
