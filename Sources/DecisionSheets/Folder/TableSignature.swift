import DMN
import Diagnostics

/// What tests need to know of a table: its columns, by name and label, and how to read their cells.
struct TableSignature {
  /// An input or output.
  struct Column {
    /// The name by which a test's entry calls it: a path, or the name of an output.
    var name: String
    var label: String?
    var isOutput: Bool
    var reader: CellReader

    /// Whether people call the column so.
    func answers(to header: String) -> Bool {
      name == header || label == header || name.lowercased() == header.lowercased()
        || label?.lowercased() == header.lowercased()
    }
  }

  var name: String
  var label: String?
  var file: String
  var columns: [Column]
  /// The headers of remarks.
  var notes: [String] = []
  /// The inputs that are computed, by their headers: a test gives what they are computed from.
  var computed: [String: [String]] = [:]

  /// The signature of a table from a sheet.
  init(_ table: SheetTable) {
    name = table.decision.name
    label = table.decision.label
    file = table.decision.origin.file
    columns = []
    for reader in table.columns {
      switch reader.column.role {
      case .input where !reader.column.isPath:
        computed[reader.column.name.lowercased()] = FEELNames.roots(
          in: reader.feelName, known: Set(table.roots.map(\.name)))
      case .input, .output:
        columns.append(
          Column(
            name: reader.feelName, label: reader.column.name,
            isOutput: reader.column.role == .output, reader: reader.reader))
      case .note: notes.append(reader.column.name)
      case .from, .until, .enabled: break
      }
    }
    if let result = table.result {
      columns.append(Column(name: name, label: label, isOutput: true, reader: result))
    }
    // A path such as `order.total` may also be given with all of `order`.
    for root in table.roots where !columns.contains(where: { !$0.isOutput && $0.name == root.name })
    {
      let reader = CellReader(type: .unknown, allowed: nil, locale: nil, names: [])
      columns.append(
        Column(name: root.name, label: root.label, isOutput: false, reader: reader))
    }
    countIfNeeded(table.decision)
  }

  /// The signature of a decision from a DMN file.
  init(_ decision: Decision, in definitions: Definitions) {
    name = decision.name
    label = decision.label
    file = decision.origin.file
    columns = []
    let types = ModelTypes(definitions)
    func column(
      _ name: String, _ label: String?, _ type: TypeReference?, _ values: FEELText?, isOutput: Bool
    ) -> Column {
      Column(
        name: name, label: label, isOutput: isOutput,
        reader: CellReader(
          type: types.columnType(type), allowed: types.allowed(values), locale: nil, names: []))
    }
    if let table = decision.decisionTable {
      columns += table.inputs.map {
        column($0.expression.text, $0.label, $0.typeRef, $0.allowedValues, isOutput: false)
      }
      columns += table.outputs.map {
        column($0.name ?? decision.name, $0.label, $0.typeRef, $0.allowedValues, isOutput: true)
      }
      notes = table.annotations
    } else {
      columns.append(
        column(decision.name, decision.label, decision.variable.typeRef, nil, isOutput: true))
    }
    columns += definitions.inputData.filter { input in
      !columns.contains { !$0.isOutput && $0.name == input.name }
    }.map { column($0.name, $0.label, $0.variable.typeRef, nil, isOutput: false) }
    countIfNeeded(decision)
  }

  /// What comes out of Collect count is a number, whatever the outputs are.
  private mutating func countIfNeeded(_ decision: Decision) {
    guard decision.decisionTable?.hitPolicy == .collectCount else { return }
    for index in columns.indices where columns[index].isOutput {
      columns[index].reader.type = .number
      columns[index].reader.allowed = nil
    }
  }
}

/// The types of a DMN model as far as cells are concerned.
struct ModelTypes {
  private let definitions: [String: ItemDefinition]

  init(_ model: Definitions) {
    definitions = Dictionary(
      model.itemDefinitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The column type of a reference; item definitions are followed a few steps.
  func columnType(_ reference: TypeReference?, depth: Int = 0) -> ColumnType {
    guard let reference, depth < 20 else { return .unknown }
    if let type = ColumnType(reference.name) { return type }
    guard let item = definitions[reference.name] else { return .other(reference.name) }
    var type = ColumnType.other(reference.name)
    if case .reference(let inner) = item.structure {
      type = columnType(inner, depth: depth + 1)
    }
    return item.isCollection ? .list(type) : type
  }

  /// The allowed values, where they are a list of words.
  func allowed(_ values: FEELText?) -> AllowedValues? {
    guard let values else { return nil }
    let tests = ListValues.items(ofTests: values.text) ?? values.text
    let words = CellSyntax.items(tests).map(CellSyntax.literalContent)
    guard words.allSatisfy({ $0 != nil }) else { return nil }
    return AllowedValues(
      words: words.compactMap(\.self), feel: tests, typed: values.asTyped,
      origin: values.origin)
  }
}
