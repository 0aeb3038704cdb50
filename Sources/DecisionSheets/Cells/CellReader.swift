import Diagnostics
import Spreadsheets

/// Turns the cells of one column into FEEL.
struct CellReader {
  /// What the column's cells are.
  var type: ColumnType
  /// The values they may have.
  var allowed: AllowedValues?
  /// How numbers and dates are written.
  var locale: SheetLocale?
  /// The names that an expression may use: a bare word among them may be meant as one.
  var names: Set<String>

  /// A cell's FEEL, and what is odd about it.
  struct Reading {
    var feel: String
    var warnings: [CellProblem] = []
  }

  /// Reads a cell of an input column as unary tests; spec: DMN 1.5, FEEL grammar rule 15.
  func unaryTests(_ cell: Cell) throws(CellProblem) -> Reading {
    if case .text(let typed) = cell, type == .number, allowed == nil, PlainNumbers.isTest(typed) {
      return Reading(feel: typed)
    }
    if case .text(let typed) = cell, type == .string, allowed == nil,
      PlainWords.areLiterals(typed)
    {
      return Reading(feel: typed)
    }
    if case .text(let typed) = cell, type == .date, allowed == nil, PlainDates.isTest(typed) {
      return Reading(feel: typed)
    }
    try refuseFormula(cell)
    let (text, warnings) = CellNormalizer.normalize(cell.text)
    var reading = Reading(feel: "-", warnings: warnings)
    let isWord = allowed?.contains(text) == true
    if !isWord {
      if CellSyntax.isAny(text) { return reading }
      if CellSyntax.isNull(text) {
        reading.feel = "null"
        return reading
      }
      if let reference = reference(text) {
        reading.feel = reference
        return reading
      }
    }
    try refuseTurnedDate(cell, text)
    if let number = number(cell) {
      reading.feel = number
      return reading
    }
    switch type {
    case .string:
      reading.feel = try words(text, &reading.warnings)
    case .boolean:
      reading.feel = try truthTests(text)
    case .list(let element):
      reading.feel = try listTests(text, element)
    case .other, .unknown:
      reading.feel = text
    case .number, .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      reading.feel = try orderedTests(text)
    }
    return reading
  }

  /// Reads a cell of an output column, a default or a test as an expression.
  func expression(_ cell: Cell) throws(CellProblem) -> Reading {
    if case .text(let typed) = cell, type == .string, allowed == nil,
      PlainWords.isLiteral(typed)
    {
      return Reading(feel: typed)
    }
    try refuseFormula(cell)
    let (text, warnings) = CellNormalizer.normalize(cell.text)
    var reading = Reading(feel: "null", warnings: warnings)
    if allowed?.contains(text) != true {
      if text == "-" || text == "–" || text == "—" || CellSyntax.isNull(text) { return reading }
      if let reference = reference(text) {
        reading.feel = reference
        return reading
      }
    }
    try refuseTurnedDate(cell, text)
    if let number = number(cell) {
      reading.feel = number
    } else {
      reading.feel = try literal(text, type)
    }
    return reading
  }

  /// The digits of a cell that holds a number: they are the same in every locale.
  private func number(_ cell: Cell) -> String? {
    guard type == .number, case .number(let digits, _) = cell else { return nil }
    return digits
  }

  /// `same as customer.tier`, or `= customer.tier` where the program kept it as text.
  private func reference(_ text: String) -> String? {
    if let rest = CellSyntax.strip(["same as"], from: text), !rest.isEmpty { return rest }
    guard text.hasPrefix("="), !text.hasPrefix("=>"), !text.hasPrefix("=<") else { return nil }
    let rest = text.drop { $0 == "=" }.trimmed
    guard let first = rest.first, first.isLetter || first == "_" else { return nil }
    // `= gold` in a column of words is the word, unless there is a value of that name.
    let root = String(rest.prefix { $0 != "." && $0 != "(" }).trimmed
    if type == .string, !names.contains(root), !rest.contains("(") { return nil }
    return rest
  }

  private func refuseFormula(_ cell: Cell) throws(CellProblem) {
    let reference = "to refer to another value, write: same as customer.tier"
    switch cell {
    case .formulaWithoutValue:
      throw CellProblem(
        .formulaWithoutValue, expected: "a value",
        mend: "open the file in the spreadsheet program and save it again; \(reference)")
    case .formulaError:
      throw CellProblem(.formulaError, expected: "a value", mend: "mend the formula; \(reference)")
    case .text(let text) where CellSyntax.isFormulaError(text.trimmed):
      throw CellProblem(.formulaError, expected: "a value", mend: "mend the formula; \(reference)")
    case .text(let text) where CellSyntax.isSpreadsheetFormula(text.trimmed):
      throw CellProblem(
        .formulaWithoutValue, .error, "this is a formula of the spreadsheet program",
        expected: "a value", mend: "copy the formula's value into the cell; \(reference)")
    default:
      return
    }
  }

  /// `1-4` typed into a spreadsheet becomes a date, unless the cell is text.
  private func refuseTurnedDate(_ cell: Cell, _ text: String) throws(CellProblem) {
    let isDate = if case .date = cell { true } else { false }
    let looksTurned = DateText.looksLikeTurnedRange(text)
    let looksLocal = type == .number && Self.isNumericDate(text)
    guard isDate && !isTemporal || looksTurned && allowed?.contains(text) != true || looksLocal
    else { return }
    let expected =
      type == .string ? "a word" : type.isOrdered ? "a range such as 1..4" : "a \(type.spoken)"
    throw CellProblem(
      .rangeTurnedDate, .error, "'\(text)' is a date in a column of the type \(type.spoken)",
      expected: expected,
      mend: type == .string
        ? "if it is meant as it stands, put it into quotes; else format the cell as text and type it "
          + "again"
        : "write the range as 1..4, or format the cell as text and type 1-4 again")
  }

  private var isTemporal: Bool {
    switch type {
    case .date, .dateAndTime, .time: true
    default: false
    }
  }

  private static func isNumericDate(_ text: String) -> Bool {
    for mark: Character in ["/", "-", "."] {
      let parts = text.split(separator: mark, omittingEmptySubsequences: false)
      if parts.count == 3, parts.contains(where: { $0.count == 4 }),
        parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) })
      {
        return true
      }
    }
    return false
  }
}
