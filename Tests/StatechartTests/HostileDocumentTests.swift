import Diagnostics
import FEEL
import Statechart
import Testing

/// Documents that are malformed, circular, or larger and deeper than anybody writes: each is answered with what
/// is wrong with it, or runs; none stops the program.
@Suite struct HostileDocumentTests {
  struct Hostile: Sendable, CustomTestStringConvertible {
    var what: String
    var text: String
    /// The codes found, each once, in the order of their first place; none if it can run.
    var codes: [String]
    /// How many faults there are, where that matters.
    var count: Int?
    var testDescription: String { what }

    init(_ what: String, _ body: String, _ codes: [String] = [], count: Int? = nil) {
      self.init(what, document: scxml(body), codes, count: count)
    }

    init(_ what: String, document: String, _ codes: [String] = [], count: Int? = nil) {
      (self.what, text, self.codes, self.count) = (what, document, codes, count)
    }
  }

  private static func nested(
    _ count: Int, _ open: (Int) -> String, _ close: String, _ inner: String
  )
    -> String
  {
    (0..<count).map(open).joined() + inner + String(repeating: close, count: count)
  }

  private static func many(_ count: Int, _ part: (Int) -> String) -> String {
    (0..<count).map(part).joined()
  }

  static let documents = [
    Hostile("nothing", document: "", ["XML-002"]),
    Hostile(
      "cut off", document: "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\"><state", ["XML-001"]),
    Hostile(
      "an entity", document: "<!DOCTYPE scxml [<!ENTITY a \"b\">]>" + scxml("<state id='&a;'/>"),
      ["XML-005"]),
    Hostile("5,000 levels", nested(5_000, { "<state id='n\($0)'>" }, "</state>", ""), ["XML-004"]),
    Hostile("200 levels", nested(200, { "<state id='n\($0)'>" }, "</state>", "")),
    Hostile(
      "200 conditions in each other",
      "<state id='a'><onentry>"
        + nested(200, { _ in "<if cond='true'>" }, "</if>", "<raise event='x'/>")
        + "</onentry></state>"),
    Hostile(
      "60 sessions in each other",
      nested(
        60, { "<state id='s\($0)'><invoke id='i\($0)'><content><scxml version='1.0'>" },
        "</scxml></content></invoke></state>", "<final id='z'/>")),
    Hostile(
      "brackets without end",
      "<state id='a'><transition cond='\(nested(20_000, { _ in "(" }, ")", "true"))' target='a'/></state>",
      ["FEEL-017"]),
    Hostile(
      "a list of lists",
      "<datamodel><data id='x'>\(nested(20_000, { _ in "[" }, "]", ""))</data></datamodel><state id='a'/>"
    ),
    Hostile(
      "many unknown targets",
      many(1_000) { "<state id='f\($0)'><transition event='e' target='g\($0)x'/></state>" },
      ["SCXML-010"], count: 1_000),
    Hostile(
      "many states of one id", many(1_000) { _ in "<state id='a'/>" }, ["SCXML-009"], count: 999),
    Hostile(
      "many events",
      "<state id='a'><transition event='\(many(20_000) { "e.\($0) " })' target='a'/></state>"),
    Hostile(
      "a state that begins in itself", "<state id='a' initial='a'><state id='b'/></state>",
      ["SCXML-011"]),
    Hostile(
      "a state that begins outside",
      "<state id='a'><state id='b' initial='a'><state id='c'/></state></state>",
      ["SCXML-011"]),
    Hostile(
      "a history of nothing",
      "<state id='a'><history id='h'><transition target='h'/></history></state>",
      ["SCXML-011"]),
    Hostile(
      "a history without a default", "<state id='a'><history id='h'/><state id='b'/></state>",
      ["SCXML-004"]),
    Hostile(
      "an initial without a transition", "<state id='a'><initial/><state id='b'/></state>",
      ["SCXML-004"]),
    Hostile(
      "elements without what they need",
      "<state id='a'><onentry><cancel/><assign/><raise/><if/><foreach/></onentry></state>"
        + "<datamodel><data/></datamodel>", ["SCXML-004"], count: 7),
    Hostile(
      "names of any language",
      "<state id='日本'><transition event='é' target='😀'/></state><state id='😀'/>"),
  ]

  @Test(arguments: documents) func isAnsweredOrRuns(_ hostile: Hostile) throws {
    let (document, read) = StatechartReader.read(text: hostile.text, file: "hostile.scxml")
    let compiled = document.map { CompiledStatechart.compile($0, errorHandling: .standard) }
    let faults = (read + (compiled?.diagnostics ?? [])).filter { $0.severity == .error }
    var seen = Set<String>()
    #expect(faults.map(\.code.id).filter { seen.insert($0).inserted } == hostile.codes)
    if let count = hostile.count { #expect(faults.count == count) }
    guard let statechart = compiled?.statechart else {
      #expect(!faults.isEmpty)
      return
    }
    var machine = machine(statechart)
    let step = machine.start(.empty, TestEnvironment())
    #expect(step.status == .running)
    #expect(!machine.configuration.isEmpty)
  }
}
