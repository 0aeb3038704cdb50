import DMN
import Diagnostics

/// The types that `Types` blocks define: rows `name | type | values`.
struct TypesBlock {
  /// A type with a name.
  struct Definition {
    var name: String
    var type: ColumnType
    var allowed: AllowedValues?
    var origin: Origin
  }

  private(set) var definitions: [Definition] = []

  /// The type that a name stands for.
  func definition(_ name: String) -> Definition? { definitions.first { $0.name == name } }

  /// Adds the rows of one block.
  mutating func read(_ block: RowBlock, settings: SheetSettings, findings: SheetFindings) {
    // The word `Types` may stand alone in its row or before the first definition.
    for row in block.rows {
      let isOpening = row == block.rows.lowerBound
      let shift = isOpening ? 1 : block.text(row, 0).isEmpty ? 1 : 0
      let name = block.cell(row, shift)
      guard !name.isEmpty else { continue }
      if isOpening, block.cell(row, shift + 1).isEmpty { continue }
      if name.text.lowercased() == "name", block.text(row, shift + 1).lowercased() == "type" {
        continue
      }
      let type = block.cell(row, shift + 1)
      let values = block.cell(row, shift + 2)
      if let other = definition(name.text) {
        findings.report(
          .duplicateName, at: name.origin, "the type '\(name.text)' is defined twice",
          found: name.text, mend: "delete one of the two rows",
          notes: [.init("the other stands here", at: other.origin)])
        continue
      }
      guard let columnType = resolve(type, hasValues: !values.isEmpty, findings) else { continue }
      var definition = Definition(
        name: name.text, type: columnType, allowed: nil, origin: name.origin)
      if !values.isEmpty {
        definition.allowed = AllowedValuesReader(
          type: columnType, settings: settings, findings: findings
        ).read(values, header: nil)
      }
      definitions.append(definition)
    }
  }

  /// The type that a cell names; `isText` without one if there are values.
  private func resolve(
    _ cell: TypedCell, hasValues: Bool, _ findings: SheetFindings
  ) -> ColumnType? {
    if cell.isEmpty { return hasValues ? .string : .other("Any") }
    if let type = ColumnType(cell.text) { return type }
    if let known = definition(cell.text) { return known.type }
    Self.reportUnknown(cell, known: definitions.map(\.name), findings)
    return nil
  }

  static func reportUnknown(_ cell: TypedCell, known: [String], _ findings: SheetFindings) {
    let candidates = ColumnType.names + known
    findings.report(
      .unknownType, at: cell.origin,
      "there is no type '\(cell.text)'"
        + Suggestion.didYouMean(cell.text, among: candidates),
      found: cell.text, expected: candidates.joined(separator: ", "),
      mend: Suggestion.nearest(to: cell.text, among: candidates).map { "write \($0)" }
        ?? "write one of these, or define the type in a Types block")
  }

  /// The definitions as DMN's item definitions; dotted names become the components of structures.
  var itemDefinitions: [ItemDefinition] {
    var roots = [ItemDefinition]()
    for definition in definitions {
      Self.insert(
        definition, path: definition.name.split(separator: ".").map { $0.trimmed }[...],
        into: &roots)
    }
    return roots
  }

  private static func insert(
    _ definition: Definition, path: ArraySlice<String>, into items: inout [ItemDefinition]
  ) {
    guard let name = path.first else { return }
    if path.count > 1 {
      let position = items.firstIndex { $0.name == name } ?? items.endIndex
      if position == items.endIndex {
        items.append(
          ItemDefinition(name: name, structure: .components([]), origin: definition.origin))
      }
      var components: [ItemDefinition] = []
      if case .components(let known) = items[position].structure { components = known }
      insert(definition, path: path.dropFirst(), into: &components)
      items[position].structure = .components(components)
      return
    }
    var element = definition.type
    var isCollection = false
    if case .list(let inner) = definition.type { (element, isCollection) = (inner, true) }
    items.append(
      ItemDefinition(
        name: name,
        structure: .reference(TypeReference(element.feelName, at: definition.origin)),
        isCollection: isCollection,
        allowedValues: definition.allowed.map {
          FEELText($0.feel, typed: $0.typed == $0.feel ? nil : $0.typed, at: $0.origin)
        },
        origin: definition.origin))
  }
}
