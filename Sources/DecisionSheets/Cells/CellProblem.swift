import Diagnostics
import Spreadsheets

/// What is wrong with a cell, before it is known where the cell stands.
struct CellProblem: Error {
  var code: SheetCode
  var severity = Severity.error
  var headline: String?
  var expected: String?
  var mend: String?
  /// The part of the cell that is meant; nil for all of it.
  var part: String?

  init(
    _ code: SheetCode, _ severity: Severity = .error, _ headline: String? = nil,
    expected: String? = nil, mend: String? = nil, part: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.headline = headline
    self.expected = expected
    self.mend = mend
    self.part = part
  }

  /// The problem as a diagnostic of a cell; its note points to the header.
  func diagnostic(of cell: TypedCell, header: Diagnostic.Note?) -> Diagnostic {
    let text = cell.cell.text
    var origin = cell.origin
    if let part, !part.isEmpty, part != text, let range = text.range(of: part) {
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      origin = origin.narrowed(to: TextSpan(start, start + part.utf8.count))
    }
    return Diagnostic(
      code, severity, at: origin, headline, found: text, expected: expected, mend: mend,
      notes: header.map { [$0] } ?? [])
  }
}

extension String {
  /// The first place of a piece of text, without Foundation.
  func range(of part: String) -> Range<String.Index>? {
    ranges(of: part).first
  }
}
