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
    data = row.event.data
    journal = macrostep?.journal ?? []
    effects = macrostep?.effects ?? []
  }

  var json: JSONValue {
    var members: [JSONMember] = []
    func add(_ name: String, _ value: JSONValue?) {
      if let value { members.append(JSONMember(name, value)) }
    }
    func add(_ name: String, _ items: [JSONValue]) {
      if !items.isEmpty { members.append(JSONMember(name, .array(items))) }
    }
    add("actor", actor.map(JSONValue.string))
    add("reason", reason.map(JSONValue.string))
    members += details
    if !data.isNull { add("data", data.json) }
    add("transitions", journal.compactMap(LogContent.transition))
    add("decisions", journal.compactMap(LogContent.decision))
    add("notes", journal.compactMap(LogContent.note))
    add("errors", journal.compactMap(LogContent.error))
    add("nulls", journal.compactMap(LogContent.null))
    if journal.contains(where: { if case .ignored = $0 { true } else { false } }) {
      add("ignored", true)
    }
    add("effects", effects.map(LogContent.effect))
    add(
      "calendars",
      calendars.map {
        [
          "calendar": .string($0.name), "file": .string($0.file), "version": .string($0.version),
        ]
      })
    add("dropped", dropped.map(JSONValue.string))
    if let failure {
      add("failure", ["code": .string(failure.code), "message": .string(failure.message)])
    }
    return .object(members)
  }

  private static func transition(_ entry: JournalEntry) -> JSONValue? {
    guard case .transitions(let step) = entry else { return nil }
    return [
      "event": step.event.map(JSONValue.string) ?? nil,
      "taken": .array(
        step.taken.map {
          [
            "from": .string($0.source), "to": .array($0.targets.map(JSONValue.string)),
            "at": .string($0.origin.place),
          ]
        }),
      "exited": .array(step.exited.map(JSONValue.string)),
      "entered": .array(step.entered.map(JSONValue.string)),
    ]
  }

  private static func decision(_ entry: JournalEntry) -> JSONValue? {
    guard case .decision(let record, let origin) = entry else { return nil }
    var members: [JSONMember] = [
      JSONMember("decision", .string(record.decision)),
      JSONMember(
        "table",
        [
          "file": record.file.map(JSONValue.string) ?? nil,
          "version": record.version.map(JSONValue.string) ?? nil,
        ]),
      JSONMember("inputs", Value.context(record.inputs).json),
      JSONMember(
        "matched",
        .array(
          record.matched.map {
            [
              "rule": .number("\($0.rule)"), "id": $0.id.map(JSONValue.string) ?? nil,
              "at": .string($0.place),
            ]
          })),
      JSONMember("result", record.result.json),
      JSONMember("at", .string(origin.place)),
    ]
    if !record.others.isEmpty {
      members.append(
        JSONMember(
          "others",
          .array(
            record.others.map { ["file": .string($0.file), "version": .string($0.version)] })))
    }
    if !record.reasons.isEmpty {
      members.append(JSONMember("reasons", .array(record.reasons.map(JSONValue.string))))
    }
    return .object(members)
  }

  private static func note(_ entry: JournalEntry) -> JSONValue? {
    guard case .log(let label, let value, let origin) = entry else { return nil }
    return [
      "label": label.map(JSONValue.string) ?? nil, "value": value.map(JSONValue.string) ?? nil,
      "at": .string(origin.place),
    ]
  }

  private static func error(_ entry: JournalEntry) -> JSONValue? {
    guard case .error(let name, let reason, let origin) = entry else { return nil }
    return [
      "name": .string(name), "reason": .string(reason),
      "at": origin.map { .string($0.place) } ?? nil,
    ]
  }

  private static func null(_ entry: JournalEntry) -> JSONValue? {
    guard case .nullReason(let code, let message, let origin) = entry else { return nil }
    return ["code": .string(code), "message": .string(message), "at": .string(origin.place)]
  }

  private static func effect(_ effect: Effect) -> JSONValue {
    switch effect {
    case .send(let message): sent(message)
    case .cancelSend(let id): ["cancelled": .string(id)]
    case .startInvocation(let start):
      ["started": .string(start.kind.rawValue), "id": .string(start.id)]
    case .cancelInvocation(let id): ["withdrawn": .string(id)]
    case .forward(let event, let invocation):
      ["forward": .string(event.name), "to": .string(invocation)]
    }
  }

  /// A message; of one to people, who is told what.
  private static func sent(_ message: OutgoingMessage) -> JSONValue {
    var members = [
      JSONMember("send", .string(message.event.name)),
      JSONMember("to", .string(name(of: message.destination))),
    ]
    if message.event.name == "notify", case .context(let data) = message.event.data {
      for name in ["role", "text"] {
        if let value = data[name], !value.isNull { members.append(JSONMember(name, value.json)) }
      }
    }
    return .object(members)
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
