import XML

extension DMNWriter {
  /// The tests of the model, for which DMN has no place.
  mutating func testElements() -> [XMLElement] {
    guard !model.tests.isEmpty else { return [] }
    return [extra(.tests, [], model.tests.map { test($0) })]
  }

  private mutating func test(_ test: DecisionTest) -> XMLElement {
    place = test.origin
    var parts = test.inputs.map { entry(.given, $0) }
    switch test.expected {
    case .noRule: parts.append(extra(.noRule))
    case .outputs(let outputs): parts.append(result(outputs))
    case .list(let results): parts.append(extra(.list, [], results.map { result($0) }))
    }
    place = test.origin
    parts += test.notes.map { extra(.note, [("name", $0.header)], text: $0.text) }
    return extra(.test, [("id", test.id), ("decision", test.decision)], parts)
  }

  private mutating func result(_ outputs: [DecisionTest.Entry]) -> XMLElement {
    extra(.result, [], outputs.map { entry(.output, $0) })
  }

  private mutating func entry(_ name: DMNExtension, _ entry: DecisionTest.Entry) -> XMLElement {
    keptFEEL(name, entry.value, [("name", entry.name)])
  }
}
