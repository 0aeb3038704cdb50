import Diagnostics

extension NodeBuilder {
  mutating func buildKind(_ expression: Expression) -> Node {
    switch expression.kind {
    case .string(let text): ConstantNode(.string(text))
    case .boolean(let value): ConstantNode(.boolean(value))
    case .number(let digits): ConstantNode(Value(Number(digits)))
    case .name(let name): buildName(name, at: expression)
    default: ConstantNode(.null)
    }
  }

  mutating func buildTests(_ expression: Expression, inputType: FEELType) -> BuiltTests {
    let slot = body.declare("?")
    return BuiltTests(root: nil, inputSlot: slot, view: CompiledUnaryTests.View(isAny: true))
  }
}
