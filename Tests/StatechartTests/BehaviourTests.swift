import FEEL
import Statechart
import Testing

/// A document, the events it gets and the atomic states after the start and after each event.
struct BehaviourCase: Sendable, CustomTestStringConvertible {
  var name: String
  var attributes = ""
  var body: String
  var events: [String] = []
  var states: [String]
  /// What the whole run logged.
  var log: [String] = []
  /// What the whole run asked of the world.
  var effects: [String] = []

  var testDescription: String { name }
}

@Suite struct BehaviourTests {
  @Test(arguments: structure + data + outside) func behaves(_ example: BehaviourCase) throws {
    let statechart = try compiled(
      example.body, attributes: example.attributes, errors: .standard)
    var machine = machine(statechart)
    var steps = [machine.start(.empty, TestEnvironment())]
    for event in example.events {
      try #require(!machine.isDone)
      steps.append(machine.step(StatechartEvent(event), TestEnvironment()))
    }
    #expect(steps.map { $0.to.joined(separator: " ") } == example.states)
    #expect(steps.flatMap(\.logged) == example.log)
    #expect(steps.flatMap(\.effectSummary) == example.effects)
  }

  static let structure = [
    BehaviourCase(
      name: "the first state is the initial one",
      body: "<state id='a'/><state id='b'/>", states: ["a"]),
    BehaviourCase(
      name: "entry from outside in, exit from inside out",
      body: """
        <state id='a'><onentry><log label='in' expr='"a"'/></onentry>
          <onexit><log label='out' expr='"a"'/></onexit>
          <state id='b'><onentry><log label='in' expr='"b"'/></onentry>
            <onexit><log label='out' expr='"b"'/></onexit></state>
          <transition event='go' target='c'><log label='on' expr='"the way"'/></transition>
        </state><state id='c'/>
        """, events: ["go"], states: ["b", "c"],
      log: [
        "in=\"a\"", "in=\"b\"", "out=\"b\"", "out=\"a\"", "on=\"the way\"",
      ]),
    BehaviourCase(
      name: "an inner transition wins over an outer one",
      body: """
        <state id='a'><transition event='go' target='outer'/>
          <state id='b'><transition event='go' target='inner'/></state></state>
        <state id='outer'/><state id='inner'/>
        """, events: ["go"], states: ["b", "inner"]),
    BehaviourCase(
      name: "descriptors match whole tokens",
      body: """
        <state id='a'><transition event='order.app' target='no'/>
          <transition event='other order.approved.*' target='yes'/></state>
        <state id='no'/><state id='yes'/>
        """, events: ["order.approved.late"], states: ["a", "yes"]),
    BehaviourCase(
      name: "an internal transition does not leave its source",
      body: """
        <state id='a'><onexit><log label='left'/></onexit>
          <transition event='in' type='internal' target='c'/>
          <transition event='ex' target='c'/>
          <state id='b'/><state id='c'/></state>
        """, events: ["in", "ex"], states: ["b", "c", "c"], log: ["left="]),
    BehaviourCase(
      name: "a targetless transition changes no state",
      body: """
        <state id='a'><onexit><log label='left'/></onexit>
          <transition event='note'><log label='noted'/></transition></state>
        """, events: ["note"], states: ["a", "a"], log: ["noted="]),
    BehaviourCase(
      name: "all parts of a parallel state move on one event",
      body: """
        <parallel id='p'>
          <state id='x'><state id='x1'><transition event='go' target='x2'/></state>
            <state id='x2'/></state>
          <state id='y'><state id='y1'><transition event='go' target='y2'/></state>
            <state id='y2'/></state></parallel>
        """, events: ["go"], states: ["x1 y1", "x2 y2"]),
    BehaviourCase(
      name: "of two conflicting transitions the first in document order is taken",
      body: """
        <parallel id='p'>
          <state id='x'><transition event='go' target='first'/></state>
          <state id='y'><transition event='go' target='second'/></state></parallel>
        <state id='first'/><state id='second'/>
        """, events: ["go"], states: ["x y", "first"]),
    BehaviourCase(
      name: "a parallel state without children takes events",
      body: "<parallel id='p'><transition event='go' target='a'/></parallel><state id='a'/>",
      events: ["go"], states: ["p", "a"]),
    BehaviourCase(
      name: "a parallel state is done when all its parts are",
      body: """
        <parallel id='p'>
          <state id='x'><state id='x1'><transition event='a' target='xf'/></state>
            <final id='xf'/></state>
          <state id='y'><state id='y1'><transition event='b' target='yf'/></state>
            <final id='yf'/></state>
          <transition event='done.state.p' target='end'/></parallel>
        <final id='end'/>
        """, events: ["a", "b"], states: ["x1 y1", "xf y1", "end"]),
    BehaviourCase(
      name: "deep history comes back to the innermost states",
      body: """
        <state id='a' initial='b'><history id='h' type='deep'><transition target='b'/></history>
          <state id='b'><state id='b1'><transition event='next' target='b2'/></state>
            <state id='b2'/></state>
          <transition event='away' target='z'/></state>
        <state id='z'><transition event='back' target='h'/></state>
        """, events: ["next", "away", "back"], states: ["b1", "b2", "z", "b2"]),
    BehaviourCase(
      name: "shallow history begins the remembered child anew",
      body: """
        <state id='a' initial='b'><history id='h'><transition target='b'/></history>
          <state id='b'><state id='b1'><transition event='next' target='b2'/></state>
            <state id='b2'/></state>
          <transition event='away' target='z'/></state>
        <state id='z'><transition event='back' target='h'/></state>
        """, events: ["next", "away", "back"], states: ["b1", "b2", "z", "b1"]),
    BehaviourCase(
      name: "history without memory takes its default way",
      body: """
        <state id='z'><transition event='back' target='h'/></state>
        <state id='a' initial='b'><history id='h'>
            <transition target='c'><log label='default'/></transition></history>
          <state id='b'/><state id='c'/></state>
        """, events: ["back"], states: ["z", "c"], log: ["default="]),
    BehaviourCase(
      name: "a history state that changes its meaning on the way out",
      body: """
        <state id='top'><parallel id='p'><history id='h' type='deep'><transition target='x'/>
            </history>
          <state id='x'><state id='x1'><transition event='back' target='h'/></state></state>
        </parallel></state>
        """, events: ["back"], states: ["x1", "x1"]),
    BehaviourCase(
      name: "the initial element's content runs between parent and child",
      body: """
        <state id='a'><initial><transition target='c'><log label='on the way'/></transition>
          </initial><onentry><log label='a'/></onentry><state id='b'/>
          <state id='c'><onentry><log label='c'/></onentry></state></state>
        """, states: ["c"], log: ["a=", "on the way=", "c="]),
  ]

