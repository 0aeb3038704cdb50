import DMN
import Diagnostics

/// The types that `Types` blocks define: rows `name | type | values`.
///
/// A name with dots is a part of a structure. A type is a FEEL type, another type of the workbook,
/// whether it stands above or below, `list of` one of these, or `context` and `list of context` for a
/// structure whose parts follow.
struct TypesBlock {
  /// A type with a name.
  struct Definition {
    var name: String
    var type: ColumnType
    /// The name of the type that it stands for, without `list of`; nil for a structure.
    var reference: String?
    var isCollection = false
    var allowed: AllowedValues?
    var origin: Origin
  }

  /// A row of a block, as it was typed.
  private struct Row {
    var name: TypedCell
    var type: TypedCell
    var values: TypedCell
    var settings: SheetSettings
  }

  private var rows: [Row] = []
  private(set) var definitions: [Definition] = []

  /// The type that a name stands for.
  func definition(_ name: String) -> Definition? { definitions.first { $0.name == name } }

  /// Adds the rows of one block, which are understood when all blocks are there.
  mutating func add(_ block: RowBlock, settings: SheetSettings) {
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
      rows.append(
        Row(
          name: name, type: block.cell(row, shift + 1), values: block.cell(row, shift + 2),
          settings: settings))
    }
  }

  /// Understands all rows that were added.
  mutating func resolve(findings: SheetFindings) {
    var unique = [Row]()
    var places = [String: Origin]()
    for row in rows {
      if let other = places[row.name.text] {
        findings.report(
          .duplicateName, at: row.name.origin, "the type '\(row.name.text)' is defined twice",
          found: row.name.text, mend: "delete one of the two rows",
          notes: [.init("the other stands here", at: other)])
        continue
      }
      places[row.name.text] = row.name.origin
      unique.append(row)
    }
    let named = Dictionary(
      unique.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
    for row in unique {
      guard var definition = definition(of: row, named, unique, findings) else { continue }
      if !row.values.isEmpty {
        definition.allowed = AllowedValuesReader(
          type: definition.type, settings: row.settings, findings: findings
        ).read(row.values, header: nil)
      }
      definitions.append(definition)
    }
  }

  /// The type that a row's cell names; text without one if there are values.
  private func definition(
    of row: Row, _ named: [String: Row], _ rows: [Row], _ findings: SheetFindings
  ) -> Definition? {
    var definition = Definition(
      name: row.name.text, type: .other("Any"), origin: row.name.origin)
    var text = row.type.text
    if text.isEmpty { text = row.values.isEmpty ? "Any" : "string" }
    if named[text] == nil, let item = Self.listItem(text) {
      definition.isCollection = true
      text = item
    }
    if definition.isCollection, text == "Any" {
      // `list` says nothing about its items: their cells are read as what they look like.
      definition.reference = text
      definition.type = .unknown
    } else if named[text] != nil {
      definition.reference = text
      definition.type = Self.type(of: text, named)
    } else if text.lowercased() == "context" {
      definition.type = .other(definition.name)
    } else if let type = ColumnType(text) {
      definition.reference = type.feelName
      definition.type = type
    } else {
      Self.reportUnknown(row.type, known: rows.map(\.name.text), findings)
      return nil
    }
    if definition.isCollection { definition.type = .list(definition.type) }
    return definition
  }

  /// What a name stands for in the end; one that leads back to itself stands for itself.
  private static func type(of name: String, _ named: [String: Row]) -> ColumnType {
    var name = name
    var lists = 0
    for _ in 0..<100 {
      guard let row = named[name] else { break }
      var text = row.type.text
      if text.isEmpty { text = row.values.isEmpty ? "Any" : "string" }
      if named[text] == nil, let item = listItem(text) {
        lists += 1
        text = item
      }
      guard named[text] != nil, text != name else {
        let type = text.lowercased() == "context" ? nil : ColumnType(text)
        return (0..<lists).reduce(type ?? .other(name)) { element, _ in .list(element) }
      }
      name = text
    }
    return .other(name)
  }

  /// `number` of `list of number`, `list of numbers` and `list<number>`; nil for other types.
  private static func listItem(_ text: String) -> String? {
    let lowered = text.lowercased()
    if lowered == "list" { return "Any" }
    if lowered.hasPrefix("list of ") {
      let item = text.dropFirst(8).trimmed
      if case .list(let element)? = ColumnType(text) { return element.feelName }
      return item.isEmpty ? nil : item
    }
    guard lowered.hasPrefix("list<"), lowered.hasSuffix(">") else { return nil }
    if case .list(let element)? = ColumnType(text) { return element.feelName }
    return text.dropFirst(5).dropLast().trimmed
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
    let structure: ItemDefinition.Structure =
      definition.reference.map { .reference(TypeReference($0, at: definition.origin)) }
      ?? .components([])
    if let position = items.firstIndex(where: { $0.name == name }) {
      // The parts may stand above the row that says whether there are many.
      items[position].isCollection = definition.isCollection
      return
    }
    items.append(
      ItemDefinition(
        name: name, structure: structure, isCollection: definition.isCollection,
        allowedValues: definition.allowed.map {
          FEELText($0.feel, typed: $0.typed == $0.feel ? nil : $0.typed, at: $0.origin)
        },
        origin: definition.origin))
  }
}
