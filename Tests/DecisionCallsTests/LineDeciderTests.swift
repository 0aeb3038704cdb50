import DMN
import DecisionSheets
import Diagnostics
import FEEL
import JSON
import Testing

@testable import DecisionCalls

/// The short way from bytes to bytes answers as the plain way over JSON values does.
@Suite struct LineDeciderTests {
  /// One table over plain inputs, one of them with a label.
  static let model = """
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
      <inputData id="i1" name="country"><variable name="country" typeRef="string"/></inputData>
      <inputData id="i2" name="amount" label="Order amount">
        <variable name="amount" typeRef="number"/></inputData>
      <inputData id="i3" name="day"><variable name="day" typeRef="date"/></inputData>
      <decision id="route" name="route"><variable name="route"/>
        <informationRequirement><requiredInput href="#i1"/></informationRequirement>
        <informationRequirement><requiredInput href="#i2"/></informationRequirement>
        <informationRequirement><requiredInput href="#i3"/></informationRequirement>
        <decisionTable hitPolicy="UNIQUE">
          <input label="Land"><inputExpression typeRef="string"><text>country</text></inputExpression></input>
          <input><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
          <input><inputExpression typeRef="date"><text>day</text></inputExpression></input>
          <output name="queue"/><output name="share"/>
          <rule><inputEntry><text>"DE","AT"</text></inputEntry><inputEntry><text>&lt; 100.25</text></inputEntry>
            <inputEntry><text>-</text></inputEntry>
            <outputEntry><text>"the \\"near\\" one"</text></outputEntry><outputEntry><text>0.250</text></outputEntry></rule>
          <rule><inputEntry><text>"DE"</text></inputEntry><inputEntry><text>&gt; 50</text></inputEntry>
            <inputEntry><text>&gt;= date("2026-01-01")</text></inputEntry>
            <outputEntry><text>"Größe"</text></outputEntry><outputEntry><text>-12</text></outputEntry></rule>
          <rule><inputEntry><text>"FR"</text></inputEntry><inputEntry><text>-</text></inputEntry>
            <inputEntry><text>-</text></inputEntry>
            <outputEntry><text>null</text></outputEntry><outputEntry><text>1e40</text></outputEntry></rule>
        </decisionTable>
      </decision>
    </definitions>
    """

  /// Lines that look at every branch: what is usual, and what is not.
  static let lines = [
    #"{"country":"AT","amount":12.5,"day":"2025-01-01"}"#,
    #"{"day":"2026-02-01","amount":200,"country":"DE"}"#,
    #"{"country":"DE","amount":75,"day":"2026-02-01"}"#,
    #"{"country":"FR","amount":1e3,"day":"2026-02-01"}"#,
    #"{"country":"XX","amount":12345678901234567890.123456789,"day":"2026-02-01"}"#,
    #"{"country":"AT","Order amount":12.5,"day":"2025-01-01"}"#,
    #"{"country":"AT","Order amount":12.5,"amount":999,"day":"2025-01-01"}"#,
    #"{"Land":"AT","amount":12.5,"day":"2025-01-01"}"#,
    #"{"Land":"FR","country":"AT","amount":12.5,"day":"2025-01-01"}"#,
    #"{"country":"FR","country":"AT","amount":12.5,"day":"2025-01-01"}"#,
    #"{"country":"AT","amount":12.5,"day":"2025-01-01","weather":{"a":[1,{"b":null}]}}"#,
    #"{"country":"AT","amout":12.5,"day":"2025-01-01"}"#,
    #"{"country":"AT","weather":1}"#, #"{"weather":1}"#, #"{}"#, #"{"country":"AT"}"#,
    #"{"country":7,"amount":"much","day":"tomorrow"}"#,
    #"{"country":null,"amount":null,"day":null}"#,
    #"{"country":["AT"],"amount":{"x":1},"day":true}"#,
    #"{"country":"A\u0054","amount":12.5,"day":"2025-01-01"}"#,
    #"{"country":"AT","amount":12.5,"day":"2025-01-01"} "#, "\t{}\r",
    #"{"country":"AT","amount":12.5,"day":"2025-01-01"}}"#,
    #"{"route":{"queue":"given"},"country":"AT","amount":1,"day":"2025-01-01"}"#,
    #"{"country":"AT","amount":01}"#, "{oops", "[1]", "7", "null", "", "  ", "\u{FEFF}{}",
  ]

