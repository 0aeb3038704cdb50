import DMN
import Diagnostics
import Spreadsheets

/// Writes the types of a model as a `Types` block.
struct TypesWriter {
  private struct Row {
    var name: String
    var type: String
    var values: FEELText?
  }

  let settings: SheetSettings
  let file: String

  /// The block, and the types as they are read from it.
  func write(_ definitions: [ItemDefinition]) -> (block: BlockDraft, types: TypesBlock) {
    var rows = [Row]()
    for definition in definitions { Self.add(definition, prefix: "", to: &rows) }
    guard !rows.isEmpty else { return (BlockDraft(), TypesBlock()) }
    let bare = read(draft(rows.map { ($0, .empty) }))
    let block = draft(
      rows.map { row in
        guard let values = row.values, let type = bare.definition(row.name)?.type else {
          return (row, .empty)
        }
        return (row, AllowedValuesWriter(type: type, settings: settings).cell(values) ?? .empty)
      })
    return (block, read(block))
  }

  private static func add(
    _ definition: ItemDefinition, prefix: String, to rows: inout [Row], depth: Int = 0
  ) {
    let name = prefix + definition.name
    func row(_ type: String) -> Row {
      Row(name: name, type: type, values: definition.allowedValues)
    }
    switch definition.structure {
    case .reference(let type) where definition.isCollection:
      rows.append(row(type.name == "Any" ? "list" : "list of \(type.name)"))
    case .reference(let type): rows.append(row(type.name))
    case .components(let parts):
      if definition.isCollection || parts.isEmpty || definition.allowedValues != nil {
        rows.append(row(definition.isCollection ? "list of context" : "context"))
      }
      guard depth < 100 else { return }
      for part in parts { add(part, prefix: name + ".", to: &rows, depth: depth + 1) }
    case .function, .unspecified:
      rows.append(row(definition.isCollection ? "list" : "Any"))
    }
  }

  private func draft(_ rows: [(Row, Cell)]) -> BlockDraft {
    var block = BlockDraft()
    block.append([.text("Types"), .text("Name"), .text("Type"), .text("Values")], .header)
    for (row, values) in rows {
      block.append([.empty, .text(row.name), .text(row.type), values])
    }
    return block
  }

  private func read(_ block: BlockDraft) -> TypesBlock {
    let sheet = Sheet(file: file, rows: block.rows)
    var types = TypesBlock()
    types.add(RowBlock(sheet: sheet, rows: 0..<block.rows.count), settings: settings)
    types.resolve(findings: SheetFindings())
    return types
  }
}

/// Finds what to write into a `Values` cell.
struct AllowedValuesWriter {
  let type: ColumnType
  let settings: SheetSettings

  /// The cell; nil where no text is read as these values.
  func cell(_ values: FEELText) -> Cell? {
    var proposals = [values.typed].compactMap(\.self)
    let words = CellSyntax.items(values.text).map(FriendlyForms.content)
    if words.allSatisfy({ $0 != nil }) {
      proposals.append(words.compactMap(\.self).joined(separator: ", "))
    }
    var element = type
    if case .list(let inner) = type { element = inner }
    var writer = CellWriter(
      CellReader(type: element, allowed: nil, locale: settings.locale, names: []))
    let cells = proposals.map { Cell.text($0) } + [.text(values.text), writer.tests(values)]
    return cells.first { cell in
      let findings = SheetFindings()
      let read = AllowedValuesReader(type: type, settings: settings, findings: findings).read(
        TypedCell(cell: cell, origin: values.origin), header: nil)
      return read?.feel == values.text && findings.diagnostics.isEmpty
    }
  }
}
