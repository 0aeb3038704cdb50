public import Casework
import FEEL
public import JSON

extension TaskRecord {
  /// The task as people and programs see it.
  public var json: JSONValue { .object(members) }

  fileprivate var members: [JSONMember] {
    [
      JSONMember("id", .string("\(id)")),
      JSONMember("title", .string(title)),
      JSONMember("case", .string("\(caseID)")),
      JSONMember("key", .optional(caseKey)),
      JSONMember("workflow", .string(workflow)),
      JSONMember("assignee", .optional(assignee)),
      JSONMember("candidates", .strings(candidates)),
      JSONMember("claimedBy", .optional(claimedBy)),
      JSONMember("delegatedBy", .optional(delegatedBy)),
      JSONMember("notBy", .strings(notBy)),
      JSONMember("priority", .number(String(priority))),
      JSONMember("due", .optional(dueAt?.description)),
      JSONMember("followUp", .optional(followUpAt?.description)),
      JSONMember("created", .string("\(createdAt)")),
      JSONMember("form", form.json),
      JSONMember("data", data.json),
      JSONMember("answer", answer.json),
      JSONMember("revision", .number(String(revision))),
      JSONMember("lastChange", lastChange?.json ?? .null),
    ]
  }
}

extension TaskChange {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("event", .string(event.rawValue)), JSONMember("by", .optional(by)),
      JSONMember("at", .string("\(at)")),
    ])
  }
}

extension TaskDetail {
  /// The task with the fields of its form and its outcomes.
  public var json: JSONValue {
    .object(
      record.members + [
        JSONMember("fields", .array(fields.map(\.json))),
        JSONMember("outcomes", .strings(outcomes.named)),
        JSONMember("otherOutcomes", .boolean(outcomes.takesOthers)),
      ])
  }
}

extension FormField {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("name", .string(name)), JSONMember("label", .string(label)),
      JSONMember("type", .string("\(type)")), JSONMember("values", .optional(values)),
      JSONMember("optional", .boolean(isOptional)),
    ])
  }
}
