import Spreadsheets

/// What a cell's look says about the type of its column.
struct TypeEvidence {
  /// The type; nil where the cell says nothing (`-`, `null`, a reference).
  var type: ColumnType?

  /// What a cell of an input column says.
  static func of(_ cell: Cell, locale: SheetLocale?) -> TypeEvidence {
    switch cell {
    case .number: TypeEvidence(type: .number)
    case .boolean: TypeEvidence(type: .boolean)
    case .date: TypeEvidence(type: .date)
    case .dateAndTime: TypeEvidence(type: .dateAndTime)
    case .time: TypeEvidence(type: .time)
    case .empty, .formulaError, .formulaWithoutValue: TypeEvidence()
    case .text(let text): of(text.trimmed, locale: locale)
    }
  }

  /// What a text says.
  static func of(_ text: String, locale: SheetLocale?) -> TypeEvidence {
    let folded = text.lowercased()
    if CellSyntax.isAny(text) || CellSyntax.isNull(text) || CellSyntax.isFormulaError(text) {
      return TypeEvidence()
    }
    if CellSyntax.strip(["same as"], from: text) != nil { return TypeEvidence() }
    if text.hasPrefix("="), text.dropFirst().first(where: { $0 != " " })?.isLetter == true {
      return TypeEvidence()
    }
    if isListTest(folded) { return TypeEvidence(type: .list(listElement(text))) }
    if DateText.looksLikeTurnedRange(text) { return TypeEvidence() }
    let (body, _) = CellReader.negation(text)
    var types = Set<ColumnType>()
    for item in items(body) where !item.isEmpty && !CellSyntax.isNull(item) {
      if let type = itemType(item, locale) { types.insert(type) }
    }
    return TypeEvidence(type: types.count == 1 ? types.first : types.isEmpty ? nil : .string)
  }

  /// `1,5` is one number or two, which is the column's business, but never a word.
  private static func items(_ text: String) -> [String] {
    CellSyntax.items(text, commaNeedsBlank: true).flatMap { item in
      item.first(where: \.isLetter) == nil ? [item] : CellSyntax.items(item)
    }
  }

  private static func isListTest(_ folded: String) -> Bool {
    if ["empty", "not empty", "[]"].contains(folded) { return true }
    if folded.contains("list contains(") || folded.contains("count(?)") { return true }
    return CellSyntax.strip(
      ["contains any of", "contains all of", "contains none of", "does not contain", "contains"],
      from: folded
    ).map { !$0.isEmpty && !$0.hasPrefix("(") } == true
  }

  private static func listElement(_ text: String) -> ColumnType {
    let lowered = text.lowercased()
    guard lowered.contains("contain") else { return .unknown }
    if text.contains("\"") { return .string }
    let word = text.split(whereSeparator: { $0 == " " || $0 == "," }).last.map(String.init) ?? ""
    return word.first?.isNumber == true ? .number : .string
  }

  private static func itemType(_ item: String, _ locale: SheetLocale?) -> ColumnType? {
    var text = item
    if let comparison = Comparison(item) { text = comparison.operand }
    if let first = text.first, "[](".contains(first), let dots = text.range(of: "..") {
      text = text[..<dots.lowerBound].dropFirst().trimmed
      if text.isEmpty { return .number }
    }
    if text.hasPrefix("\"") { return .string }
    if CellReader.truth(text) != nil { return .boolean }
    for (call, type) in calls where text.hasPrefix(call) { return type }
    if text.hasPrefix("duration(") {
      let isMonths = !text.contains("D") && !text.contains("T")
      return isMonths ? .yearsAndMonthsDuration : .daysAndTimeDuration
    }
    if let type = plainType(text, locale) { return type }
    for mark in ["..", " to ", "-", "–"] {
      guard let range = text.range(of: mark), range.lowerBound > text.startIndex else { continue }
      let high = text[range.upperBound...].trimmed
      if let type = plainType(high, locale), type != .string,
        text.first?.isNumber == true || text.first == "-" || text.first == "$"
      {
        return type
      }
    }
    if text.hasSuffix("+"), plainType(String(text.dropLast()), locale) == .number { return .number }
    let isCompared = item.first.map { "<>≤≥".contains($0) } == true
    // `> 2 kg` means a number, and is told so.
    if isCompared, text.first?.isASCIIDigit == true { return .number }
    // What is compared with `<` may be the name of a value: that says nothing about its type.
    if CellSyntax.isFEEL(text) || isCompared { return nil }
    return .string
  }

  private static let calls: [(String, ColumnType)] = [
    ("date and time(", .dateAndTime), ("date(", .date), ("time(", .time),
  ]

  private static func plainType(_ text: String, _ locale: SheetLocale?) -> ColumnType? {
    do throws(CellProblem) {
      if try NumberText(locale: locale).read(text, afterSign: true) != nil { return .number }
    } catch {
      return error.code == .codeTurnedNumber ? .string : .number
    }
    do throws(CellProblem) {
      let dates = DateText(locale: locale)
      if try dates.date(text) != nil { return .date }
      if text.contains("T") || text.contains(":"), try dates.dateAndTime(text) != nil {
        return .dateAndTime
      }
      if text.contains(":"), dates.time(text) != nil { return .time }
    } catch {
      return .date
    }
    if let duration = DurationText.read(text) {
      return duration.isMonths ? .yearsAndMonthsDuration : .daysAndTimeDuration
    }
    return nil
  }
}
