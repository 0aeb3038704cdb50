import Diagnostics
import Spreadsheets

/// Makes columns of the marker lines.
struct ColumnHeaders {
  struct Positioned {
    var position: Int
    var column: GridColumn
    /// Whether the role is missing or unknown, so that the column cannot be used.
    var isFaulty = false
  }

  var names: LineGrid.Line
  var roles: LineGrid.Line?
  var expressions: LineGrid.Line?
  var types: LineGrid.Line?
  var values: LineGrid.Line?
  /// The number of cells of the longest rule.
  var widest: Int
  var findings: SheetFindings

  /// The columns that have a name, with their roles as written, prefixed or guessed; those whose role
  /// is wrong are among them, so that their cells are not taken for strays.
  func read(tableLabel: String) -> [Positioned] {
    var columns = [Positioned]()
    for position in 0..<names.cells.count {
      let header = names.cells[position]
      let role = cell(roles, position)
      guard !header.isEmpty else {
        if let role, !role.isEmpty { reportMissingName(header, role) }
        continue
      }
      var column = GridColumn(role: .input, name: header.text, nameOrigin: header.origin)
      column.hasDoubleLine = header.hasDoubleLine
      column.expression = filled(expressions, position)
      column.type = filled(types, position)
      column.values = filled(values, position)
      if roles != nil {
        guard let known = readRole(role, of: header) else {
          columns.append(Positioned(position: position, column: column, isFaulty: true))
          continue
        }
        column.role = known
      }
      columns.append(Positioned(position: position, column: column))
    }
    if roles == nil { RoleGuess.assign(&columns, tableLabel: tableLabel, findings) }
    reportDuplicates(columns.filter { !$0.isFaulty })
    return columns
  }

  private func cell(_ line: LineGrid.Line?, _ position: Int) -> TypedCell? {
    guard let line, line.cells.indices.contains(position) else { return nil }
    return line.cells[position]
  }

  private func filled(_ line: LineGrid.Line?, _ position: Int) -> TypedCell? {
    cell(line, position).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func readRole(_ cell: TypedCell?, of header: TypedCell) -> ColumnRole? {
    guard let cell, !cell.isEmpty else {
      findings.report(
        .missingRole, at: header.origin, "the column '\(header.text)' has no role",
        expected: ColumnRole.list, mend: "write its role into the Role row")
      return nil
    }
    if let role = ColumnRole(cell.text) { return role }
    let nearest = Suggestion.nearest(to: cell.text, among: ColumnRole.allCases.map(\.shown))
    findings.report(
      .unknownRole, at: cell.origin, found: cell.text, expected: ColumnRole.list,
      mend: "write \(nearest ?? "one of these")",
      notes: [.init("the column is '\(header.text)'", at: header.origin)])
    // What was probably meant is read on, so that the column's other faults are told, too.
    return nearest.flatMap { ColumnRole($0) }
  }

  private func reportMissingName(_ header: TypedCell, _ role: TypedCell) {
    findings.report(
      .missingColumnName, at: header.origin,
      expected: "a name, because the column has the role \(role.text)",
      mend: "write a name, or empty the Role cell",
      notes: [.init("the role stands here", at: role.origin)])
  }

  private func reportDuplicates(_ columns: [Positioned]) {
    var seen = [String: Origin]()
    for column in columns.map(\.column) where column.role == .input || column.role == .output {
      let key = "\(column.role) \(column.name.lowercased())"
      if let first = seen[key] {
        findings.report(
          .duplicateName, at: column.nameOrigin,
          "two \(column.role.rawValue)s are called '\(column.name)'", found: column.name,
          expected: "a different name for each \(column.role.rawValue)",
          mend: "rename one of the two columns", notes: [.init("the other stands here", at: first)])
      } else {
        seen[key] = column.nameOrigin
      }
    }
  }
}

extension ColumnRole {
  static var list: String {
    allCases.map(\.shown).dropLast().joined(separator: ", ") + " or \(ColumnRole.enabled.shown)"
  }
}

/// Finds the roles of columns in a table without a `Role` row.
enum RoleGuess {
  /// Takes roles from the headers, or guesses them.
  ///
  /// Headers `in: x`, `out: y`, `in: x: type` decide; else a double vertical line, behind which the
  /// outputs stand; else the last column before the remarks is the output. What was guessed is told.
  static func assign(
    _ columns: inout [ColumnHeaders.Positioned], tableLabel: String, _ findings: SheetFindings
  ) {
    var isWritten = false
    var unmarked = [Int]()
    for index in columns.indices {
      if applyPrefix(&columns[index].column) {
        isWritten = true
      } else {
        unmarked.append(index)
      }
    }
    guard let first = columns.first else { return }
    if !isWritten {
      for index in columns.indices where NoteHeader.matches(columns[index].column.name) {
        columns[index].column.role = .note
      }
      let inputs = columns.indices.filter { columns[$0].column.role == .input }
      let line = inputs.dropFirst().firstIndex { columns[$0].column.hasDoubleLine }
      for index in line.map({ inputs[$0...] }) ?? inputs.suffix(1) {
        columns[index].column.role = .output
      }
    } else {
      for index in columns.indices
      where NoteHeader.matches(columns[index].column.name) && columns[index].column.role == .input {
        columns[index].column.role = .note
      }
      for column in unmarked.map({ columns[$0].column }) where column.role == .input {
        findings.report(
          .guess, .warning, at: column.nameOrigin,
          "the column '\(column.name)' is taken as an input, though it does not say so",
          found: column.name, expected: "in: or out: before the name, as in the other headers",
          mend: "write in: \(column.name)")
      }
      return
    }
    let shown = columns.map { "\($0.column.name): \($0.column.role.rawValue)" }
    findings.report(
      .guess, .note, at: first.column.nameOrigin,
      "the roles of the columns of '\(tableLabel)' were guessed",
      found: shown.joined(separator: ", "),
      mend: "if that is wrong, begin the headers with 'in:' and 'out:', or add a Role row")
  }

  /// Takes `in:`, `out:` or `note:` off a header; true if there was one.
  private static func applyPrefix(_ column: inout GridColumn) -> Bool {
    let parts = column.name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1, let role = ColumnRole(parts[0].trimmed) else { return false }
    let name = parts[1].trimmed
    guard !name.isEmpty else { return false }
    column.role = role
    column.name = name
    let type = parts.dropFirst(2).joined(separator: ":").trimmed
    if !type.isEmpty, column.type == nil {
      column.type = TypedCell(cell: .text(type), origin: column.nameOrigin)
    }
    return true
  }
}
