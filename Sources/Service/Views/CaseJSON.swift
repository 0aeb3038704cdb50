public import Casework
import DMN
import FEEL
public import JSON
import Runner
import Statechart

extension CaseRecord {
  /// The case in short: what a step led to.
  public var json: JSONValue { json(version: nil, labels: nil) }

  func members(version: String?, labels: [String]?) -> [JSONMember] {
    var workflow = [JSONMember("name", .string(self.workflow))]
    if let version { workflow.append(JSONMember("version", .string(version))) }
    var members = [
      JSONMember("id", .string("\(id)")),
      JSONMember("key", key.map(JSONValue.string) ?? .null),
      JSONMember("workflow", .object(workflow)),
      JSONMember("status", .string(status.rawValue)),
      JSONMember("state", .strings(states)),
    ]
    if let labels { members.append(JSONMember("labels", .strings(labels))) }
    members += [
      JSONMember("revision", .number(String(revision))),
      JSONMember("started", .string("\(startedAt)")),
      JSONMember("changed", .string("\(changedAt)")),
    ]
    if let parent { members.append(JSONMember("parent", .string("\(parent)"))) }
    return members
  }

  private func json(version: String?, labels: [String]?) -> JSONValue {
    .object(members(version: version, labels: labels))
  }
}

extension CaseSummary {
  /// The case as lists show it.
  public var json: JSONValue { .object(record.members(version: version, labels: labels)) }
}

extension CaseDetail {
  /// The case with everything that hangs on it.
  public var json: JSONValue {
    var members = summary.record.members(version: summary.version, labels: summary.labels)
    members += [
      JSONMember("data", data),
      JSONMember("tasks", .array(tasks.map(\.json))),
      JSONMember("timers", .array(timers.map(\.json))),
      JSONMember("calls", .array(calls.map(\.json))),
      JSONMember("incident", incident?.json ?? .null),
      JSONMember("why", .strings(why)),
    ]
    if let log { members.append(JSONMember("log", .array(log.map(\.json)))) }
    return .object(members)
  }
}

extension TimerRecord {
  /// The timer as people and programs see it.
  public var json: JSONValue {
    .object([
      JSONMember("id", .string("\(id)")),
      JSONMember("kind", .string(kind.rawValue)),
      JSONMember("due", .string("\(dueAt)")),
      JSONMember("event", .string(event.name)),
      JSONMember("invoke", .optional(event.invokeID)),
    ])
  }
}

extension OutboxMessage {
  /// The outgoing message as people and programs see it.
  public var json: JSONValue {
    .object([
      JSONMember("id", .string("\(id)")),
      JSONMember("case", .string("\(caseID)")),
      JSONMember("key", .optional(caseKey)),
      JSONMember("kind", .string(kind.rawValue)),
      JSONMember("to", .string(target)),
      JSONMember("receiver", .string(receiver)),
      JSONMember("event", .string(event)),
      JSONMember("status", .string(status.rawValue)),
      JSONMember("attempts", .number(String(attempts))),
      JSONMember("next", .string("\(nextAt)")),
      JSONMember("created", .string("\(createdAt)")),
      JSONMember("error", .optional(lastError)),
      JSONMember("ambiguous", .boolean(isAmbiguous)),
      JSONMember("idempotencyKey", .string(idempotencyKey)),
      JSONMember("data", data.json),
    ])
  }
}

extension Incident {
  /// The incident as people and programs see it.
  public var json: JSONValue {
    .object([
      JSONMember("id", .string("\(id)")),
      JSONMember("case", .string("\(caseID)")),
      JSONMember("key", .optional(caseKey)),
      JSONMember("workflow", .string(workflow)),
      JSONMember("event", .string(event)),
      JSONMember("code", .string(code)),
      JSONMember("message", .string(message)),
      JSONMember("at", .string("\(at)")),
      JSONMember("retries", .number(String(retries))),
    ])
  }
}

extension LogEntry {
  /// The entry, with its content where it was not erased.
  public var json: JSONValue {
    var members = [
      JSONMember("seq", .number(String(sequence))),
      JSONMember("at", .string("\(at)")),
      JSONMember("event", .string(event)),
      JSONMember("from", .strings(from)),
      JSONMember("to", .strings(to)),
    ]
    switch content.flatMap({ try? JSONValue.parse($0, file: "the log") }) {
    case .object(let content)?: members += content
    default: members.append(JSONMember("erased", .boolean(true)))
    }
    members.append(JSONMember("digest", .string(SHA256.hexadecimal(digest))))
    return .object(members)
  }
}

extension StatusBoard {
  /// The board, with the receivers of calls: how many wait and were given up, and what their circuits
  /// let through.
  func json(receivers counts: [ReceiverCount], _ states: [ReceiverState]) -> JSONValue {
    let names = Set(counts.map(\.receiver))
    // Those that nothing waits for are shown while their circuit tells something.
    let others = states.filter { !names.contains($0.receiver) && $0.circuit != .closed }
    let rows = counts + others.map { ReceiverCount(receiver: $0.receiver, waiting: 0, dead: 0) }
    let receivers = rows.sorted { $0.receiver < $1.receiver }.map { count -> JSONValue in
      let state = states.first { $0.receiver == count.receiver }
      return [
        "to": .string(count.receiver), "waiting": .number("\(count.waiting)"),
        "dead": .number("\(count.dead)"),
        "circuit": .string((state?.circuit ?? .closed).rawValue),
        "failures": .number("\(state?.failures ?? 0)"),
        "until": .optional(state?.until?.description),
      ]
    }
    return json(receivers)
  }

  private func json(_ receivers: [JSONValue]) -> JSONValue {
    .object([
      JSONMember("at", .string("\(at)")),
      JSONMember(
        "cases",
        .array(
          cases.map { line in
            .object([
              JSONMember("workflow", .string(line.count.workflow)),
              JSONMember("state", .string(line.count.state)),
              JSONMember("count", .number(String(line.count.count))),
              JSONMember("workflowLabel", .string(line.workflowLabel)),
              JSONMember("stateLabel", .string(line.stateLabel)),
            ])
          })),
      JSONMember(
        "overdue",
        .object([
          JSONMember("tasks", .number(String(backlog.overdueTasks))),
          JSONMember("timers", .number(String(backlog.overdueTimers))),
        ])),
      JSONMember("incidents", .number(String(backlog.incidents))),
      JSONMember(
        "outbox",
        .object([
          JSONMember("waiting", .number(String(backlog.waitingMessages))),
          JSONMember("dead", .number(String(backlog.deadMessages))),
          JSONMember("receivers", .array(receivers)),
        ])),
      JSONMember("inbox", .number(String(backlog.inbox))),
    ])
  }
}

extension JSONValue {
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
