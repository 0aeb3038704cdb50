import Diagnostics
import FEEL
import Statechart
import Testing

/// A faulty document with the codes and lines it is answered with.
struct FaultCase: Sendable, CustomTestStringConvertible {
  var body: String
  var attributes = ""
  /// `CODE line`, in the order found.
  var found: [String]
  var mend: String?

  var testDescription: String { found.joined(separator: ", ") + ": " + body }
}

@Suite struct DiagnosticsTests {
  static let cases = [
    FaultCase(
      body: "\n<state id='a'><onetry/></state>", found: ["SCXML-002 3"],
      mend: "did you mean <onentry>?"),
    FaultCase(
      body: "\n<state id='a' intial='b'/>", found: ["SCXML-003 3"],
      mend: "did you mean \"initial\"?"),
    FaultCase(
      body: "\n<state id='a' label='A'/>", found: ["SCXML-003 3"],
      mend: "write docket:label"),
    FaultCase(
      body: "\n<state id='a' docket:lable='A'/>", found: ["SCXML-003 3"],
      mend: "did you mean \"label\"?"),
    FaultCase(
      body: "\n<state id='a'><onentry><docket:decode table='x'/></onentry></state>",
      found: ["SCXML-002 3"], mend: "did you mean <docket:decide>?"),
    FaultCase(body: "\n<state id='a'><onentry><raise/></onentry></state>", found: ["SCXML-004 3"]),
    FaultCase(
      body: "\n<state id='a'><transition type='intrnal' target='a'/></state>",
      found: ["SCXML-005 3"], mend: "did you mean \"internal\"?"),
    FaultCase(
      body: "\n<state id='a'><onentry><send event='e' delay='1 hour'/></onentry></state>",
      found: ["SCXML-005 3"]),
    FaultCase(
      body: "\n<state id='a'><onentry><send event='e' eventexpr='x'/></onentry></state>",
      found: ["SCXML-006 3"]),
    FaultCase(body: "\n<state id='a'>text</state>", found: ["SCXML-007 3"]),
    FaultCase(body: "\n<datamodel/><datamodel/><state id='a'/>", found: ["SCXML-008 3"]),
    FaultCase(body: "\n<state id='a'/>\n<state id='a'/>", found: ["SCXML-009 4"]),
    FaultCase(
      body: "\n<state id='a'><transition event='e' target='rejectd'/></state>"
        + "<state id='rejected'/>",
      found: ["SCXML-010 3"], mend: "did you mean \"rejected\"?"),
    FaultCase(
      body: "\n<state id='a' initial='c'><state id='b'/></state><state id='c'/>",
      found: ["SCXML-011 3"]),
    FaultCase(
      body: "\n<state id='a'><transition event='e' target='b c'/></state>"
        + "<state id='b'/><state id='c'/>",
      found: ["SCXML-011 3"]),
    FaultCase(
      body: "\n<state id='a'><transition event='e' target='b c'/></state>"
        + "<state id='b'><state id='c'/></state>",
      found: ["SCXML-011 3"], mend: "remove \"b\": it is entered with what lies inside"),
    FaultCase(
      body: "\n<state id='a'><history id='h'><transition target='g'/></history>"
        + "\n<history id='g'><transition target='h'/></history><state id='b'/></state>",
      found: ["SCXML-011 3", "SCXML-011 4"], mend: "name a state as its target"),
    FaultCase(
      body: "\n<state id='a'><history id='h'><transition cond='true' target='b'/></history>"
        + "<state id='b'/></state>",
      found: ["SCXML-006 3"], mend: "remove event and cond"),
    FaultCase(body: "\n<state id='a' initial=''><state id='b'/></state>", found: ["SCXML-005 3"]),
    FaultCase(
      body: "\n<state id='a'><onentry><script src='x.feel'>{ a: 1 }</script></onentry></state>",
      found: ["SCXML-006 3", "SCXML-017 3"]),
    FaultCase(
      body: "\n<state id='a'><invoke src='b.scxml'><finalize><if cond='true'>"
        + "\n<raise event='e'/></if></finalize></invoke></state>",
      found: ["SCXML-002 4"], mend: "put it into the transition that takes the event"),
    FaultCase(body: "", found: ["SCXML-012 1"]),
    FaultCase(
      body: "\n<datamodel><data id='_x'/><data id='if'/><data id='a b'/></datamodel>"
        + "<state id='a'/>",
      found: ["SCXML-013 3", "SCXML-013 3", "SCXML-013 3"]),
    FaultCase(
      body: "\n<datamodel><data id='x'/>\n<data id='x'/></datamodel><state id='a'/>",
      found: ["SCXML-014 4"]),
    FaultCase(
      body: "\n<datamodel><data id='x' docket:type='nmber'/></datamodel><state id='a'/>",
      found: ["SCXML-015 3"], mend: "did you mean \"number\"?"),
    FaultCase(
      body: "\n<state id='a'><onentry><assign location='x' expr='1'/></onentry></state>",
      found: ["SCXML-016 3"]),
    FaultCase(body: "\n<script src='none.feel'/><state id='a'/>", found: ["SCXML-017 3"]),
    FaultCase(
      body: "\n<state id='a'/>", attributes: "datamodel='ecmascript'",
      found: ["SCXML-018 2"]),
    FaultCase(
      body: "\n<state id='a'><onentry><send event='e' type='smtp'/></onentry></state>",
      found: ["SCXML-019 3"]),
    FaultCase(
      body: "\n<state id='a'><invoke type='tsk'/></state>", found: ["SCXML-019 3"],
      mend: "did you mean \"task\"?"),
    FaultCase(body: "\n<state id='a'><transition/></state>", found: ["SCXML-020 3"]),
    FaultCase(
      body: "\n<state id='a'><transition cond='1 = 1' target='a'/></state>",
      attributes: "datamodel='null'", found: ["SCXML-021 3"]),
  ]

  @Test(arguments: cases) func faultsAreReportedWhereTheyStand(_ example: FaultCase) {
    let found = diagnostics(scxml(example.body, attributes: example.attributes))
    #expect(
      found.map { diagnostic in
        guard case .line(let line, _) = diagnostic.origin.anchor else {
          return "\(diagnostic.code)"
        }
        return "\(diagnostic.code) \(line)"
      } == example.found)
    if let mend = example.mend { #expect(found.first?.mend == mend) }
  }

  @Test func allFaultsAreReportedAtOnce() {
    let found = diagnostics(
      scxml("<state id='a' x='1'><onetry/></state><stat/>text<final id='f'><transition/></final>"))
    #expect(
      found.map(\.code.id) == [
        "SCXML-002", "SCXML-007", "SCXML-003", "SCXML-002", "SCXML-002",
      ])
  }

  @Test func anotherRootIsNoStatechart() {
    #expect(diagnostics("<scxml/>").map(\.code.id) == ["SCXML-001"])
    #expect(diagnostics("<definitions/>").map(\.code.id) == ["SCXML-001"])
  }

  @Test func aMalformedExpressionIsReportedButHindersNothing() throws {
    let (document, _) = StatechartReader.read(
      text: scxml(
        "<state id='a'><transition event='e' cond='1 +' target='b'/></state>"
          + "<state id='b'/>"),
      file: "test.scxml")
    let (statechart, found) = CompiledStatechart.compile(try #require(document))
    #expect(statechart != nil)
    #expect(found.hasErrors)
  }

  @Test func everyCodeHasATitleOfItsOwn() {
    let titles = SCXMLCode.allCases.map(\.title)
    #expect(Set(titles).count == titles.count)
  }
}
