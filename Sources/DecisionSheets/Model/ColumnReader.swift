import DMN
import Diagnostics
import Spreadsheets

/// A column whose type is known, with the reader of its cells.
struct ColumnReader {
  var column: GridColumn
  var type: ColumnType
  var typeRef: TypeReference?
  var allowed: AllowedValues?
  var reader: CellReader
  /// Points messages about a cell to the header of its column.
  var header: Diagnostic.Note

  /// What the column is called in FEEL: its expression, or the name of the result.
  var feelName: String { column.expression?.text ?? column.name }
}

/// Finds the types of a table's columns: written in the `Type` row, or inferred over all rules.
struct ColumnTyping {
  var settings: SheetSettings
  var types: TypesBlock
  var names: Set<String>
  var findings: SheetFindings

  /// - Parameters:
  ///   - column: The column.
  ///   - cells: All its cells in the rules.
  /// - Returns: The column with a reader for its cells.
  func reader(of column: GridColumn, cells: some Sequence<TypedCell>) -> ColumnReader {
    let written = column.type.flatMap { writtenType($0) }
    let guess = written == nil ? inferred(column, cells) : nil
    let type = written?.type ?? guess?.type ?? .unknown
    let spoken =
      type == .unknown
      ? "" : " (\(type.spoken)\(guess?.because.map { ", because '\($0.text)' is compared" } ?? ""))"
    let header = Diagnostic.Note(
      "column \(column.place) holds the \(column.role.rawValue) '\(column.name)'\(spoken)",
      at: column.nameOrigin)
    var allowed = written?.allowed
    if let values = column.values {
      allowed =
        AllowedValuesReader(type: type, settings: settings, findings: findings)
        .read(values, header: header) ?? allowed
    }
    return ColumnReader(
      column: column, type: type,
      typeRef: typeRef(type, written?.name, at: column.type?.origin ?? column.nameOrigin),
      allowed: allowed,
      reader: CellReader(type: type, allowed: allowed, locale: settings.locale, names: names),
      header: header)
  }

  /// The type that a cell names, as a reference and with what it means for cells; nil where there is
  /// no such type, which is then reported.
  func type(
    of cell: TypedCell
  ) -> (reference: TypeReference?, type: ColumnType, allowed: AllowedValues?)? {
    writtenType(cell).map {
      (typeRef($0.type, $0.name, at: cell.origin), $0.type, $0.allowed)
    }
  }

  private func typeRef(_ type: ColumnType, _ name: String?, at origin: Origin) -> TypeReference? {
    if let name { return TypeReference(name, at: origin) }
    switch type {
    case .unknown, .other("Any"): return nil
    case .list(.unknown): return TypeReference("list", at: origin)
    default: return TypeReference(type.feelName, at: origin)
    }
  }

  private func writtenType(
    _ cell: TypedCell
  ) -> (type: ColumnType, allowed: AllowedValues?, name: String?)? {
    let text = cell.text
    if let known = types.definition(text) { return (known.type, known.allowed, text) }
    if let type = ColumnType(text) { return (type, nil, nil) }
    if text.contains("<") || types.itemDefinitions.contains(where: { $0.name == text }) {
      return (.other(text), nil, nil)
    }
    let lowered = text.lowercased()
    if lowered.hasPrefix("list of "), let known = types.definition(text.dropFirst(8).trimmed) {
      return (.list(known.type), known.allowed, nil)
    }
    TypesBlock.reportUnknown(cell, known: types.definitions.map(\.name), findings)
    return nil
  }

  /// The common type of all cells, and the cell that decided where they have none; a column of
  /// nothing but `-` has no type.
  private func inferred(
    _ column: GridColumn, _ cells: some Sequence<TypedCell>
  ) -> (type: ColumnType, because: TypedCell?) {
    var found = [ColumnType: TypedCell]()
    var compared: (type: ColumnType, cell: TypedCell)?
    var seen = Set<Cell>()
    var saysYes = false
    func look(_ cell: TypedCell) {
      guard seen.insert(cell.cell).inserted, !isFormula(cell, in: column) else { return }
      guard let type = TypeEvidence.of(cell.cell, locale: settings.locale).type else { return }
      if found[type] == nil { found[type] = cell }
      if type == .boolean, cell.text.count > 1 { saysYes = true }
      // What is compared has an order, whatever stands in other cells; those are then reported.
      if compared == nil, type.isOrdered, column.role == .input, Comparison(cell.text) != nil {
        compared = (type, cell)
      }
    }
    for cell in cells { look(cell) }
    if let values = column.values { look(values) }
    // Among words, a single `y` or `n` is a word too.
    if found[.string] != nil, !saysYes { found[.boolean] = nil }
    if let list = listType(found.keys) { return (list, nil) }
    if found.count <= 1 { return (found.keys.first ?? .unknown, nil) }
    switch Set(found.keys) {
    case [.date, .dateAndTime]: return (.dateAndTime, nil)
    // A date among numbers is a range that a spreadsheet program turned.
    case [.number, .date]: return (.number, nil)
    default: break
    }
    if let compared { return (compared.type, compared.cell) }
    reportMixed(column, found)
    return (.string, nil)
  }

  /// Whether an output cell computes with the inputs: then it does not say what type it has.
  private func isFormula(_ cell: TypedCell, in column: GridColumn) -> Bool {
    guard column.role == .output, cell.text.contains(where: { "*/+-".contains($0) }) else {
      return false
    }
    let roots = FEELNames.roots(in: cell.text, known: names)
    return roots.contains { names.contains($0) }
  }

  private func reportMixed(_ column: GridColumn, _ found: [ColumnType: TypedCell]) {
    let kinds = found.sorted { $0.value.origin.place < $1.value.origin.place }
    guard let first = kinds.first else { return }
    findings.report(
      .mixedColumn, .warning, at: column.nameOrigin,
      "the column '\(column.name)' holds \(kinds.map(\.key.plural).joined(separator: " and ")), "
        + "and all are taken as words",
      found: kinds.map(\.value.text).joined(separator: ", "), expected: "cells of one type",
      mend: "write string into the Type row if they are words, else mend the cells",
      notes: kinds.dropFirst().map { .init("'\($0.value.text)' stands here", at: $0.value.origin) }
        + [.init("'\(first.value.text)' stands here", at: first.value.origin)])
  }

  private func listType(_ types: some Sequence<ColumnType>) -> ColumnType? {
    var found: ColumnType?
    for case .list(let element) in types where found == nil || element != .unknown {
      found = .list(element)
    }
    return found
  }
}
