import DMN
import Testing

@Suite struct HitPolicyNameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var policy: HitPolicy?
    var testDescription: String { text }
  }

  @Test(arguments: [
    Case(text: "U", policy: .unique), Case(text: "unique", policy: .unique),
    Case(text: "Rule order", policy: .ruleOrder), Case(text: "RULE_ORDER", policy: .ruleOrder),
    Case(text: "c+", policy: .collectSum), Case(text: "Collect sum", policy: .collectSum),
    Case(text: "C#", policy: .collectCount), Case(text: "Best", policy: nil),
  ])
  func readsLettersAndNames(_ example: Case) {
    #expect(HitPolicy(example.text) == example.policy)
  }
}
