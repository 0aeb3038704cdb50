import Spreadsheets

/// Which block stands on which sheet: all on one in a CSV file, one a table in a workbook.
struct SheetPlan {
  /// The sheet that keeps what the grid has no place for.
  private static let detailsSheet = "_docket"

  private let isWorkbook: Bool
  private let locale: String?
  private let zone: String?
  private var drafts: [SheetDraft] = []
  private var names = Set<String>()
  /// Whether the last sheet holds formulas, so that the next formula goes there, too.
  private var endsWithFormulas = false

  init(isWorkbook: Bool, locale: String?, zone: String?) {
    self.isWorkbook = isWorkbook
    self.locale = locale
    self.zone = zone
  }

  /// Adds a table; the block says the locale and zone itself if it is the first of its sheet.
  mutating func add(_ name: String, _ block: (_ locale: String?, _ zone: String?) -> BlockDraft) {
    endsWithFormulas = false
    let isFirst = isWorkbook || drafts.isEmpty
    if isFirst { drafts.append(SheetDraft(name: sheetName(name))) }
    drafts[drafts.count - 1].append(block(isFirst ? locale : nil, isFirst ? zone : nil))
  }

  /// Adds a decision that is one formula.
  mutating func add(formula: BlockDraft) {
    if isWorkbook ? !endsWithFormulas : drafts.isEmpty { begin("Formulas") }
    drafts[drafts.count - 1].append(formula, isSeparate: drafts[drafts.count - 1].isBegun)
    endsWithFormulas = true
  }

  /// Adds blocks of one kind.
  mutating func add(_ blocks: [BlockDraft], on name: String) {
    let filled = blocks.filter { !$0.rows.isEmpty }
    guard !filled.isEmpty else { return }
    endsWithFormulas = false
    if isWorkbook || drafts.isEmpty { begin(name) }
    for block in filled {
      drafts[drafts.count - 1].append(block, isSeparate: drafts[drafts.count - 1].isBegun)
    }
  }

  /// Adds what the grid has no place for.
  mutating func add(details: [ModelDetail]) {
    guard !details.isEmpty else { return }
    var block = BlockDraft()
    for row in DetailsBlock.rows(details) { block.append(row) }
    if isWorkbook || drafts.isEmpty {
      drafts.append(SheetDraft(name: sheetName(Self.detailsSheet), isHidden: isWorkbook))
    }
    drafts[drafts.count - 1].append(block)
  }

  /// Adds the sheet that says how to read the others, before the hidden one.
  mutating func addInstructions() {
    var draft = SheetDraft(name: sheetName("Instructions"))
    draft.append(Instructions.block)
    draft.setWidths([0: 26, 1: 100])
    let position = drafts.firstIndex(where: \.isHidden) ?? drafts.endIndex
    drafts.insert(draft, at: position)
  }

  func workbook(_ file: String) -> Workbook {
    Workbook(file: file, sheets: drafts.map { $0.sheet(file: file) })
  }

  var style: WorkbookStyle {
    WorkbookStyle(
      sheets: Dictionary(
        drafts.map { ($0.name ?? "", $0.style) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Begins a sheet whose first rows say the locale and zone.
  private mutating func begin(_ name: String) {
    var draft = SheetDraft(name: sheetName(name))
    var settings = BlockDraft()
    if let locale { settings.append([.text("Locale"), .text(locale)], .setting) }
    if let zone { settings.append([.text("Zone"), .text(zone)], .setting) }
    draft.append(settings)
    draft.isBegun = false
    drafts.append(draft)
  }

  /// A name that every program accepts: at most 31 characters, none of `[]:*?/\`, each once.
  private mutating func sheetName(_ wanted: String) -> String? {
    guard isWorkbook else { return nil }
    var base = String(
      wanted.map { "[]:*?/\\'".contains($0) || $0.isNewline ? "-" : $0 }
    ).trimmed
    while base.utf16.count > 31 { base.removeLast() }
    if base.isEmpty { base = "Table" }
    var name = base
    var number = 2
    while !names.insert(name.lowercased()).inserted {
      let tail = " (\(number))"
      var start = base
      while start.utf16.count > 31 - tail.utf16.count { start.removeLast() }
      name = start + tail
      number += 1
    }
    return name
  }
}
