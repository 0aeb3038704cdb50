import DMN
import Diagnostics
import Dispatch
import FEEL
import Spreadsheets
import Synchronization

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

/// Reads the rules of a table.
struct RuleReader {
  let readers: [ColumnReader]
  let settings: SheetSettings
  let findings: SheetFindings

  /// What the cells of a column were read as.
  ///
  /// Columns repeat the same few texts, so what was read without a remark is kept.
  private struct Known {
    /// A text and what was typed, by their numbers.
    struct Entry {
      var text: UInt32
      var typed: UInt32?
    }

    /// By the number of the cell's text.
    private var texts: [Entry?] = []
    private var others: [Cell: Entry] = [:]

    subscript(number: UInt32) -> Entry? {
      get { Int(number) < texts.count ? texts[Int(number)] : nil }
      set {
        if Int(number) >= texts.count {
          texts += repeatElement(nil, count: Int(number) * 3 / 2 + 16 - texts.count)
        }
        texts[Int(number)] = newValue
      }
    }

    subscript(cell: Cell) -> Entry? {
      get { others[cell] }
      set { others[cell] = newValue }
    }
  }

  /// Large tables are read in blocks of rules on all cores, at most so many blocks of so many rules at
  /// least.
  private static let maximumBlocks = 8
  private static let blockSize = 4000

  func read(_ rules: [GridRule]) -> RuleList {
    let ids = rules.map { $0.id }
    checkIDs(ids, rules)
    let count = min(Self.maximumBlocks, rules.count / Self.blockSize)
    var list: RuleList
    if count < 2 {
      list = read(rules[...], ids)
    } else {
      list = emptyList(rules.count)
      for block in readBlocks(rules, ids, count) {
        list.append(contentsOf: block.list)
        findings.add(block.diagnostics)
      }
    }
    list.seal()
    return list
  }

  /// What was read of some rules.
  private struct Block {
    var list: RuleList
    var diagnostics: [Diagnostic]
  }

  private func readBlocks(_ rules: [GridRule], _ ids: [String?], _ count: Int) -> [Block] {
    let (readers, settings) = (readers, settings)
    let blocks = Mutex([Block?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { place in
      let range = rules.count * place / count..<rules.count * (place + 1) / count
      let findings = SheetFindings()
      let reader = RuleReader(readers: readers, settings: settings, findings: findings)
      let block = Block(list: reader.read(rules[range], ids), diagnostics: findings.diagnostics)
      blocks.withLock { $0[place] = block }
    }
    return blocks.withLock { $0.compactMap(\.self) }
  }

  private func emptyList(_ capacity: Int) -> RuleList {
    var list = RuleList(
      inputs: readers.count { $0.column.role == .input },
      outputs: readers.count { $0.column.role == .output })
    list.reserveRules(capacity)
    return list
  }

  private func read(_ rules: ArraySlice<GridRule>, _ ids: [String?]) -> RuleList {
    let inputs = readers.indices.filter { readers[$0].column.role == .input }
    let outputs = readers.indices.filter { readers[$0].column.role == .output }
    let hasMore = inputs.count + outputs.count < readers.count
    var list = emptyList(rules.count)
    var known = [Known](repeating: Known(), count: readers.count)
    for (grid, id) in zip(rules, ids[rules.indices]) {
      list.appendRule(id: id, at: grid.origin)
      let hasDetails = grid.cells.hasDetails
      for position in inputs {
        append(grid.cells, hasDetails, position, isOutput: false, &list, &known[position])
      }
      for position in outputs {
        append(grid.cells, hasDetails, position, isOutput: true, &list, &known[position])
      }
      if hasMore { list.setSettings(of: settings(of: grid)) }
    }
    return list
  }

  /// An id is what logs and explanations call a rule by, so it should mean one.
  private func checkIDs(_ ids: [String?], _ rules: [GridRule]) {
    var known = [String: Int](minimumCapacity: ids.count)
    for case (let place, let id?) in ids.enumerated() {
      guard let other = known[id] else {
        known[id] = place
        continue
      }
      findings.report(
        .duplicateRule, .warning, at: rules[place].origin, "two rules have the id '\(id)'",
        found: id, expected: "a different number or id for each rule, or none",
        mend: "give one of the two another id",
        notes: [.init("the other stands here", at: rules[other].origin)])
    }
  }

  /// Reads the cell of an input or output.
  ///
  /// Nearly all cells say what another one said: the reader of the column, which is large, is only looked at
  /// for those that do not.
  private func append(
    _ cells: GridCells, _ hasDetails: Bool, _ position: Int, isOutput: Bool,
    _ list: inout RuleList, _ known: inout Known
  ) {
    let content = cells.content(position)
    if isOutput, content.isEmpty {
      let origin = cells.origin(position)
      reportEmpty(origin, readers[position])
      list.appendEntry(text: list.number(of: "null"), typed: nil, at: origin)
      return
    }
    var number: UInt32?
    // A cell that shows something else than its value is read by itself.
    let isPlain = !hasDetails || cells[position].shown == nil
    if isPlain {
      let entry: Known.Entry?
      if case .text(let text) = content {
        let found = list.number(of: text)
        number = found
        entry = known[found]
      } else {
        entry = known[content]
      }
      if let entry {
        list.appendEntry(text: entry.text, typed: entry.typed, at: cells.origin(position))
        return
      }
    }
    let before = findings.diagnostics.count
    let column = readers[position]
    let cell = cells[position]
    let texts = CellTexts(findings: findings)
    let feel = isOutput ? texts.expression(cell, column) : texts.unaryTests(cell, column)
    let entry = Known.Entry(
      text: list.number(of: feel.text), typed: feel.typed.map { list.number(of: $0) })
    if isPlain, findings.diagnostics.count == before {
      if let number { known[number] = entry } else { known[content] = entry }
    }
    list.appendEntry(text: entry.text, typed: entry.typed, at: feel.origin)
  }

  /// The remarks, days and switch of a rule.
  private func settings(of grid: GridRule) -> DecisionRule {
    var rule = DecisionRule(inputEntries: [], outputEntries: [], origin: grid.origin)
    for (position, column) in readers.enumerated() {
      switch column.column.role {
      case .input, .output: break
      case .note: rule.annotations.append(grid.cells[position].text)
      case .from:
        let cell = grid.cells[position]
        rule.from = day(cell, column)
        if rule.from != nil { rule.settingOrigins[.from] = cell.origin }
      case .until:
        let cell = grid.cells[position]
        rule.until = day(cell, column)
        if rule.until != nil { rule.settingOrigins[.until] = cell.origin }
      case .enabled:
        let cell = grid.cells[position]
        rule.isEnabled = isEnabled(cell, column)
        if !rule.isEnabled { rule.settingOrigins[.enabled] = cell.origin }
      }
    }
    checkDays(rule)
    return rule
  }

  private func reportEmpty(_ origin: Origin, _ column: ColumnReader) {
    findings.report(
      .emptyOutput, at: origin, "the output '\(column.column.name)' of this rule is empty",
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
