import DMN
import Diagnostics
import FEEL
import JSON
import Testing

@Suite struct ExplanationTests {
  private func explain(
    _ inputs: String, _ detail: DecisionOptions.Explanation = .standard
  ) throws -> JSONValue {
    let table = Make.table(
      .unique, inputs: ["problem", "total"], outputs: [Make.output()],
      rules: [
        "\"address\" | - => 1", "\"payment\" | <= 150 => 2", "- | > 1000 => 3",
      ])
    var definitions = Make.definitions(table, inputs: ["problem", "total"])
    definitions.version = "sha256:00"
    let model = CompiledModel.compile([definitions]).model
    var options = Make.noon
    options.explanation = detail
    let result = try #require(model.decision(named: "result"))
      .evaluate(try Make.inputs(inputs), options)
    return try #require(result.explanation).json
  }

  @Test func tellsWhatMatchedAndWhatDidNot() throws {
    let json = try explain("{problem: \"payment\", total: 90}")
    let expected = JSONValue.object([
      .init("result", .number("2")), .init("decision", .string("result")),
      .init(
        "table",
        .object([.init("file", .string("test.csv")), .init("version", .string("sha256:00"))])),
      .init(
        "matched",
        .array([
          .object([
            .init("rule", .number("2")), .init("id", .string("2")),
            .init("at", .string("test.csv[A11]")),
          ])
        ])),
      .init(
        "inputs",
        .array([
          .object([.init("name", .string("problem")), .init("value", .string("payment"))]),
          .object([.init("name", .string("total")), .init("value", .number("90"))]),
        ])),
      .init(
        "rejected",
        .array([
          rejected(1, "problem", "test.csv[B10]", "\"address\"", .string("payment")),
          rejected(3, "total", "test.csv[C12]", "> 1000", .number("90")),
        ])), .init("rejectedCount", .number("2")),
      .init(
        "nearest",
        .object([
          .init("rule", .number("1")),
          .init(
            "changes",
            .array([
              .object([
                .init("input", .string("problem")), .init("from", .string("payment")),
                .init("to", .string("\"address\"")),
              ])
            ])),
        ])), .init("requires", .array([])),
    ])
    #expect(json == expected)
  }

  private func rejected(
    _ rule: Int, _ input: String, _ at: String, _ test: String, _ value: JSONValue
  ) -> JSONValue {
    .object([
      .init("rule", .number(String(rule))),
      .init(
        "by",
        .object([
          .init("input", .string(input)), .init("at", .string(at)), .init("test", .string(test)),
          .init("value", value),
        ])),
    ])
  }

  @Test func showsTheNearestRulesUnlessAllAreWanted() throws {
    func count(_ json: JSONValue) -> Int? {
      guard case .object(let members) = json,
        case .array(let rules)? = members.first(where: { $0.name == "rejected" })?.value
      else { return nil }
      return rules.count
    }
    let inputs = "{problem: \"other\", total: 200}"
    #expect(count(try explain(inputs, .nearest(1))) == 1)
    #expect(count(try explain(inputs, .all)) == 3)
  }

  /// The leaf of a large table has few rules; twenty are told all the same, also where a cell has to be
  /// evaluated.
  @Test(arguments: [[], ["> limit => 0"]]) func tellsTwentyRulesOfALargeTable(
    _ last: [String]
  ) throws {
    let table = Make.table(
      .unique, inputs: ["total"], outputs: [Make.output()],
      rules: (1...300).map { "\($0) => \($0)" } + last)
    let definitions = Make.definitions(table, inputs: ["total", "limit"])
    let model = CompiledModel.compile([definitions]).model
    var options = Make.noon
    options.explanation = .standard
    let decision = try #require(model.decision(named: "result"))
    let inputs = try Make.inputs("{total: 150, limit: 1000}")
    let story = try #require(decision.evaluate(inputs, options).explanation)
    #expect(story.matched.map(\.rule) == [150])
    let told = story.rejected.map(\.rule)
    #expect(told.count == 20)
    #expect(told == Set(told).sorted() && !told.contains(150))
    #expect(story.rejectedCount == 299 + last.count)
  }

