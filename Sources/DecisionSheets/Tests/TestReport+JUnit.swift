import DMN
import FEEL
import JSON
import XML

extension TestReport {
  /// The outcome as JUnit XML, one suite for each decision, as build servers read it.
  public var junit: String {
    var names: [String] = []
    for test in tests where !names.contains(test.table) { names.append(test.table) }
    let suites = names.map { name in suite(name, tests.filter { $0.table == name }) }
    let root = XMLElement(
      "testsuites",
      attributes: [
        count("tests", tests.count), count("failures", failures(tests)),
        count("errors", errors(tests)),
      ], children: suites.map(XMLNode.element))
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.serialized(indented: true)
  }

  private func failures(_ tests: [TestOutcome]) -> Int {
    tests.count { !$0.isPassed && !$0.isTableFaulty }
  }

  private func errors(_ tests: [TestOutcome]) -> Int { tests.count(where: \.isTableFaulty) }

  private func suite(_ name: String, _ tests: [TestOutcome]) -> XMLElement {
    var children = tests.map { XMLNode.element(testcase($0)) }
    let missed = unreached.filter { $0.table == name }
    if !missed.isEmpty {
      let lines = missed.map { "no test reaches rule \($0.rule) at \($0.at)" }
      children.append(
        .element(
          XMLElement("system-out", children: [.text(lines.joined(separator: "\n"))])))
    }
    return XMLElement(
      "testsuite",
      attributes: [
        XMLAttribute("name", name), count("tests", tests.count),
        count("failures", failures(tests)), count("errors", errors(tests)),
      ], children: children)
  }

  /// A test of a table with faults says nothing until they are mended: that is an error, no failure.
  private func testcase(_ test: TestOutcome) -> XMLElement {
    var children = [XMLNode]()
    if test.isTableFaulty {
      children = [outcome("error", "the table has faults", test)]
    } else if !test.isPassed {
      children = [
        outcome(
          "failure", "expected \(test.expected.json.text), got \(test.got.json.text)", test)
      ]
    }
    return XMLElement(
      "testcase",
      attributes: [XMLAttribute("classname", test.table), XMLAttribute("name", test.at)],
      children: children)
  }

  private func outcome(_ name: String, _ message: String, _ test: TestOutcome) -> XMLNode {
    var lines = ["test \(test.at)"]
    if !test.isTableFaulty {
      lines += [
        "input       \(Value.context(test.input).json.text)",
        "expected    \(test.expected.json.text)", "got         \(test.got.json.text)",
      ]
      lines += test.rules.map { "decided by  rule \($0.rule) at \($0.at)" }
      if test.rules.isEmpty { lines.append("decided by  no rule") }
    }
    lines += test.reasons.map { "note        \($0)" }
    return .element(
      XMLElement(
        name, attributes: [XMLAttribute("message", message), XMLAttribute("type", name)],
        children: [.text(lines.joined(separator: "\n"))]))
  }

  private func count(_ name: String, _ number: Int) -> XMLAttribute {
    XMLAttribute(name, String(number))
  }
}