  static let data = [
    BehaviourCase(
      name: "raised events come before external ones, in order",
      body: """
        <state id='a'><onentry><raise event='one'/><raise event='two'/></onentry>
          <transition event='one'><log label='1'/></transition>
          <transition event='two' target='b'/></state><state id='b'/>
        """, states: ["b"], log: ["1="]),
    BehaviourCase(
      name: "assignments, branches and loops",
      body: """
        <datamodel><data id='sum' expr='0'/><data id='order'>{ "lines": [1, 2, 3] }</data>
        </datamodel>
        <state id='a'><onentry>
          <foreach array='order.lines' item='line' index='i'>
            <if cond='line = 2'><log expr='i'/><else/><assign location='sum' expr='sum + line'/>
            </if></foreach>
          <assign location='order.total' expr='sum'/>
          <log expr='order.total'/></onentry></state>
        """, states: ["a"], log: ["=2", "=4"]),
    BehaviourCase(
      name: "the content of data elements",
      body: """
        <datamodel><data id='a'> </data><data id='b'>-1.50</data><data id='c'>1E3</data>
          <data id='d'>"a\\/b"</data><data id='e'> bare
            words </data><data id='f'>{x: [true, null]}</data><data id='g'>@"P1D"</data>
          <data id='h'>1 + 1</data><data id='i'>@"never"</data></datamodel>
        <state id='s'><onentry><log expr='[a, b, c, d, e, f, g, h, i]'/></onentry></state>
        """, states: ["s"],
      log: [
        #"=[null, -1.5, 1000, "a/b", "bare words", {x: [true, null]}, @"P1D", "1 + 1", "#
          + #""@\"never\""]"#
      ]),
    BehaviourCase(
      name: "a script assigns the entries of its context",
      body: """
        <script>{ total: 4, twice: total * 2 }</script>
        <state id='a'><onentry><log expr='twice'/></onentry></state>
        """, states: ["a"], log: ["=8"]),
    BehaviourCase(
      name: "In knows the active states",
      body: """
        <parallel id='p'><state id='x'><transition event='go' cond='In("y1")' target='x2'/>
          </state><state id='x2'/>
          <state id='y'><state id='y1'/></state></parallel>
        """, events: ["go"], states: ["x x2 y1", "x x2 y1"]),
    BehaviourCase(
      name: "In in the null data model, quoted or not", attributes: "datamodel='null'",
      body: """
        <state id='a'><transition event='1' cond="In('b')" target='b'/>
          <transition event='1' cond='In(a)' target='c'/></state><state id='b'/><state id='c'/>
        """, events: ["1"], states: ["a", "c"]),
    BehaviourCase(
      name: "late binding waits for the first entry", attributes: "binding='late'",
      body: """
        <state id='a'><onentry><log expr='v'/></onentry><transition event='go' target='b'/></state>
        <state id='b'><datamodel><data id='v' expr='1'/></datamodel>
          <onentry><log expr='v'/><assign location='v' expr='v + 1'/></onentry>
          <transition event='go' target='b'/></state>
        """, events: ["go", "go"], states: ["a", "b", "b"], log: ["=null", "=1", "=2"]),
    BehaviourCase(
      name: "an error ends its block and no other",
      body: """
        <state id='a'><onentry><log label='1'/><assign location='nowhere' expr='1'/>
          <log label='never'/></onentry><onentry><log label='2'/></onentry>
          <transition event='error.execution' target='b'/></state><state id='b'/>
        """, states: ["b"], log: ["1=", "2="]),
    BehaviourCase(
      name: "a condition that is not boolean raises its error once",
      body: """
        <state id='a'><transition cond='null' target='c'/>
          <transition event='error.execution' target='b'/></state><state id='b'/><state id='c'/>
        """, states: ["b"]),
    BehaviourCase(
      name: "the data of a final state reach its done event",
      body: """
        <state id='a'><state id='b'><transition event='go' target='f'/></state>
          <final id='f'><donedata><param name='x' expr='1'/><param name='x' expr='2'/>
            </donedata></final>
          <transition event='done.state.a' target='c'><log expr='_event.data.x'/></transition>
        </state><state id='c'/>
        """, events: ["go"], states: ["b", "c"], log: ["=[1, 2]"]),
  ]

