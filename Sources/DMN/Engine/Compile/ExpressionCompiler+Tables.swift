import Diagnostics
import FEEL

extension ExpressionCompiler {
  func compileTable(_ table: DecisionTable) -> Result {
    check(table)
    let inputs = table.inputs.map { compileInput($0) }
    let outputs = table.outputs.enumerated().map { compileOutput($1, number: $0 + 1, in: table) }
    let used = table.rules.places(inputs: inputs.count, outputs: outputs.count)
    let rules = table.rules.selecting(used, inputs: inputs.count, outputs: outputs.count)
    let isWhole = rules.count == table.rules.count
    let disabled = table.rules.disabled.map { place in
      CompiledTable.DisabledRule(
        number: RuleIndex(place), origin: table.rules.disabledOrigin(place))
    }
    let days = rules.days
    checkAggregation(table.hitPolicy, outputs)
    var cells = CellCompiler(rules, feel: feel, types: inputs.map(\.type))
    for column in inputs.indices { cells.add(column: column, inputs[column].input) }
    var results = OutputCompiler(outputs: outputs, ranks: table.hitPolicy.needsOutputValues)
    for place in rules.indices { compileEntries(rules, place, &results) }
    let index = cells.index(days: days)
    let compiled = CompiledTable(
      hitPolicy: table.hitPolicy, inputs: inputs.map(\.input), outputs: outputs,
      rules: CompiledTable.Rules(rules, numbers: isWhole ? [] : used.map { UInt32($0) }),
      cells: cells.cells(), ruleOutputs: results.finish(), days: days, disabled: disabled,
      zone: zone,
      origin: table.origin, constraints: cells.constraints, index: index)
    // What is said of a rule stands together, whatever column it was found in.
    let found = (cells.findings + results.findings).sorted { $0.rule < $1.rule }
    sink.diagnostics += found.flatMap(\.diagnostics)
    return Result(node: compiled, type: type(of: outputs, table.hitPolicy))
  }

  /// What can be said of a table as a whole.
  private func check(_ table: DecisionTable) {
    if !table.rules.haveEntries(inputs: table.inputs.count, outputs: table.outputs.count) {
      for (index, rule) in table.rules.enumerated() {
        checkCount(rule.inputEntries.count, table.inputs.count, "inputs", index, rule)
        checkCount(rule.outputEntries.count, table.outputs.count, "outputs", index, rule)
      }
    }
    switch table.hitPolicy {
    case .priority, .outputOrder:
      if !table.outputs.contains(where: { $0.allowedValues != nil }) {
        sink.report(
          .missingOutputValues, at: table.outputs.first?.origin ?? table.origin,
          "the hit policy \(table.hitPolicy.name) needs ranked output values",
          expected: "output values in the order of their rank",
          mend: "list the output values, the highest first")
      }
    case .collectSum, .collectMin, .collectMax, .collectCount:
      // DMN 1.5, 8.2.8: collect operators are not defined for several outputs.
      if table.outputs.count > 1 {
        sink.report(
          .severalOutputs, at: table.origin, found: "\(table.outputs.count) outputs",
          expected: "one output", mend: "take the other outputs out, or choose Collect")
      }
    case .unique, .any, .first, .ruleOrder, .collect: break
    }
  }

  /// DMN 1.5, 8.2.8: what is summed must be numbers (durations add up, too), and what is compared
  /// must have an order.
  private func checkAggregation(_ policy: HitPolicy, _ outputs: [CompiledTable.Output]) {
    guard let output = outputs.first, outputs.count == 1, let type = output.type?.type else {
      return
    }
    let isMeant: Bool
    switch (policy, type) {
    case (.collectSum, .number), (.collectSum, .daysAndTimeDuration),
      (.collectSum, .yearsAndMonthsDuration), (.collectSum, .any):
      isMeant = true
    case (.collectSum, _), (.collectMin, .boolean), (.collectMax, .boolean), (.collectMin, .list),
      (.collectMax, .list), (.collectMin, .context), (.collectMax, .context):
      isMeant = false
    default: isMeant = true
    }
    guard !isMeant else { return }
    sink.report(
      .aggregation, at: output.origin,
      "the hit policy \(policy.name) cannot be applied to outputs of the type \(type)",
      found: "\(output.name): \(type)",
      expected: policy == .collectSum ? "numbers or durations" : "values that have an order",
      mend: "give the output the type number, or choose the hit policy Collect, Collect count or "
        + "First")
  }

  private func checkCount(
    _ count: Int, _ expected: Int, _ what: String, _ index: Int, _ rule: DecisionRule
  ) {
    guard count != expected else { return }
    sink.report(
      .entryCount, at: rule.origin,
      "rule \(index + 1) has \(count) entries for \(expected) \(what)",
      found: "\(count) entries", expected: "\(expected) entries, one for each column",
      mend: count < expected ? "add the missing entries" : "take the surplus entries out")
  }

