/// A chart made up from a seed: compound and parallel states, histories, guarded and eventless transitions,
/// raised, undelayed, delayed and cancelled events, sessions that it invokes, and the events that come to it.
///
/// It always comes to rest: whatever could go on for ever is guarded by a count.
struct RandomChart {
  private var random: SplitMix64
  private var states = 0
  private var invocations = 0
  private var ids: [String] = []
  private var histories: [String] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed &* 0x9E37_79B9) }

  mutating func text() -> String {
    let body = (0..<number(2, 3)).map { _ in state(depth: 0, inParallel: false) }.joined()
    let events = (0..<number(8, 20)).map { _ in
      "<send event=\"e\(number(0, 4))\" delay=\"\(number(1, 30))00ms\"/>"
    }.joined(separator: "\n      ")
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="feel" initial="begin"\
      \(chance(0.3) ? " binding=\"late\"" : "")>
        <datamodel><data id="n" expr="0"/><data id="trace" expr="[]"/></datamodel>
        <state id="begin">
          <onentry>
            \(events)
          </onentry>
          <transition target="\(ids.first ?? "begin")"/>
        </state>
      \(resolved(body))
        <final id="end"/>
      </scxml>

      """
  }

  // MARK: Structure

  private mutating func state(depth: Int, inParallel: Bool) -> String {
    states += 1
    let id = "s\(states)"
    ids.append(id)
    let kind = depth >= 3 ? 0 : number(0, 3)
    var children = ""
    if kind == 2 {
      children = (0..<number(2, 3)).map { _ in state(depth: depth + 1, inParallel: true) }.joined()
    } else if kind > 0 {
      let first = "s\(states + 1)"
      children = (0..<number(1, 3)).map { _ in state(depth: depth + 1, inParallel: false) }.joined()
      if chance(0.4) {
        let history = "h\(states)\(id)"
        histories.append(history)
        children +=
          "<history id=\"\(history)\" type=\"\(chance(0.5) ? "deep" : "shallow")\">"
          + "<transition target=\"\(first)\">\(trace(history))</transition></history>\n"
      }
      if chance(0.25) { children += "<final id=\"f\(id)\"/>\n" }
    }
    let name = kind == 2 ? "parallel" : "state"
    let data = chance(0.2) ? "<datamodel><data id=\"v\(id)\" expr=\"n * 10\"/></datamodel>" : ""
    return """
      <\(name) id="\(id)">\(data)
        <onentry>\(trace(id))\(chance(0.3) ? action() : "")</onentry>
        <onexit>\(trace("-" + id))\(chance(0.2) ? action() : "")</onexit>
        \(transitions(of: id))\(chance(0.25) ? invocation(in: id) : "")
        \(children)</\(name)>

      """
  }

  private mutating func transitions(of id: String) -> String {
    (0..<number(0, 3)).map { _ -> String in
      let events = [
        "e0", "e1", "e2", "e3", "e4", "r", "x", "d", "c", "done.state", "e3 d.late", "*",
      ]
      let event = events[number(0, events.count - 1)]
      // Events from outside are few; all others could follow from each other for ever.
      let isFinite = event.utf8.count == 2 && event.hasPrefix("e")
      let guards = ["true", "true", "modulo(n, 3) = \(number(0, 2))", "In(&quot;@T&quot;)"]
      let condition =
        " cond=\"\(isFinite ? "" : "n &lt; 60 and ")\(guards[number(0, guards.count - 1)])\""
      let target =
        chance(0.75) ? " target=\"\(chance(0.04) ? "end" : chance(0.2) ? "@H" : "@T")\"" : ""
      let type = chance(0.2) ? " type=\"internal\"" : ""
      if chance(0.12) {
        // Eventless: only while the count allows it.
        return
          "<transition cond=\"n &lt; 60 and modulo(n, 4) = 1\"\(target)>\(count())</transition>\n  "
      }
      return "<transition event=\"\(event)\"\(condition)\(target)\(type)>\(count())"
        + "\(chance(0.5) ? action() : "")</transition>\n  "
    }.joined()
  }

  // MARK: Content

  private func trace(_ id: String) -> String {
    "<assign location=\"trace\" expr=\"append(trace, &quot;\(id)&quot;)\"/>"
  }

  private func count() -> String { "<assign location=\"n\" expr=\"n + 1\"/>" }

  private mutating func action() -> String {
    let content =
      switch number(0, 6) {
      case 0: "<raise event=\"r\"/>"
      case 1: "<send event=\"x\"><param name=\"n\" location=\"n\"/></send>"
      case 2: "<send event=\"d\" id=\"d\(number(0, 2))\" delay=\"\(number(1, 20))00ms\"/>"
      case 3: "<cancel sendid=\"d\(number(0, 2))\"/>"
      case 4: "<send event=\"d.late\" delayexpr=\"duration(&quot;PT\(number(0, 3))S&quot;)\"/>"
      case 5: "<assign location=\"trace\" expr=\"append(trace, _event.name)\"/>"
      default: "<script>{ extra: n * 2 }</script>"
      }
    return "<if cond=\"n &lt; 60\">\(count())\(content)</if>"
  }

  /// A session that greets, answers, counts, and ends.
  private mutating func invocation(in id: String) -> String {
    invocations += 1
    return """
      <invoke id="i\(invocations)"\(chance(0.4) ? " autoforward=\"true\"" : "")>
        <param name="start" location="n"/>
        <content>
          <scxml version="1.0" datamodel="feel" initial="a">
            <datamodel><data id="start" expr="0"/><data id="k" expr="0"/></datamodel>
            <state id="a">
              <onentry><send target="#_parent" event="c.hello"><param name="from" location="start"/></send></onentry>
              <onexit><send target="#_parent" event="c.bye"/></onexit>
              <transition event="e0 e1" cond="k &lt; 2"><assign location="k" expr="k + 1"/></transition>
              <transition event="e2" target="b"/>
              <transition event="tick" target="b"/>
            </state>
            <final id="b"><donedata><param name="k" location="k"/></donedata></final>
          </scxml>
        </content>
        \(chance(0.5) ? "<finalize>\(trace("finalized"))</finalize>" : "")
      </invoke>
      <transition event="c.hello"><if cond="n &lt; 60">\(count())<send target="#_i\(invocations)" event="\(chance(0.5) ? "tick" : "e1")" delay="\(number(0, 9))00ms"/></if></transition>
      <transition event="done.invoke">\(trace("done"))</transition>
      """
  }

  /// Places for states are filled in when all are known.
  private mutating func resolved(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let mark = rest.firstIndex(of: "@") {
      result += rest[..<mark]
      let kind = rest[rest.index(after: mark)]
      let all = kind == "H" && !histories.isEmpty ? histories : ids
      result += all[number(0, all.count - 1)]
      rest = rest[rest.index(mark, offsetBy: 2)...]
    }
    return result + rest
  }

  private mutating func number(_ low: Int, _ high: Int) -> Int {
    Int.random(in: low...max(low, high), using: &random)
  }

  private mutating func chance(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < share
  }
}
