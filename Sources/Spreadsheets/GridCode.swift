public import Diagnostics

/// What can be wrong with a file before anybody asks what its cells mean.
public enum GridCode: String, DiagnosticCatalogue {
  /// The file is larger than the reader accepts.
  case tooLarge = "GRID-001"
  /// More rows than a sheet may have.
  case tooManyRows = "GRID-002"
  /// More columns than a sheet may have.
  case tooManyColumns = "GRID-003"
  /// A quoted cell is never closed.
  case quoteNotClosed = "GRID-004"
  /// Text follows the quote that closes a cell.
  case textAfterQuote = "GRID-005"
  /// The bytes are those of another kind of file.
  case otherFormat = "GRID-006"
  /// The file is in an old encoding, which had to be guessed.
  case oldEncoding = "GRID-007"
  /// There is nothing in the file.
  case empty = "GRID-008"
  /// A UTF-16 file ends in the middle of a character, or holds halves of characters.
  case brokenUTF16 = "GRID-009"
  /// A workbook's archive or the XML in it is damaged.
  case damaged = "GRID-010"
  /// A workbook unpacks to far more than its size lets expect.
  case unpacksTooLarge = "GRID-011"
  /// A workbook is encrypted.
  case passwordProtected = "GRID-012"
  /// A workbook holds no sheet.
  case noSheet = "GRID-013"
  /// What the file says about a cell cannot be true.
  case brokenCell = "GRID-014"
  /// A date that no calendar has.
  case impossibleDate = "GRID-015"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .tooLarge: "the file is too large"
    case .tooManyRows: "the sheet has too many rows"
    case .tooManyColumns: "the sheet has too many columns"
    case .quoteNotClosed: "a quoted cell is never closed"
    case .textAfterQuote: "text follows the closing quote of a cell"
    case .otherFormat: "this is not the kind of file that its name says"
    case .oldEncoding: "the file is not UTF-8; it was read as Windows-1252"
    case .empty: "the file is empty"
    case .brokenUTF16: "the file is not sound UTF-16"
    case .damaged: "the workbook is damaged"
    case .unpacksTooLarge: "the workbook unpacks to more than is accepted"
    case .passwordProtected: "the workbook is protected by a password"
    case .noSheet: "the workbook has no sheet"
    case .brokenCell: "the cell is damaged"
    case .impossibleDate: "no calendar has this date"
    }
  }
}