  private func call(
    strict: Bool, _ explanation: DecisionOptions.Explanation
  ) throws -> DecisionCall {
    let tables = TableFolder.load([TableFile(path: "route.dmn", bytes: Array(Self.model.utf8))])
    #expect(tables.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    let decision = try #require(tables.model.decision(named: "route"))
    let now = try #require(DateAndTime("2026-03-01T12:00:00Z"))
    return DecisionCall(
      decision, DecisionOptions(now: now, strict: strict, explanation: explanation),
      in: tables.model)
  }

  private func answer(_ decider: LineDecider, _ line: String) -> (text: String, isGood: Bool) {
    var writer = JSONWriter()
    let isGood = Array(line.utf8).withUnsafeBufferPointer {
      decider.decide(line: $0, number: 7, into: &writer)
    }
    return (String(decoding: writer.bytes, as: UTF8.self), isGood)
  }

  @Test(arguments: [false, true]) func answersAsThePlainWay(strict: Bool) throws {
    for explanation in [DecisionOptions.Explanation.none, .all] {
      let call = try call(strict: strict, explanation)
      let decider = LineDecider(call)
      // Twice, so that nothing of one line is left in the next.
      for line in Self.lines + Self.lines.reversed() {
        let (text, isGood) = answer(decider, line)
        let outcome = (try? JSONValue.parse(line)).flatMap(call.decide)
        if let outcome, outcome.errors.isEmpty {
          #expect(isGood && text == outcome.json.text, "\(line)")
        } else {
          let fault = try JSONValue.parse(text)["error"]
          #expect(!isGood && fault?["line"] == 7, "\(line)")
          if let first = outcome?.errors.first {
            #expect(fault?["message"]?.stringValue == first.headline, "\(line)")
          }
        }
      }
    }
  }

  @Test func numbersTheLinesOfABlock() throws {
    let decider = LineDecider(try call(strict: false, .none))
    var writer = JSONWriter()
    let block = Array("{oops\n\n{\"country\":\"ZZ\",\"amount\":1,\"day\":null}\n[]".utf8)
    let isGood = block.withUnsafeBufferPointer {
      decider.decide(block: $0, firstLine: 40, into: &writer)
    }
    let answers = try String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
      .map { try JSONValue.parse(String($0)) }
    #expect(!isGood)
    #expect(answers.map { $0["error"]?["line"]?.intValue } == [40, 41, nil, 43])
  }

  /// Values written straight are the JSON that they become.
  @Test(arguments: [
    "null", "true", "-0.50", "1099511627775", "1099511627776", "-1099511627777", "1e30",
    "\"a\\u0001\\n\\\"\\\\ü\"", "[1,[],{}]", "{\"a\":{\"b\":[false]},\"\":\"x\"}",
  ])
  func writesValuesAsTheirJSON(text: String) throws {
    let value = Value(json: try JSONValue.parse(text))
    var writer = JSONWriter()
    writer.write(value)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == value.json.text)
  }

  /// Values read straight are those of the JSON between.
  @Test func readsValuesAsTheirJSON() throws {
    let text = #"{"a":[1,"2026-01-01",null,{"b":"PT1H"}],"c":"x","c":true,"d":1e-3}"#
    let type = FEELType.context([
      ContextEntryType("a", .list(.date)), ContextEntryType("d", .number),
    ])
    let read = Array(text.utf8).withUnsafeBufferPointer {
      JSONParser().withNodes($0) { Value(&$0, as: type) }
    }
    #expect(read == Value(json: try JSONValue.parse(text), as: type))
  }
}