  /// Small, medium and large tables have different indexes, and one with a cell that is evaluated goes
  /// another way; all tell what walking the rules tells.
  @Test(
    arguments: [1, 20, 64, 65, 300, 600], [HitPolicy.first, .collect, .priority, .collectSum])
  func tellsWhatWalkingTheRulesTells(_ size: Int, _ policy: HitPolicy) throws {
    for (isEvaluated, hasTree) in [(false, false), (false, true), (true, false), (true, true)] {
      var rules = (1...size).map { rule in
        let (low, word) = (rule * 37 % 500, rule * 7 % 11)
        let amount = rule % 9 == 0 ? "-" : "[\(low)..\(low + 80)), \(low + 90)"
        return "\(amount) | \"w\(word)\", \"w\(word * 3 % 11)\" | \(rule % 3 == 0) => \(rule % 4)"
      }
      if isEvaluated { rules[size / 2] = "> limit | - | - => 3" }
      let table = Make.table(
        policy, inputs: ["amount", "word", "open"], outputs: [Make.output(values: "3, 2, 1, 0")],
        rules: rules)
      let definitions = Make.definitions(table, inputs: ["amount", "word", "open", "limit"])
      let model = IndexChoice.$bitRules.withValue(hasTree ? 0 : 2048) {
        CompiledModel.compile([definitions]).model
      }
      let decision = try #require(model.decision(named: "result"))
      for number in 0..<25 {
        let inputs = try Make.inputs(
          "{amount: \(number * 61 % 600), word: \"w\(number % 12)\", open: \(number % 2 == 0), limit: 400}"
        )
        try compare(decision, inputs, isWhole: size <= 64 && !hasTree)
      }
    }
  }

  private func compare(
    _ decision: ExecutableDecision, _ inputs: ContextValue, isWhole: Bool
  ) throws {
    var options = Make.noon
    options.explanation = .standard
    let result = decision.evaluate(inputs, options)
    let told = try #require(result.explanation)
    options.explanation = .all
    options.usesIndexes = false
    let walked = try #require(decision.evaluate(inputs, options).explanation)
    #expect(told.result == walked.result)
    #expect(told.matched.map(\.rule) == walked.matched.map(\.rule))
    #expect(told.rejectedCount == walked.rejectedCount)
    #expect(told.rejected.count == min(20, walked.rejectedCount))
    let columns = Dictionary(uniqueKeysWithValues: walked.rejected.map { ($0.rule, $0.input) })
    for each in told.rejected { #expect(columns[each.rule] == each.input) }
    #expect(told.rejected.map(\.rule) == told.rejected.map(\.rule).sorted())
    if isWhole {
      #expect(told.nearest?.rule == walked.nearest?.rule)
      #expect(told.nearest?.changes.map(\.to) == walked.nearest?.changes.map(\.to))
    }
    var (matched, rejected): ([Int], [Int]) = ([], [])
    result.forEachExplainedRule { rule, column in
      if let column {
        rejected.append(rule)
        #expect(columns[rule] == told.inputs[column].name)
      } else {
        matched.append(rule)
      }
    }
    #expect(matched == told.matched.map(\.rule))
    #expect(isWhole ? rejected == told.rejected.map(\.rule) : rejected.count <= 20)
  }

  @Test func listsRulesThatAreNotInUse() throws {
    var table = Make.table(
      .first, inputs: ["total"], outputs: [Make.output()],
      rules: ["> 5 => 1", "> 5 => 2", "> 5 => 3", "> 5 => 4", "> 5 => 5"])
    let cell = Origin(file: "test.csv", anchor: .cell(sheet: nil, reference: "F10"))
    table.rules[0].from = CalendarDate("2026-03-02")
    table.rules[0].settingOrigins = [.from: cell]
    table.rules[1].until = CalendarDate("2026-02-28")
    table.rules[2].isEnabled = false
    table.rules[4].isEnabled = false
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["total"])]).model
    var options = Make.noon
    options.explanation = .all
    let decision = try #require(model.decision(named: "result"))
    let story = try #require(
      decision.evaluate(try Make.inputs("{total: 9}"), options).explanation)
    #expect(story.result == .number(4))
    #expect(story.rejected.map(\.rule) == [1, 2, 3])
    #expect(story.rejected.map(\.input) == ["From", "Until", "Enabled"])
    #expect(
      story.rejected.map(\.at) == ["test.csv[F10]", "test.csv[A11]", "test.csv[A12]"])
    #expect(
      story.rejected.map(\.test) == [">= date(\"2026-03-02\")", "<= date(\"2026-02-28\")", "true"])
    #expect(story.rejectedCount == 3)
    #expect(story.nearest == nil)
  }

  @Test func listsTheDecisionsOnTheWay() throws {
    let (model, _) = Make.model(
      Make.xml(
        """
        <decision name="inner" id="i"><literalExpression><text>1</text></literalExpression></decision>
        <decision name="outer" id="o">
          <informationRequirement><requiredDecision href="#i"/></informationRequirement>
          <literalExpression><text>inner + 1</text></literalExpression>
        </decision>
        """))
    var options = Make.noon
    options.explanation = .all
    let outer = try #require(model.decision(named: "outer"))
    let explanation = try #require(outer.evaluate(.empty, options).explanation)
    #expect(explanation.decision == "outer" && explanation.result == .number(2))
    #expect(explanation.requires.map(\.decision) == ["inner"])
  }
}