  static let outside = [
    BehaviourCase(
      name: "sends, delays and cancellation",
      body: """
        <state id='a'><onentry><send event='now'/><send event='later' delay='1.5s' id='x'/>
          <send event='much' delayexpr='duration("P1D")'/><cancel sendid='x'/></onentry></state>
        """, states: ["a"],
      effects: ["send now", "send later after PT1.5S", "send much after P1D", "cancel x"]),
    BehaviourCase(
      name: "what a state invokes starts at the end of the step and stops when it is left",
      body: """
        <state id='a'><invoke id='t' type='task'><param name='title' expr='"Look"'/></invoke>
          <invoke id='w' type='urn:docket:workflow:1#timer'>
            <param name='after' expr='duration("PT1H")'/></invoke>
          <transition event='done.invoke.t' target='b'/></state><state id='b'/>
        """, events: ["done.invoke.t"], states: ["a", "b"],
      effects: ["start task t", "start timer w", "stop t", "stop w"]),
    BehaviourCase(
      name: "a state passed through invokes nothing",
      body: """
        <state id='a'><invoke type='task'/><transition target='b'/></state><state id='b'/>
        """, states: ["b"]),
    BehaviourCase(
      name: "every external event is forwarded where that is asked for",
      body: "<state id='a'><invoke id='i' autoforward='true'><content>x</content></invoke></state>",
      events: ["e"], states: ["a", "a"], effects: ["start scxml i", "forward e to i"]),
    BehaviourCase(
      name: "a target that is no address is an error of execution",
      body: """
        <state id='a'><onentry><send event='e' target='baz' id='x'/><log label='never'/></onentry>
          <transition event='error.execution' cond='_event.sendid = "x"' target='b'/></state>
        <state id='b'/>
        """, states: ["b"]),
    BehaviourCase(
      name: "a session without a parent cannot send to it",
      body: """
        <state id='a'><onentry><send event='e' target='#_parent'/></onentry>
          <transition event='error.communication' target='b'/></state><state id='b'/>
        """, states: ["b"]),
  ]
}
