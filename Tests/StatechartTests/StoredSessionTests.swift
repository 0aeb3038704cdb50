import FEEL
import JSON
import Statechart
import Testing

@Suite struct StoredSessionTests {
  @Test func everythingComesBack() throws {
    let statechart = try compiled(
      """
      <datamodel><data id='day' expr='@"2026-03-01"'/><data id='list' expr='[1.50, "x", null]'/>
        <data id='odd'>{ "@": 1, "@@x": @"P1DT2H" }</data></datamodel>
      <state id='a' initial='b'><history id='h'><transition target='b'/></history>
        <invoke id='t' type='task'/>
        <state id='b'><transition event='next' target='c'/></state><state id='c'/>
        <transition event='away' target='z'/></state>
      <state id='z'><transition event='back' target='h'/></state>
      """)
    var machine = machine(statechart)
    _ = machine.start(.empty, TestEnvironment())
    for event in ["next", "away"] {
      _ = machine.step(StatechartEvent(event), TestEnvironment())
    }
    var loaded = try StatechartMachine(
      json: try JSONValue.parse(machine.storedForm), statechart: statechart,
      identity: machine.identity)
    #expect(loaded.storedForm == machine.storedForm)
    #expect(loaded.variables == machine.variables)
    #expect(loaded.step(StatechartEvent("back"), TestEnvironment()).to == ["c"])
    #expect(loaded.invocations == ["t"])
  }

  @Test(arguments: [
    "[]", "{}", #"{"stage":"running","ids":0,"configuration":["gone"]}"#,
    #"{"stage":"running","ids":0,"configuration":[7]}"#,
    #"{"stage":"asleep","ids":0,"configuration":[]}"#,
    #"{"stage":"running","ids":0,"data":{"x":{"@":"never"}}}"#,
    #"{"stage":"running","ids":0,"invocations":[{"id":"i","state":"a","index":3}]}"#,
  ])
  func damageIsReported(_ text: String) throws {
    let statechart = try compiled("<datamodel><data id='x'/></datamodel><state id='a'/>")
    let json = try JSONValue.parse(text)
    #expect(throws: StoredSessionError.self) {
      try StatechartMachine(
        json: json, statechart: statechart, identity: SessionIdentity(sessionID: "s"))
    }
  }
}

@Suite struct ParameterTests {
  @Test func parametersTakeThePlaceOfInitialValues() throws {
    let statechart = try compiled(
      "<datamodel><data id='n' expr='1'/></datamodel><state id='a'/>")
    var machine = machine(statechart)
    _ = machine.start(["n": .number(5), "other": .number(6)], TestEnvironment())
    #expect(machine.variables == ["n": .number(5)])
  }
}
