import Diagnostics
import FEEL
import JSON

extension OTDTWriter {
  /// One comparison, as a cell holds it.
  struct Test {
    var sign: String
    var text: String
    /// The type of the value; nil for no test.
    var type: OTDTType?
  }

  /// How many rules one rule may become.
  private static let splitLimit = 200

  /// The rules that are in force, those with several values as several rules.
  mutating func rules(
    of table: DecisionTable, _ inputs: [Column], _ outputs: [Column]
  ) -> [JSONValue] {
    var written = [JSONValue]()
    var split = 0
    for rule in table.rules {
      guard rule.isEnabled else {
        lose("a rule that is switched off", at: rule.origin, "keep the table in a sheet")
        continue
      }
      if rule.from != nil || rule.until != nil {
        report(
          .cannotHold, at: rule.origin, "rules cannot hold for some days only",
          found: [rule.from.map { "from \($0)" }, rule.until.map { "until \($0)" }]
            .compactMap(\.self).joined(separator: ", "),
          mend: "leave the rule out before it holds and afterwards")
      }
      let results = zip(outputs, rule.outputEntries).map { result($1, $0) }
      var variants = [[Test]]([[]])
      for (column, entry) in zip(inputs, rule.inputEntries) {
        let tests = self.tests(entry, in: column)
        guard variants.count * tests.count <= Self.splitLimit else {
          report(
            .cannotHold, at: rule.origin,
            "the rule would become more than \(Self.splitLimit) rules",
            mend: "divide the rule into several with fewer values each")
          break
        }
        variants = variants.flatMap { variant in tests.map { variant + [$0] } }
      }
      if variants.count > 1 { split += 1 }
      written += variants.map { json(zip(inputs, $0), zip(outputs, results)) }
    }
    if split > 0 {
      let kept = table.rules.count(where: \.isEnabled)
      report(
        .ruleSplit, .note, at: table.origin,
        "\(kept) rules became \(written.count), because a cell holds one value",
        mend: "nothing: they decide the same")
    }
    return written
  }

  private func json(
    _ tests: some Sequence<(Column, Test)>, _ results: some Sequence<(Column, String)>
  ) -> JSONValue {
    var members = [JSONMember]()
    for (column, test) in tests {
      members.append(JSONMember(column.id + "_operator", .string(test.sign)))
      members.append(JSONMember(column.id + "_expression", .string(test.text)))
      members.append(JSONMember(column.id + "_operator_expressionLanguage", ""))
      members.append(JSONMember(column.id + "_expressionLanguage", ""))
    }
    for (column, result) in results {
      members.append(JSONMember(column.id, .string(result)))
      members.append(JSONMember(column.id + "_expressionLanguage", ""))
    }
    return .object(members)
  }

  private mutating func result(_ entry: FEELText, _ column: Column) -> String {
    if let literal = literal(entry), literal.type == column.type { return literal.text }
    report(
      .cannotHold, at: entry.origin, "'\(entry.asTyped)' is no plain \(column.type.rawValue)",
      found: entry.asTyped, expected: "a \(column.type.rawValue)",
      mend: "write the value itself")
    return ""
  }

  /// The alternatives of a cell; what cannot be said is told.
  private mutating func tests(_ entry: FEELText, in column: Column) -> [Test] {
    let tests = tests(entry) ?? []
    let isAlternative = tests.count == 1 || tests.allSatisfy { $0.sign == "==" }
    if !tests.isEmpty, isAlternative,
      tests.allSatisfy({ $0.type == nil || $0.type == column.type })
    {
      return tests
    }
    report(
      .cannotHold, at: entry.origin,
      "the test '\(entry.asTyped)' is more than one comparison with a \(column.type.rawValue)",
      found: entry.asTyped, expected: "a value, several values, or one of < <= > >= before a value",
      mend: "write it as several rules, or as two columns of the same input")
    return [Test(sign: OTDTType.anyOperator, text: "-")]
  }

  /// A cell as comparisons of which one must hold; nil where it is more than that.
  func tests(_ entry: FEELText) -> [Test]? {
    guard let syntax = compiler.unaryTests(entry.text, at: entry.origin).compiled?.syntax else {
      return nil
    }
    switch syntax.kind {
    case .anyInput: return [Test(sign: OTDTType.anyOperator, text: "-")]
    case .list(let tests):
      let found = tests.map(Self.test)
      guard !found.contains(where: { $0 == nil }) else { return nil }
      var seen = Set<String>()
      // 1 and 1.0 are one value: written twice, both rules would match.
      return found.compactMap(\.self).filter { test in
        let number = test.type == .number ? Number(test.text) : nil
        let value = number.map { Value.number($0).feelText } ?? test.text
        return seen.insert(test.sign + value).inserted
      }
    case .negatedTests(let tests):
      guard tests.count == 1, let test = tests.first.flatMap(Self.test), test.sign == "==" else {
        return nil
      }
      return [Test(sign: "!=", text: test.text, type: test.type)]
    default: return nil
    }
  }

  private static func test(_ expression: Expression) -> Test? {
    if case .unaryComparison(let sign, let operand) = expression.kind {
      guard let literal = OTDTType.literal(operand) else { return nil }
      let written = sign == .equal ? "==" : sign.rawValue
      return Test(sign: written, text: literal.text, type: literal.type)
    }
    return OTDTType.literal(expression).map { Test(sign: "==", text: $0.text, type: $0.type) }
  }

  /// An entry as a literal.
  func literal(_ entry: FEELText) -> (text: String, type: OTDTType)? {
    let (syntax, diagnostics) = compiler.syntax(of: entry.text, at: entry.origin)
    return diagnostics.hasErrors ? nil : OTDTType.literal(syntax)
  }
}
