import DMN
import Diagnostics
import Spreadsheets

/// Makes a decision of a table as it was typed.
struct TableBuilder {
  let grid: GridTable
  let settings: SheetSettings
  let types: TypesBlock
  /// The names of all tables of the workbook, which expressions may use too.
  let tableNames: Set<String>
  let findings: SheetFindings

  func build() -> SheetTable {
    let readers = columnReaders()
    let inputs = readers.filter { $0.column.role == .input }
    let outputs = readers.filter { $0.column.role == .output }
    if outputs.isEmpty, !grid.hasFaultyColumns {
      findings.report(
        .missingOutput, at: grid.origin, "the table '\(grid.label)' has no output",
        expected: "a column with the role Output", mend: "add one, or mend the Role row")
    }
    if grid.rules.isEmpty, grid.defaults == nil {
      findings.report(
        .missingRules, at: grid.origin, "the table '\(grid.label)' has no rules",
        expected: "a rule in each row below the header", mend: "add one")
    }
    var table = DecisionTable(
      hitPolicy: grid.hitPolicy, inputs: inputs.map(inputClause), outputs: [], rules: [],
      orientation: grid.orientation, origin: grid.origin)
    table.annotations = readers.filter { $0.column.role == .note }.map(\.column.name)
    table.outputs = outputClauses(readers)
    table.rules = RuleReader(readers: readers, settings: settings, findings: findings)
      .read(grid.rules)
    reportCatchAll(table)
    let decision = Decision(
      label: grid.label == grid.name ? nil : grid.label,
      variable: InformationItem(grid.name, at: grid.origin),
      expression: BoxedExpression(table), origin: grid.origin)
    return SheetTable(decision: decision, roots: roots(of: inputs), columns: readers)
  }

  private func columnReaders() -> [ColumnReader] {
    let names = Self.names(of: grid.columns, in: grid.name, tableNames)
    let typing = ColumnTyping(settings: settings, types: types, names: names, findings: findings)
    let readers = grid.columns.enumerated().map { position, column in
      typing.reader(of: column, cells: grid.rules.lazy.map { $0.cells[position] })
    }
    reportInferred(readers)
    return readers
  }

  /// The names that the cells of a table may use: its inputs, and the other tables.
  static func names(
    of columns: [GridColumn], in table: String, _ tableNames: Set<String>
  ) -> Set<String> {
    var names = tableNames
    names.remove(table)
    for column in columns where column.role == .input {
      let name = column.expression?.text ?? column.name
      names.insert(name)
      if column.isPath { names.insert(FEELNames.root(of: name)) }
    }
    return names
  }

  /// Types that nobody wrote down are told, once for the table.
  private func reportInferred(_ readers: [ColumnReader]) {
    let inferred = readers.filter { reader in
      reader.column.type == nil && reader.type != .unknown
        && (reader.column.role == .input || reader.column.role == .output)
    }
    guard let first = inferred.first else { return }
    findings.report(
      .inferredTypes, .note, at: first.column.nameOrigin,
      "the types of columns of '\(grid.label)' were inferred from their cells",
      found: inferred.map { "\($0.column.name): \($0.type.spoken)" }.joined(separator: ", "),
      mend: "if that is wrong, add a Type row")
  }

  private func inputClause(_ reader: ColumnReader) -> InputClause {
    let column = reader.column
    let name = TypedCell(cell: .text(column.name), origin: column.nameOrigin)
    let expression = column.expression ?? name
    if column.expression == nil, !column.isPath {
      findings.report(
        .unusableName, at: column.nameOrigin, "'\(column.name)' cannot be used as a FEEL name",
        found: column.name, expected: "letters, digits, blanks and _, beginning with a letter",
        mend:
          "rename the column, such as to \(Self.plainName(column.name)); or keep the header, and "
          + "write that name under it in a row Expression (beside it where the rules are columns)")
    }
    return InputClause(
      label: column.name, expression: FEELText(expression.text, at: expression.origin),
      typeRef: reader.typeRef, allowedValues: allowedValues(reader), origin: column.nameOrigin)
  }

