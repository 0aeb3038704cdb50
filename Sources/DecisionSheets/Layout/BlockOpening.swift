import Spreadsheets

/// The openings of blocks that are no keywords elsewhere, because people use these words for other
/// things, too: they count only where the rest of the row, or the next one, fits.
enum BlockOpening {
  /// `Decision`, with its formula in the rows below.
  case decision
  /// `Model details`: what the grid has no place for.
  case details
  /// `Instructions` alone in the first row: the whole sheet is for people.
  case instructions

  init?(_ sheet: Sheet, row: Int) {
    guard SheetBlocks.isHeading(sheet, row) else { return nil }
    switch sheet[row, 0].text.trimmed.lowercased() {
    case "decision":
      switch Keyword(sheet[row + 1, 0].text.trimmed) {
      case .expression, .type: self = .decision
      default: return nil
      }
    case DetailsBlock.keyword.lowercased(): self = .details
    case "instructions":
      guard sheet.rows[row].dropFirst().allSatisfy(\.isEmpty) else { return nil }
      self = .instructions
    default: return nil
    }
  }
}
