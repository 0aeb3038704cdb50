import DMN
import Diagnostics
import Spreadsheets

/// Reads a decision that is one formula: `Decision | label | name`, then `Type` and `Expression`.
struct FormulaReader {
  let block: RowBlock
  let settings: SheetSettings
  let types: TypesBlock
  /// The names that the formula may use, which can hold blanks.
  let names: Set<String>
  let findings: SheetFindings

  /// The name of the decision in a block.
  static func name(of block: RowBlock) -> TypedCell {
    let row = block.rows.lowerBound
    let name = block.cell(row, 2)
    return name.isEmpty ? block.cell(row, 1) : name
  }

  func read() -> SheetTable {
    let opening = block.rows.lowerBound
    let label = block.text(opening, 1)
    let name = Self.name(of: block)
    if name.isEmpty {
      findings.report(
        .missingTableName, at: name.origin, "the decision has no name",
        expected: "the decision's name in the cell beside Decision",
        mend: "write the name into \(block.cell(opening, 1).origin.place)")
    }
    var rows = [Keyword: TypedCell]()
    for row in block.rows.dropFirst() {
      let head = block.cell(row, 0)
      guard let keyword = Keyword(head.text), [.type, .expression].contains(keyword) else {
        findings.report(
          .unknownKeyword, at: head.origin, "this row does not belong to the decision",
          found: head.text, expected: "Type or Expression",
          mend: "delete the row, or leave an empty one above it")
        continue
      }
      if rows.updateValue(block.cell(row, 1), forKey: keyword) != nil {
        findings.report(
          .duplicateKeyword, at: head.origin, found: keyword.shown,
          mend: "keep one of the two rows")
      }
    }
    return table(label, name, rows)
  }

  private func table(_ label: String, _ name: TypedCell, _ rows: [Keyword: TypedCell]) -> SheetTable
  {
    let typing = ColumnTyping(settings: settings, types: types, names: names, findings: findings)
    let type = rows[.type].flatMap { $0.isEmpty ? nil : typing.type(of: $0) }
    var expression: BoxedExpression?
    var roots = [SheetTable.Root]()
    if let cell = rows[.expression], !cell.isEmpty {
      expression = BoxedExpression(FEELText(cell.text, at: cell.origin), typeRef: type?.reference)
      roots = FEELNames.roots(in: cell.text, known: names.subtracting([name.text])).map {
        SheetTable.Root(name: $0, origin: cell.origin)
      }
    } else {
      findings.report(
        .missingRules, at: name.origin, "the decision '\(name.text)' has no formula",
        expected: "a row that begins with Expression", mend: "add it below the decision")
    }
    let decision = Decision(
      label: label.isEmpty || label == name.text ? nil : label,
      variable: InformationItem(name.text, typeRef: type?.reference, at: name.origin),
      expression: expression, origin: name.origin)
    return SheetTable(
      decision: decision, roots: roots, columns: [],
      result: CellReader(
        type: type?.type ?? .unknown, allowed: type?.allowed, locale: settings.locale, names: []))
  }
}
