import Diagnostics
import Spreadsheets

/// A cell with its place: the unit that everything else is made of.
struct TypedCell {
  var cell: Cell
  var origin: Origin
  /// What the cell showed, where that differs from its value.
  var shown: String?
  /// Whether a double line stands at the cell's left edge, which in DMN's drawing of a table divides
  /// inputs from outputs.
  var hasDoubleLine = false

  /// What was typed, without blanks around it.
  var text: String { cell.text.trimmed }

  var isEmpty: Bool { cell.isEmpty }
}

extension StringProtocol {
  /// Without blanks around it; the blanks that only look like one are blanks here too.
  var trimmed: String {
    // Nearly every cell of a table is plain at both ends.
    if let first = utf8.first, let last = unicodeScalars.last?.value, (0x21..<0x80).contains(first),
      (0x21..<0x80).contains(last)
    {
      return String(self)
    }
    guard let start = unicodeScalars.firstIndex(where: { !$0.isBlank }),
      let last = unicodeScalars.lastIndex(where: { !$0.isBlank })
    else { return "" }
    return String(self[start..<unicodeScalars.index(after: last)])
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is white space or one of the characters that take no room at all.
  var isBlank: Bool {
    switch value {
    case 0x09...0x0D, 0x20: true
    case 0..<0x80: false
    case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000,
      0xFEFF:
      true
    default: false
    }
  }
}

/// Gathers what is wrong with a workbook.
final class SheetFindings {
  private(set) var diagnostics = [Diagnostic]()

  func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  func add(_ others: [Diagnostic]) { diagnostics += others }

  func report(
    _ code: SheetCode, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend,
        notes: notes))
  }
}
