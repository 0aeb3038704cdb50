import DMN
import Diagnostics
import FEEL
import Spreadsheets

/// Turns single cells into FEEL texts and reports what is wrong with them.
struct CellTexts {
  let findings: SheetFindings

  /// A cell as an expression; what cannot be read becomes null.
  func expression(_ cell: TypedCell, _ column: ColumnReader) -> FEELText {
    text(cell, column, orElse: "null") { reader, cell throws(CellProblem) in
      try reader.expression(cell)
    }
  }

  /// A cell as unary tests; what cannot be read becomes `-`.
  func unaryTests(_ cell: TypedCell, _ column: ColumnReader) -> FEELText {
    text(cell, column, orElse: "-") { reader, cell throws(CellProblem) in
      try reader.unaryTests(cell)
    }
  }

  private func text(
    _ cell: TypedCell, _ column: ColumnReader, orElse fallback: String,
    _ read: (CellReader, Cell) throws(CellProblem) -> CellReader.Reading
  ) -> FEELText {
    do throws(CellProblem) {
      try refuseTurnedCode(cell, column)
      let reading = try read(column.reader, cell.cell)
      for warning in reading.warnings {
        findings.add(warning.diagnostic(of: cell, header: column.header))
      }
      let typed = cell.text
      return FEELText(
        reading.feel, typed: Value.sameText(typed, reading.feel) ? nil : typed, at: cell.origin)
    } catch {
      findings.add(error.diagnostic(of: cell, header: column.header))
      return FEELText(fallback, typed: cell.text, at: cell.origin)
    }
  }
}

extension CellTexts {
  /// A code in a column of words that the spreadsheet program keeps as a number has lost its leading
  /// zeros, or all digits beyond the fifteenth.
  private func refuseTurnedCode(_ cell: TypedCell, _ column: ColumnReader) throws(CellProblem) {
    guard column.type == .string, case .number(let digits, _) = cell.cell else { return }
    let shown = cell.shown ?? digits
    guard
      shown.hasPrefix("0") && shown.count > 1 && !shown.hasPrefix("0.") && !shown.hasPrefix("0,")
        || digits.count(where: \.isASCIIDigit) > 15
    else { return }
    throw CellProblem(
      .codeTurnedNumber, .error, "the code '\(shown)' is kept as the number \(digits)",
      expected: "the code as text",
      mend: "format the column as text in the spreadsheet program and type the code again")
  }
}

/// A cell that was read before.
private struct KnownCell {
  var typed: String
  var feel: String
}

/// Reads the rules of a table.
struct RuleReader {
  let readers: [ColumnReader]
  let settings: SheetSettings
  let findings: SheetFindings

  func read(_ rules: [GridRule]) -> [DecisionRule] {
    // Columns repeat the same few texts: what was read without a remark is kept.
    var cache = [[Cell: KnownCell]](repeating: [:], count: readers.count)
    var ids = [String: Origin]()
    return rules.map { grid in
      checkID(grid, &ids)
      return read(grid, &cache)
    }
  }

  /// An id is what logs and explanations call a rule by, so it should mean one.
  private func checkID(_ rule: GridRule, _ known: inout [String: Origin]) {
    guard let id = rule.id else { return }
    guard let other = known[id.text] else {
      known[id.text] = id.origin
      return
    }
    findings.report(
      .duplicateRule, .warning, at: id.origin, "two rules have the id '\(id.text)'",
      found: id.text, expected: "a different number or id for each rule, or none",
      mend: "give one of the two another id", notes: [.init("the other stands here", at: other)])
  }

  private func read(_ grid: GridRule, _ cache: inout [[Cell: KnownCell]]) -> DecisionRule {
    var rule = DecisionRule(
      id: grid.id?.text, inputEntries: [], outputEntries: [], origin: grid.origin)
    for (position, column) in readers.enumerated() {
      let cell = grid.cells[position]
      switch column.column.role {
      case .input:
        rule.inputEntries.append(
          cached(cell, &cache[position]) { CellTexts(findings: findings).unaryTests(cell, column) })
      case .output:
        guard !cell.isEmpty else {
          reportEmpty(cell, column)
          rule.outputEntries.append(FEELText("null", at: cell.origin))
          continue
        }
        rule.outputEntries.append(
          cached(cell, &cache[position]) { CellTexts(findings: findings).expression(cell, column) })
      case .note: rule.annotations.append(cell.text)
      case .from:
        rule.from = day(cell, column)
        if rule.from != nil { rule.settingOrigins[.from] = cell.origin }
      case .until:
        rule.until = day(cell, column)
        if rule.until != nil { rule.settingOrigins[.until] = cell.origin }
      case .enabled:
        rule.isEnabled = isEnabled(cell, column)
        if !rule.isEnabled { rule.settingOrigins[.enabled] = cell.origin }
      }
    }
    checkDays(rule)
    return rule
  }

  private func cached(
    _ cell: TypedCell, _ known: inout [Cell: KnownCell], _ read: () -> FEELText
  ) -> FEELText {
    let found = known[cell.cell]
    if cell.shown == nil, let found {
      let typed = cell.text
      if Value.sameText(found.typed, typed) {
        let isFEEL = Value.sameText(typed, found.feel)
        return FEELText(found.feel, typed: isFEEL ? nil : typed, at: cell.origin)
      }
    }
    let before = findings.diagnostics.count
    let text = read()
    if found == nil, findings.diagnostics.count == before {
      known[cell.cell] = KnownCell(typed: cell.text, feel: text.text)
    }
    return text
  }

  private func reportEmpty(_ cell: TypedCell, _ column: ColumnReader) {
    findings.report(
      .emptyOutput, at: cell.origin, "the output '\(column.column.name)' of this rule is empty",
      found: "an empty cell", expected: "a value, or - for none",
      mend: "write the value, or - if there is none", notes: [column.header])
  }

  private func day(_ cell: TypedCell, _ column: ColumnReader) -> CalendarDate? {
    guard !cell.isEmpty, !CellSyntax.isAny(cell.text) else { return nil }
    do throws(CellProblem) {
      if let text = try DateText(locale: settings.locale).date(cell.text),
        let day = CalendarDate(text)
      {
        return day
      }
      throw CellProblem(
        .notADay, .error, "'\(cell.text)' is no day", expected: "a day such as 2026-03-01",
        mend: "write it in this form")
    } catch {
      findings.add(error.diagnostic(of: cell, header: column.header))
      return nil
    }
  }

  private func checkDays(_ rule: DecisionRule) {
    guard let from = rule.from, let until = rule.until, until < from else { return }
    findings.report(
      .daysReversed, at: rule.settingOrigins[.until] ?? rule.origin,
      "the rule ends before it begins, so it never holds", found: "until \(until)",
      expected: "a day from \(from) on", mend: "exchange the two days, or mend one of them",
      notes: [.init("it holds from \(from) on", at: rule.settingOrigins[.from])])
  }

  private func isEnabled(_ cell: TypedCell, _ column: ColumnReader) -> Bool {
    guard !cell.isEmpty else { return true }
    if let value = CellReader.truth(cell.text) { return value }
    findings.add(
      CellProblem(
        .notABoolean, .error, "'\(cell.text)' is neither yes nor no", expected: "yes or no",
        mend: "write yes or no"
      ).diagnostic(of: cell, header: column.header))
    return true
  }
}
