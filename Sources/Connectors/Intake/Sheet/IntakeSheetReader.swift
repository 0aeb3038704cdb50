public import Diagnostics
import Casework
import FEEL
public import Spreadsheets

/// Reads intake sheets.
///
///     Intake   Instagram | instagram
///     Kind     instagram
///     Name     When                 Do                                     Key               Data          Note
///              kind = "deleted"     send message.unsent to inquiries       conversationKey
///              isMessage            start inquiries or send message.new    conversationKey   { text: text }
///
/// Rows are tried from top to bottom, and each that fits is done; `stop` ends that. With a list in
/// `For each` a row is done once for each element, which is called `each`, and `part` counts from 1.
public struct IntakeSheetReader {
  private let sheet: Sheet
  private var diagnostics: [Diagnostic] = []
  private var label = ""
  private var name = ""
  private var kind: IntakeKind?
  private var hasKindRow = false

  private enum Column: String, CaseIterable {
    case when = "When"
    case each = "For each"
    case act = "Do"
    case key = "Key"
    case data = "Data"
    case note = "Note"

    init?(header: String) {
      func folded(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
      guard let found = Self.allCases.first(where: { folded($0.rawValue) == folded(header) }) else {
        return nil
      }
      self = found
    }
  }

  private init(_ sheet: Sheet) { self.sheet = sheet }

  /// Whether the sheet is an intake: it begins with `Intake` in column A.
  public static func isIntake(_ sheet: Sheet) -> Bool {
    sheet.openingKeyword == "intake"
  }

  /// Reads a sheet.
  ///
  /// - Returns: The intake, nil if it cannot be used, and everything that is wrong with it.
  public static func read(_ sheet: Sheet) -> (intake: IntakeSheet?, diagnostics: [Diagnostic]) {
    var reader = IntakeSheetReader(sheet)
    let intake = reader.read()
    return (intake, reader.diagnostics)
  }

  private static func keyword(_ sheet: Sheet, _ row: Int) -> String {
    sheet[row, 0].text.lowercased().filter { !$0.isWhitespace && $0 != ":" }
  }

  private mutating func read() -> IntakeSheet? {
    guard let first = sheet.rows.firstIndex(where: { !$0.isEmpty }) else { return nil }
    label = text(first, 1)
    name = text(first, 2).isEmpty ? label : text(first, 2)
    var columns: [Int: Column]?
    var scope = Scope()
    var rows: [IntakeRow] = []
    for row in sheet.rows.indices.dropFirst(first + 1) where !sheet.rows[row].isEmpty {
      if let columns {
        if let read = readRow(row, columns, scope) { rows.append(read) }
        continue
      }
      switch Self.keyword(sheet, row) {
      case "kind":
        kind = readKind(row)
        for variable in kind?.variables ?? [] {
          _ = scope.declare(variable.name, type: FEELType(parsing: variable.type) ?? .any)
        }
        for name in IntakeRow.eachVariables { _ = scope.declare(name) }
      case "note": continue
      case "name": columns = readHeader(row)
      default:
        report(
          .strayCell, row, 0, found: text(row, 0), expected: "Kind, Note, or Name with the headers",
          mend: "write one of these, or delete the row")
      }
    }
    let origin = sheet.origin(row: first, column: 0)
    guard columns != nil else {
      report(
        .missingColumn, first, 0, "the intake has no header row",
        expected: "a row with Name in column A and When, Do, Key, Data behind it", mend: "add it")
      return nil
    }
    guard let kind else {
      if !hasKindRow {
        report(
          .unknownKind, first, 0, "the intake does not say what sends to it",
          expected: "a row Kind with " + Self.kinds, mend: "add it under the first row")
      }
      return nil
    }
    reportUnreachable(rows)
    return IntakeSheet(label: label, name: name, kind: kind, rows: rows, origin: origin)
  }

