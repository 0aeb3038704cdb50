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
    var type = written?.type ?? .unknown
    if written == nil { type = inferred(column, cells) }
    let header = Diagnostic.Note(
      "column \(column.place) holds the \(column.role.rawValue) '\(column.name)' (\(type.spoken))",
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

  /// The common type of all cells; a column of nothing but `-` has none.
  private func inferred(_ column: GridColumn, _ cells: some Sequence<TypedCell>) -> ColumnType {
    var examples = [ColumnType: TypedCell]()
    var all = Array(cells)
    if let values = column.values { all.append(values) }
    for cell in all {
      guard let type = TypeEvidence.of(cell.cell, locale: settings.locale).type,
        examples[type] == nil
      else { continue }
      examples[type] = cell
    }
    if let list = listType(examples.keys) { return list }
    switch examples.count {
    case 0: return .unknown
    case 1: return examples.keys.first ?? .unknown
    default:
      // Words and numbers together are words, unless something is compared.
      let compared = all.first { cell in
        TypeEvidence.of(cell.cell, locale: settings.locale).type?.isOrdered == true
          && column.role == .input && Comparison(cell.text) != nil
      }
      if let compared { reportMixed(column, compared, examples) }
      if Set(examples.keys) == [.date, .dateAndTime] { return .dateAndTime }
      return compared == nil
        ? .string
        : TypeEvidence.of(compared?.cell ?? .empty, locale: settings.locale).type ?? .string
    }
  }

  private func listType(_ types: some Sequence<ColumnType>) -> ColumnType? {
    var found: ColumnType?
    for case .list(let element) in types where found == nil || element != .unknown {
      found = .list(element)
    }
    return found
  }

  private func reportMixed(
    _ column: GridColumn, _ compared: TypedCell, _ examples: [ColumnType: TypedCell]
  ) {
    let type = TypeEvidence.of(compared.cell, locale: settings.locale).type
    guard let other = examples.first(where: { $0.key != type }) else { return }
    findings.report(
      .mixedColumn, at: other.value.origin,
      "the column '\(column.name)' holds a \(type?.spoken ?? "number") and a \(other.key.spoken)",
      found: other.value.text, expected: "cells of one type",
      mend: "mend the cell, or add a Type row that says what the column holds",
      notes: [
        .init("'\(compared.text)' is compared by size", at: compared.origin),
        .init("the column's header stands here", at: column.nameOrigin),
      ])
  }
}
