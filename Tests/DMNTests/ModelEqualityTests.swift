import DMN
import Diagnostics
import Testing

/// Models are compared by what they say.
struct ModelEqualityTests {
  private func model(row: Int, test: String) -> Definitions {
    let origin = Origin(file: "\(row).csv", anchor: .line(row, column: 1))
    let table = DecisionTable(
      inputs: [InputClause(expression: FEELText("a", at: origin), origin: origin)],
      outputs: [OutputClause(name: "b", origin: origin)],
      rules: [
        DecisionRule(
          inputEntries: [FEELText(test, at: origin)],
          outputEntries: [FEELText("1", at: origin)], origin: origin)
      ], origin: origin)
    var model = Definitions(name: "m", namespace: "urn:m", origin: origin)
    model.version = "sha256:\(row)"
    model.decisions = [
      Decision(
        variable: InformationItem("d", at: origin), expression: BoxedExpression(table),
        origin: origin)
    ]
    return model
  }

  @Test func placeAndVersionDoNotCount() {
    #expect(model(row: 1, test: "> 1") == model(row: 2, test: "> 1"))
    #expect(model(row: 1, test: "> 1").hashValue == model(row: 2, test: "> 1").hashValue)
  }

  @Test func whatIsSaidCounts() {
    #expect(model(row: 1, test: "> 1") != model(row: 1, test: "> 2"))
  }
}