  private static var kinds: String {
    IntakeKind.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private mutating func readKind(_ row: Int) -> IntakeKind? {
    hasKindRow = true
    let found = text(row, 1)
    if let kind = IntakeKind(rawValue: found.lowercased()) { return kind }
    let names = IntakeKind.allCases.map(\.rawValue)
    report(
      .unknownKind, row, 1,
      "there is no kind '\(found)'" + Suggestion.didYouMean(found, among: names), found: found,
      expected: Self.kinds,
      mend: Suggestion.nearest(to: found, among: names).map { "write \($0)" }
        ?? "write one of these")
    return nil
  }

  private mutating func readHeader(_ row: Int) -> [Int: Column] {
    var columns: [Int: Column] = [:]
    for index in sheet.rows[row].indices.dropFirst() where !sheet[row, index].isEmpty {
      let header = text(row, index)
      if let column = Column(header: header), !columns.values.contains(column) {
        columns[index] = column
        continue
      }
      let names = Column.allCases.map(\.rawValue)
      report(
        .unknownColumn, row, index, found: header, expected: names.joined(separator: ", "),
        mend: Suggestion.nearest(to: header, among: names).map { "write \($0)" }
          ?? "write one of these, or empty the column")
    }
    if !columns.values.contains(.act) {
      report(
        .missingColumn, row, 0, "the column 'Do' is missing",
        expected: "When, For each, Do, Key, Data, Note",
        mend: "add it to this row")
    }
    return columns
  }

  private mutating func readRow(
    _ row: Int, _ columns: [Int: Column], _ scope: Scope
  ) -> IntakeRow? {
    var cells: [Column: Int] = [:]
    for (index, cell) in sheet.rows[row].enumerated() where !cell.isEmpty {
      if let column = columns[index] {
        cells[column] = index
      } else if index > 0 {
        report(
          .strayCell, row, index, found: cell.text, expected: "a header above the cell",
          mend: "empty the cell; a comma inside a cell of a CSV file needs quotes around the cell")
      }
    }
    guard let act = cells[.act] else {
      guard cells.keys.contains(where: { $0 != .note }) else { return nil }
      report(
        .unknownAction, row, 0, "the row does nothing", expected: Self.forms,
        mend: "write it into Do, or delete the row")
      return nil
    }
    let (actions, stops) = IntakeActionParser(text(row, act)).actions { part in
      let words = ["start", "send", "redact", "stop"]
      let word = String(part.prefix { $0.isLetter })
      diagnostics.append(
        Diagnostic(
          IntakeCode.unknownAction, at: sheet.origin(row: row, column: act),
          "'\(part)' is no action of an intake" + Suggestion.didYouMean(word, among: words),
          found: part, expected: Self.forms, mend: "write it in one of these forms"))
    }
    if actions.contains(where: \.needsKey), cells[.key] == nil {
      report(
        .missingKey, row, act, "an event goes to the case of a key, and the row has none",
        expected: "FEEL in the column Key, such as conversationKey", mend: "write it")
    }
    return IntakeRow(
      condition: compile(cells[.when], row, scope), each: compile(cells[.each], row, scope),
      actions: actions, stops: stops,
      key: compile(cells[.key], row, scope), data: compile(cells[.data], row, scope),
      origin: sheet.origin(row: row, column: cells.values.min() ?? 0))
  }

  private static let forms =
    "start WORKFLOW [or send EVENT], send EVENT to WORKFLOW, redact WORKFLOW, or stop, separated by ;"

  private mutating func compile(_ column: Int?, _ row: Int, _ scope: Scope) -> CompiledExpression? {
    guard let column else { return nil }
    let (expression, found) = FEELCompiler(
      scope: scope, options: .init(unknownNames: kind == nil ? nil : .error)
    ).expression(text(row, column), at: sheet.origin(row: row, column: column))
    diagnostics += found
    return expression
  }

  /// Rows below one that always stops.
  private mutating func reportUnreachable(_ rows: [IntakeRow]) {
    guard
      let last = rows.firstIndex(where: { $0.condition == nil && $0.stops }),
      last + 1 < rows.count
    else { return }
    diagnostics.append(
      Diagnostic(
        IntakeCode.unreachableRow, .warning, at: rows[last + 1].origin,
        expected: "no row below one that stops without a condition",
        mend: "move it up, or delete it", notes: [.init("this row stops", at: rows[last].origin)]))
  }

  private func text(_ row: Int, _ column: Int) -> String {
    let text = sheet[row, column].text
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
    return String(text[start..<end])
  }

  private mutating func report(
    _ code: IntakeCode, _ row: Int, _ column: Int, _ headline: String? = nil, found: String? = nil,
    expected: String? = nil, mend: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code, at: sheet.origin(row: row, column: column), headline ?? code.title, found: found,
        expected: expected, mend: mend))
  }
}