  private func compileInput(
    _ clause: InputClause
  ) -> (input: CompiledTable.Input, type: FEELType) {
    let expression = literal(clause.expression)
    if clause.expression.text.trimmingWhitespace().isEmpty {
      sink.report(
        .noLogic, at: clause.origin, "an input has no expression",
        mend: "write the name of the value that is tested")
    }
    let declared = types.resolve(clause.typeRef, &sink.diagnostics)
    let type = declared?.type ?? expression.type
    let input = CompiledTable.Input(
      name: clause.expression.text.trimmingWhitespace(), label: clause.label, node: expression.node,
      type: declared.flatMap { $0.admitsEverything ? nil : $0 },
      allowed: clause.allowedValues.flatMap { compileTests($0, type) }, origin: clause.origin)
    return (input, type)
  }

  private func compileTests(_ entry: FEELText, _ type: FEELType) -> CompiledUnaryTests? {
    let (compiled, diagnostics) = feel.unaryTests(entry.text, inputType: type, at: entry.origin)
    sink.diagnostics += diagnostics
    return compiled
  }

  private func compileOutput(
    _ clause: OutputClause, number: Int, in table: DecisionTable
  ) -> CompiledTable.Output {
    if clause.name == nil, table.outputs.count > 1 {
      sink.report(
        .missingOutputName, at: clause.origin, "output \(number) has no name",
        expected: "a name for each of several outputs", mend: "give the output a name")
    }
    let declared = types.resolve(clause.typeRef, &sink.diagnostics)
    var ranking = [Value]()
    if let values = clause.allowedValues {
      ranking = compileTests(values, declared?.type ?? .any)?.view.points ?? []
    }
    return CompiledTable.Output(
      name: clause.name ?? clause.label ?? "output \(number)",
      type: declared.flatMap { $0.admitsEverything ? nil : $0 }, ranking: ranking,
      defaultEntry: clause.defaultEntry.flatMap { entry in
        entry.text.trimmingWhitespace().isEmpty ? nil : literal(entry).node
      }, origin: clause.origin)
  }

  private func compileEntries(
    _ rules: RuleList, _ place: Int, _ results: inout OutputCompiler
  ) {
    var values = [Value]()
    var nodes = [any CompiledNode]()
    values.reserveCapacity(results.outputs.count)
    for (number, output) in results.outputs.enumerated() {
      let source = rules.text(place, rules.inputCount + number)
      if let value = feel.plainValue(source) {
        if !output.ranking.isEmpty {
          reportRank(of: value, rules.entry(place, output: number), output, place, &results)
        }
        values.append(value)
        continue
      }
      let entry = rules.entry(place, output: number)
      let text = entry.text.trimmingWhitespace()
      if text.isEmpty || text == "-" {
        results.report(
          place,
          Diagnostic(
            DMNCode.emptyOutput, .warning, at: entry.origin, found: text.isEmpty ? nil : text,
            expected: "an expression", mend: "write null if the output has no value"))
        values.append(.null)
        continue
      }
      let (compiled, diagnostics) = feel.expression(entry.text, at: entry.origin)
      for diagnostic in diagnostics { results.report(place, diagnostic) }
      if let value = compiled?.constant {
        reportRank(of: value, entry, output, place, &results)
        values.append(value)
        continue
      }
      // What stands before is a constant; it becomes a node too, since results are made at once.
      while nodes.count < values.count {
        nodes.append(ConstantValueNode(value: values[nodes.count]))
      }
      nodes.append(
        compiled.map { LiteralNode(expression: $0) } ?? FaultyNode(origin: entry.origin))
      values.append(.null)
    }
    while !nodes.isEmpty, nodes.count < values.count {
      nodes.append(ConstantValueNode(value: values[nodes.count]))
    }
    results.add(values, nodes, place)
  }

  private func reportRank(
    of value: Value, _ entry: FEELText, _ output: CompiledTable.Output, _ place: Int,
    _ results: inout OutputCompiler
  ) {
    guard !value.isNull, !output.ranking.isEmpty,
      !output.ranking.contains(where: { $0.isSame(as: value) })
    else { return }
    let names = output.ranking.map(\.feelText)
    let nearest = Suggestion.nearest(to: value.feelText, among: names)
    results.report(
      place,
      Diagnostic(
        DMNCode.outputNotAllowed, .warning, at: entry.origin, found: value.feelText,
        expected: "one of " + names.joined(separator: ", "), mend: nearest.map { "write \($0)" }))
  }

  private func type(of outputs: [CompiledTable.Output], _ policy: HitPolicy) -> FEELType {
    let single: FEELType =
      outputs.count == 1
      ? outputs[0].type?.type ?? .any
      : .context(outputs.map { ContextEntryType($0.name, $0.type?.type ?? .any) })
    switch policy {
    case .ruleOrder, .outputOrder, .collect: return .list(single)
    case .collectCount: return .number
    case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax: return single
    }
  }
}
