import Diagnostics
import Spreadsheets

/// Reads a cell of the `Values` row, or of a `Types` block.
struct AllowedValuesReader {
  var type: ColumnType
  var settings: SheetSettings
  var findings: SheetFindings

  /// The allowed values; nil where they cannot be read, which is then reported.
  func read(_ cell: TypedCell, header: Diagnostic.Note?) -> AllowedValues? {
    let (text, warnings) = CellNormalizer.normalize(cell.cell.text)
    for warning in warnings { findings.add(warning.diagnostic(of: cell, header: header)) }
    if CellSyntax.isAny(text) { return nil }
    switch type {
    case .string, .list(.string), .unknown, .list(.unknown):
      return words(text, cell)
    default:
      return tests(cell, header)
    }
  }

  private func words(_ text: String, _ cell: TypedCell) -> AllowedValues? {
    let items = CellSyntax.items(text).filter { !$0.isEmpty }
    let words = items.map { CellSyntax.literalContent($0) ?? $0 }
    let isExpression = items.contains {
      CellSyntax.literalContent($0) == nil && ($0.contains("\"") || CellReader.isCall($0))
    }
    if isExpression {
      return AllowedValues(words: nil, feel: text, typed: text, origin: cell.origin)
    }
    var seen = Set<String>()
    for word in words where !seen.insert(word).inserted {
      let problem = CellProblem(
        .duplicateName, .warning, "the value '\(word)' is listed twice",
        mend: "delete one of the two",
        part: word)
      findings.add(problem.diagnostic(of: cell, header: nil))
    }
    let feel = words.map(CellSyntax.quoted).joined(separator: ", ")
    // What was FEEL already is kept as it was typed.
    let isFEEL = feel.filter { $0 != " " } == text.filter { $0 != " " }
    return AllowedValues(
      words: words, feel: isFEEL ? text : feel, typed: text, origin: cell.origin)
  }

  private func tests(_ cell: TypedCell, _ header: Diagnostic.Note?) -> AllowedValues? {
    var element = type
    if case .list(let inner) = type { element = inner }
    let reader = CellReader(type: element, allowed: nil, locale: settings.locale, names: [])
    do throws(CellProblem) {
      let reading = try reader.unaryTests(cell.cell)
      return AllowedValues(
        words: nil, feel: reading.feel, typed: cell.text, origin: cell.origin)
    } catch {
      findings.add(error.diagnostic(of: cell, header: header))
      return nil
    }
  }
}
