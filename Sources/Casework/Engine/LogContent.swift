import Diagnostics
import FEEL
import JSON
import Statechart

/// What a log entry keeps of a step: who, with what data, which transitions, decisions and remarks.
struct LogContent {
  var actor: String?
  var data: Value = .null
  var journal: [JournalEntry] = []
  var effects: [Effect] = []
  /// The calendars that deadlines were counted by.
  var calendars: [LoadedCalendar] = []
  /// Accepted events that found the case ended.
  var dropped: [String] = []
  var failure: CaseFailure?
  /// Why a person did this.
  var reason: String?
  /// What else there is to tell about what a person did, such as the call that was tried again.
  var details: [JSONMember] = []

  init(actor: String?, reason: String? = nil, details: [JSONMember] = []) {
    self.actor = actor
    self.reason = reason
    self.details = details
  }

  /// What a person's move led to.
  init(_ macrostep: Macrostep, _ intervention: Intervention) {
    actor = intervention.actor
    reason = intervention.reason
    journal = macrostep.journal
    effects = macrostep.effects
  }

  init(_ macrostep: Macrostep?, row: InboxRow) {
    actor = row.actor
    if row.kind == .cancel, case .string(let text) = row.event.data {
      // A cancel has nothing to say but why.
      reason = text
    } else {
      data = row.event.data
    }
    journal = macrostep?.journal ?? []
    effects = macrostep?.effects ?? []
  }

  /// The content as one line of JSON; written directly, for every step writes one.
  var text: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let actor { writer.member("actor", actor) }
    if let reason { writer.member("reason", reason) }
    for member in details {
      writer.name(member.name)
      writer.write(member.value)
    }
    if !data.isNull {
      writer.name("data")
      writer.write(data)
    }
    writeJournal(into: &writer)
    if !effects.isEmpty { writer.member("effects", effects, { LogContent.write($1, into: &$0) }) }
    if !calendars.isEmpty {
      writer.member("calendars", calendars) { writer, calendar in
        writer.beginObject()
        writer.member("calendar", calendar.name)
        writer.member("file", calendar.file)
        writer.member("version", calendar.version)
        writer.endObject()
      }
    }
    if !dropped.isEmpty { writer.member("dropped", texts: dropped) }
    if let failure {
      writer.name("failure")
      writer.beginObject()
      writer.member("code", failure.code)
      writer.member("message", failure.message)
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }

  private static func write(_ effect: Effect, into writer: inout JSONWriter) {
    writer.beginObject()
    switch effect {
    case .send(let message):
      writer.member("send", message.event.name)
      writer.member("to", name(of: message.destination))
      // Of a message to people, who is told what.
      if message.event.name == "notify", case .context(let data) = message.event.data {
        for name in ["role", "text"] {
          guard let value = data[name], !value.isNull else { continue }
          writer.name(name)
          writer.write(value)
        }
      }
    case .cancelSend(let id): writer.member("cancelled", id)
    case .startInvocation(let start):
      writer.member("started", start.kind.rawValue)
      writer.member("id", start.id)
    case .cancelInvocation(let id): writer.member("withdrawn", id)
    case .forward(let event, let invocation):
      writer.member("forward", event.name)
      writer.member("to", invocation)
    }
    writer.endObject()
  }

  private static func name(of destination: Destination) -> String {
    switch destination {
    case .session(let id), .invocation(let id): id
    case .parent: "parent"
    case .http(let url): url
    case .connector(let name): name
    }
  }
}
