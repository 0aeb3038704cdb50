/// The place of a cell in a sheet: `C7` is row 6, column 2.
public struct CellReference: Sendable, Hashable, CustomStringConvertible {
  /// The row, from 0.
  public var row: Int
  /// The column, from 0.
  public var column: Int

  /// Makes a reference from row and column, both from 0.
  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// Reads `C7`; nil for anything else, and for rows and columns beyond what a sheet may have.
  public init?(_ text: String) {
    var column = 0
    var row = 0
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where digits == 0:
        column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "a")...UInt8(ascii: "z") where digits == 0:
        column = column * 26 + Int(byte - UInt8(ascii: "a")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0:
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
        digits += 1
      default: return nil
      }
      guard column <= SheetLimits.standard.columns, row <= SheetLimits.standard.rows else {
        return nil
      }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(row: row - 1, column: column - 1)
  }

  /// The letters of a column from 0: `A`, `Z`, `AA`.
  public static func letters(ofColumn column: Int) -> String {
    var letters = ""
    var rest = column + 1
    while rest > 0 {
      let digit = UInt8((rest - 1) % 26)
      letters = String(UnicodeScalar(UInt8(ascii: "A") + digit)) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  /// The reference as people write it.
  public var description: String { "\(Self.letters(ofColumn: column))\(row + 1)" }
}
