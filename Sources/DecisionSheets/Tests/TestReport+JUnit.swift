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
      "testsuites", attributes: [count("tests", tests.count), count("failures", failed)],
      children: suites.map(XMLNode.element))
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.serialized(indented: true)
  }

  private func suite(_ name: String, _ tests: [TestOutcome]) -> XMLElement {
    XMLElement(
      "testsuite",
      attributes: [
        XMLAttribute("name", name), count("tests", tests.count),
        count("failures", tests.count { !$0.isPassed }),
      ], children: tests.map { .element(testcase($0)) })
  }

  private func testcase(_ test: TestOutcome) -> XMLElement {
    let message = "expected \(test.expected.json.text), got \(test.got.json.text)"
    let failure = XMLElement("failure", attributes: [XMLAttribute("message", message)])
    return XMLElement(
      "testcase",
      attributes: [XMLAttribute("classname", test.table), XMLAttribute("name", test.at)],
      children: test.isPassed ? [] : [.element(failure)])
  }

  private func count(_ name: String, _ number: Int) -> XMLAttribute {
    XMLAttribute(name, String(number))
  }
}