  /// With the hit policy Unique a last rule for all the rest is an error as soon as another matches.
  private func reportCatchAll(_ table: DecisionTable) {
    guard table.hitPolicy == .unique, table.rules.count > 1, !table.inputs.isEmpty,
      let index = table.rules.indices.first(where: { place in
        table.rules.alwaysHolds(place)
          && table.rules.inputs(of: place, meet: { $0.text == "-" && ($0.typed ?? "-").count <= 3 })
      })
    else { return }
    let rule = table.rules[index]
    findings.report(
      .catchAll, .warning, at: rule.origin,
      "rule \(rule.id ?? "\(index + 1)") matches every input, and with the hit policy Unique no two "
        + "rules may match", found: "nothing but - in its inputs",
      expected: "the hit policy First, which takes the topmost rule that matches",
      mend: grid.hitPolicyOrigin.map { "write First into \($0.place)" }
        ?? "write a row Hit policy with First below Table; in a sheet without Table put First into the "
        + "first cell of the header, above the numbers of the rules")
  }

  private static func plainName(_ header: String) -> String {
    let words = header.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    let name = words.enumerated().map { $0 == 0 ? $1 : $1.prefix(1).uppercased() + $1.dropFirst() }
      .joined()
    return name.first?.isLetter == true ? name : "value"
  }

  private func allowedValues(_ reader: ColumnReader) -> FEELText? {
    guard let allowed = reader.allowed else { return nil }
    guard case .list = reader.type else {
      return FEELText(
        allowed.feel, typed: allowed.typed == allowed.feel ? nil : allowed.typed, at: allowed.origin
      )
    }
    // Those of a type with a name are tested with the type.
    guard reader.column.values != nil else { return nil }
    return FEELText(
      ListValues.tests(ofItems: allowed.feel), typed: allowed.typed, at: allowed.origin)
  }

  private func outputClauses(_ readers: [ColumnReader]) -> [OutputClause] {
    readers.enumerated().compactMap { position, reader in
      let cell = grid.defaults?[position]
      guard reader.column.role == .output else {
        if let cell, !cell.isEmpty, !CellSyntax.isAny(cell.text) {
          findings.report(
            .defaultOutsideOutput, at: cell.origin, found: cell.text,
            expected: "defaults in output columns only", mend: "empty the cell",
            notes: [reader.header])
        }
        return nil
      }
      var clause = OutputClause(
        name: reader.feelName, label: reader.column.name, typeRef: reader.typeRef,
        allowedValues: allowedValues(reader), origin: reader.column.nameOrigin)
      if let cell, !cell.isEmpty {
        clause.defaultEntry = CellTexts(findings: findings).expression(cell, reader)
      }
      return clause
    }
  }

  private func roots(of inputs: [ColumnReader]) -> [SheetTable.Root] {
    var roots = [SheetTable.Root]()
    let known = Set(
      inputs.filter(\.column.isPath).map { FEELNames.root(of: $0.feelName) })
    for reader in inputs {
      let text = reader.feelName
      let origin = reader.column.expression?.origin ?? reader.column.nameOrigin
      let isPath = reader.column.isPath
      let path = text.split(separator: ".").map { $0.trimmed }
      for name in isPath ? [FEELNames.root(of: text)] : FEELNames.roots(in: text, known: known) {
        let position = roots.firstIndex { $0.name == name } ?? roots.endIndex
        if position == roots.endIndex {
          roots.append(SheetTable.Root(name: name, origin: origin))
        }
        guard isPath, path.count == 1 else { continue }
        roots[position].label = reader.column.name == name ? nil : reader.column.name
        roots[position].typeRef = reader.typeRef
      }
    }
    for position in roots.indices
    where roots[position].typeRef == nil
      && types.itemDefinitions.contains(where: { $0.name == roots[position].name })
    {
      roots[position].typeRef = TypeReference(roots[position].name, at: roots[position].origin)
    }
    return roots
  }
}
