import Casework
import JSON

/// The fields of the messages that customer systems take, the same for every maker's system.
enum CRMFields {
  static let find: [OperationField] = [
    .optional("igsid", .scalar), .optional("customer", .scalar), .optional("externalId", .scalar),
    .optional("email", .text),
  ]
  static let upsert: [OperationField] = [
    .required("externalId", .scalar), .optional("name", .text), .optional("firstName", .text),
    .optional("lastName", .text), .optional("email", .text), .optional("phone", .text),
    .optional("company", .text), .optional("country", .text), .optional("list", .text),
  ]
  static let task: [OperationField] = [
    .optional("externalId", .scalar), .optional("customer", .scalar), .required("subject", .text),
    .optional("text", .text), .optional("dueInHours", .number),
  ]
  static let note: [OperationField] = [
    .optional("customer", .scalar), .optional("externalId", .scalar), .required("text", .text),
  ]
  static let activity: [OperationField] = [
    .optional("customer", .scalar), .optional("conversation", .scalar), .optional("text", .text),
  ]
  static let customerSegments: [OperationField] = [
    .required("customer", .scalar), .required("segments", .list),
  ]
  static let accountSegments: [OperationField] = [
    .required("account", .scalar), .required("segments", .list),
  ]
  static let partner: [OperationField] = [.required("handle", .text), .optional("fee", .number)]
  static let member: [OperationField] = [
    .required("customer", .scalar), .required("campaign", .scalar), .required("status", .text),
  ]
  static let opportunity: [OperationField] = [.required("request", .scalar)]
  static let suppression: [OperationField] = [.required("externalId", .scalar)]
  static let promotion: [OperationField] = [
    .required("title", .text), .optional("draft", .scalar),
  ]

  /// When a task is due that was sent at a time: so many hours later, ten years at most.
  static func due(_ fields: OperationFields, sentAt: String) -> String {
    guard let start = Timestamp(sentAt) else { return sentAt }
    let hours = Int64(min(max(fields.integer("dueInHours") ?? 0, 0), 87_600))
    return start.advanced(by: hours * 3_600_000_000).description
  }

  /// A person's names: given apart, or a name cut at its last blank.
  static func names(_ fields: OperationFields) -> (first: String?, last: String?) {
    if fields["lastName"] != nil || fields["firstName"] != nil {
      return (fields.text("firstName"), fields.text("lastName"))
    }
    guard let name = fields.text("name")?.trimmed, !name.isEmpty else { return (nil, nil) }
    guard let blank = name.lastIndex(of: " ") else { return (nil, name) }
    return (String(name[..<blank]), String(name[name.index(after: blank)...]))
  }

  /// The answer with what was filled in with "Unknown" because a new record cannot do without it: a case and its
  /// log can tell a name that is not known from one that is.
  static func noting(_ filled: [String], in result: JSONValue) -> JSONValue {
    filled.isEmpty
      ? result
      : .object(
        (result.objectValue ?? [])
          + [JSONMember("filledIn", .array(filled.map(JSONValue.string)))])
  }

  /// Segments as fields with several values are written: `a;b`.
  static func segments(_ fields: OperationFields) -> JSONValue {
    .string(fields.list("segments").map(\.shown).joined(separator: ";"))
  }
}

extension String {
  /// The text without blanks around it.
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
