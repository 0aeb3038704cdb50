import JSON
import Testing

@testable import docket

/// Entries of a case's log as people read them.
@Suite struct LogEntryTests {
  static func lines(_ json: String) throws -> String {
    let entry = try JSONValue.parse(Array(json.utf8), file: "entry")
    return LogEntryText(entry: entry, capabilities: .init(), width: 96).lines
      .joined(separator: "\n")
  }

  @Test func aWayBackIsNoStay() throws {
    let text = try Self.lines(
      #"""
      {"seq": 2, "at": "2026-01-05T08:00:00Z", "event": "check", "from": ["a"], "to": ["a"],
       "transitions": [{"exited": ["a"], "entered": ["b"]}, {"exited": ["b"], "entered": ["a"]}]}
      """#)
    #expect(text == "  2026-01-05 08:00:00  check  through b back to a")
  }

  @Test func aStayIsAStay() throws {
    let text = try Self.lines(
      #"""
      {"seq": 2, "at": "2026-01-05T08:00:00Z", "event": "check", "from": ["a"], "to": ["a"],
       "transitions": [{"exited": [], "entered": []}]}
      """#)
    #expect(text == "  2026-01-05 08:00:00  check  stays in a")
  }

  @Test func noticesNameTheirRole() throws {
    let text = try Self.lines(
      #"""
      {"seq": 2, "at": "2026-01-05T08:00:00Z", "event": "x", "from": ["a"], "to": ["b"],
       "effects": [{"send": "notify", "to": "notify", "role": "team lead", "text": "look"}]}
      """#)
    #expect(text.hasSuffix("notified team lead: look"))
  }
}
