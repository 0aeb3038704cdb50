import Diagnostics
import Runner
import Testing

/// What is wrong with invocations is told when a workflow is read, as far as it does not depend on data.
@Suite struct InvocationCheckTests {
  private func faults(_ states: String, calendars: [String] = ["office"]) -> [Diagnostic] {
    let text = """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1" version="1.0">
        <datamodel><data id="days" docket:type="number"/></datamodel>
        \(states)
      </scxml>
      """
    return WorkflowSource.read(
      SourceFile(path: "w.scxml", bytes: Array(text.utf8)), tables: .empty, calendars: calendars
    ).flatMap(\.diagnostics)
  }

  private struct Example: Sendable, CustomTestStringConvertible {
    var type: String
    var parameters: [(name: String, value: String)]
    /// A part of the message; nil where nothing is wrong.
    var message: String?

    init(_ type: String, _ parameters: [(String, String)], _ message: String?) {
      self.type = type
      self.parameters = parameters.map { ($0.0, $0.1) }
      self.message = message
    }

    var testDescription: String {
      "\(type) " + parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    var markup: String {
      let children = parameters.map { "<param name='\($0.name)' expr='\($0.value)'/>" }.joined()
      return "<state id='a'><invoke type='\(type)'>\(children)</invoke></state>"
    }
  }

  private static let title = ("title", "\"Check\"")

  private static let examples = [
    Example("task", [title], nil),
    Example("task", [], "the parameter title is not given"),
    Example("task", [("title", "5")], "the parameter \"title\" cannot be 5"),
    Example("task", [title, ("due", "duration(\"8 hours\")")], "\"due\" is null whatever happens"),
    Example("task", [title, ("due", "8")], "the parameter \"due\" cannot be 8"),
    Example("task", [title, ("due", "duration(\"PT8H\")")], nil),
    Example("task", [title, ("due", "\"8 working hours in office\"")], nil),
    Example("task", [title, ("due", "\"8 working hours in ofice\"")], "no calendar \"ofice\""),
    Example("task", [title, ("due", "now() + duration(\"P1D\") * days")], nil),
    Example("task", [title, ("priority", "2.5")], "the parameter \"priority\" cannot be 2.5"),
    Example("task", [title, ("candidates", "[\"a\", 1]")], "\"candidates\" cannot be"),
    Example("task", [title, ("candidates", "[\"a\", \"b\"]")], nil),
    Example("task", [title, ("notBy", "if days > 1 then \"a\" else 2")], nil),
    Example("timer", [], "the parameter after or at is not given"),
    Example("timer", [("after", "3")], "the parameter \"after\" cannot be 3"),
    Example("timer", [("after", "duration(\"PT1H\")"), ("calendar", "\"office\"")], nil),
    Example("timer", [("at", "date(\"2026-13-01\")")], "\"at\" is null whatever happens"),
    Example("http", [("method", "\"GET\"")], "the parameter url is not given"),
    Example("http", [("url", "\"https://a.example\""), ("methd", "\"GET\"")], "methd"),
  ]

  @Test(arguments: examples) private func tellsWhatCannotBeStarted(_ example: Example) {
    let found = faults(example.markup)
    guard let message = example.message else {
      #expect(found.isEmpty, "\(found.map(\.text))")
      return
    }
    #expect(found.contains { $0.text.contains(message) }, "\(found.map(\.text))")
    #expect(found.allSatisfy { $0.origin.place.hasPrefix("w.scxml:3:") }, "\(found.map(\.text))")
  }

  @Test func aSessionThatStandsInsideIsCheckedAtItsPlace() {
    func invoke(_ session: String) -> String {
      """
      <state id="a"><invoke id="i">
      <content>
      \(session)
      </content>
      </invoke></state>
      """
    }
    let good = invoke(
      "<scxml version=\"1.0\"><state id=\"x\"><transition event=\"e\" target=\"x\"/></state></scxml>"
    )
    #expect(faults(good).isEmpty, "\(faults(good).map(\.text))")
    let examples: [(session: String, code: String, place: String)] = [
      (
        "<scxml version=\"1.0\"><state id=\"x\"><transition event=\"e\" target=\"y\"/></state></scxml>",
        "SCXML-010", "w.scxml:5:"
      ),
      ("<scxml version=\"1.0\">\n<stat id=\"x\"/></scxml>", "SCXML-002", "w.scxml:6:"),
      (
        "<scxml version=\"1.0\"><state id=\"x\">\n<invoke type=\"timer\"/></state></scxml>",
        "CASE-023", "w.scxml:6:"
      ),
      (
        "<scxml version=\"1.0\"><state id=\"x\"><invoke><content>\n\n<scxml version=\"1.0\"/></content></invoke></state></scxml>",
        "SCXML-012", "w.scxml:7:"
      ),
      ("<machine/>", "SCXML-001", "w.scxml:5:"),
    ]
    for example in examples {
      let found = faults(invoke(example.session))
      let fault = found.first { $0.code.id == example.code }
      #expect(fault?.origin.place.hasPrefix(example.place) == true, "\(found.map(\.text))")
      #expect(found.hasErrors)
    }
  }
}
