import JSON

/// The forms of bodies and answers, as JSON Schema.
enum OpenAPISchemas {
  static let all: [JSONMember] = [
    schema("Problem", ["type", "title", "status", "detail", "code"]) {
      [
        ("type", text("A URN of the code.")), ("title", text("What the code means.")),
        ("status", integer("The HTTP status.")), ("detail", text("What is wrong this time.")),
        ("code", text("The stable code.")),
        ("diagnostics", list(["type": "object"], "All faults, each with its place.")),
        ("case", text("The case it is about, such as the first with the same key.")),
      ]
    },
    schema("StartRequest", ["workflow"]) {
      [
        ("workflow", text("The workflow's name or label.")),
        ("key", text("The business key, unique among the open cases of the workflow.")),
        ("data", object("The values of the workflow's variables.")),
        ("as", text("Who starts it, for the log.")),
      ]
    },
    schema("EventRequest", ["event"]) {
      [
        ("event", text("The event's name.")), ("data", ["description": "The event's data."]),
        ("id", text("The sender's id of the event: the same one counts once.")),
        ("source", text("Whose ids these are.")), ("as", text("Who sends it, for the log.")),
      ]
    },
    schema("IntakePage", ["intake"]) {
      [
        ("intake", list(["type": "object"], "What could not be worked off, each with its fault.")),
        ("next", text("Where the next page begins.")),
      ]
    },
    schema("Intervention", []) {
      [("as", text("Who does it, for the log.")), ("reason", text("Why, for the log."))]
    },
    schema("StartBatch", ["workflow", "cases"]) {
      [
        ("workflow", text("The workflow's name or label.")),
        ("as", text("Who starts them, for the log.")),
        (
          "cases",
          list(
            ["type": "object"],
            "At most 1000: {\"data\", \"key\"?, \"id\"?}; the same id starts one case.")
        ),
      ]
    },
    schema("StartResults", ["results"]) {
      [("results", list(["type": "object"], "Of each, in order: {\"case\"} or {\"error\"}."))]
    },
    schema("Call", ["id", "to", "event", "status", "attempts"]) {
      [
        ("id", text("Such as m5.")), ("case", text("The case that makes it.")),
        ("key", optional("The case's business key.")),
        ("kind", choice(["connector", "http", "basicHTTP"])),
        ("to", text("The connector's name, or the URL.")),
        ("receiver", text("What limits and circuits go by.")),
        ("event", text("The name of the event sent.")),
        ("status", choice(["waiting", "dead"])), ("attempts", integer("Those that failed.")),
        ("next", text("When it is tried next.")), ("created", text("When the case made it.")),
        ("error", optional("Why the last attempt failed.")),
        (
          "ambiguous",
          ["type": "boolean", "description": "Whether the receiver may have acted."]
        ),
        ("idempotencyKey", text("The same with every attempt.")),
        ("data", ["description": "What is sent."]),
      ]
    },
    schema("CallPage", ["calls", "next"]) {
      [
        ("calls", list(reference("Call"), "The calls.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("EraseRequest", ["reason"]) {
      [
        ("as", text("Who does it, for the log.")), ("reason", text("Why, for the log.")),
        ("key", ["type": "boolean", "description": "The business key too."]),
      ]
    },
    schema("ArchivePage", ["cases", "next"]) {
      [
        ("cases", list(["type": "object"], "Each with its data, its log and its parts.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("ArchivedCase", ["id", "log", "head"]) {
      [
        ("id", text("The id that the case had.")),
        ("log", list(["type": "object"], "Its log with salts and digests, as the archive has it.")),
        ("head", text("The newest link of the chain of its log.")),
      ]
    },
    schema("RemoveRequest", ["cases"]) {
      [("cases", list(["type": "object"], "Each {\"id\", \"head\"}, as the archive has it."))]
    },
    schema("RemoveResult", ["removed"]) {
      [("removed", list(["type": "string"], "The ids of those removed."))]
    },
    schema("MoveRequest", ["state", "reason"]) {
      [
        ("state", text("The state's id or label.")), ("as", text("Who does it, for the log.")),
        ("reason", text("Why, for the log.")),
      ]
    },
    schema("Versions", ["workflow", "current", "versions"]) {
      [
        ("workflow", text("The workflow's name.")),
        ("current", optional("The version in force.")),
        ("versions", list(["type": "object"], "Those that were used, the newest first.")),
      ]
    },
    schema("MigrationRequest", []) {
      [
        ("to", text("latest, or the beginning of a version.")),
        (
          "map",
          object(
            "{\"states\": {\"old\": \"new\"}, \"variables\": {\"old\": \"new\" or null}, "
              + "\"invocations\": {\"old\": \"new\"}}.")
        ),
        (
          "dryRun",
          ["type": "boolean", "description": "Only tell what would be done."]
        ),
        ("cursor", text("The `next` of the page before.")),
        ("limit", integer("At most so many cases.")),
        ("as", text("Who does it, for the log.")), ("reason", text("Why, for the log.")),
      ]
    },
    schema("MigrationPage", ["version", "cases", "next"]) {
      [
        ("version", text("The version they were moved to.")),
        ("movable", integer("Those that were or could be moved.")),
        ("blocked", integer("Those that could not.")),
        ("cases", list(["type": "object"], "Each with its reasons and notes.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("Replay", ["case", "differences", "decisions"]) {
      [
        ("case", text("The case.")),
        ("differences", integer("Decisions that are made differently now.")),
        ("erased", integer("Log entries whose content was erased.")),
        ("decisions", list(["type": "object"], "Each as it was and as it is now.")),
      ]
    },
    schema("IncidentCauses", ["causes"]) {
      [("causes", list(["type": "object"], "Each with its cause, count and message."))]
    },
    schema("PersonRequest", ["as"]) {
      [("as", text("Who does it.")), ("comment", text("A remark, for the log."))]
    },
    schema("ReassignRequest", ["as"]) {
      [
        ("as", text("Who gives it.")), ("to", text("The person who gets it.")),
        ("role", text("The role of whom anyone may claim it, instead of a person.")),
        ("comment", text("A remark, for the log.")),
      ]
    },
    schema("DelegateRequest", ["as", "to"]) {
      [
        ("as", text("Who has the task.")), ("to", text("The person who does it.")),
        ("comment", text("A remark, for the log.")),
      ]
    },
    schema("CompleteRequest", ["as"]) {
      [
        ("as", text("Who does it.")),
        ("outcome", text("How it ended; left out, the answer of the delegated person holds.")),
        ("comment", text("A remark, for the log.")),
        ("data", object("The values filled in, by the names of the form's fields.")),
      ]
    },
    schema("AdvanceRequest", []) {
      [
        ("by", text("A duration such as 3 days or PT9H.")),
        ("toNext", ["type": "boolean", "description": "To the next deadline."]),
      ]
    },
    schema("Case", ["id", "key", "workflow", "status", "state", "revision"]) {
      [
        ("id", text("Such as c17.")), ("key", optional("The business key.")),
        ("workflow", object("Its name and version.")),
        ("status", choice(["open", "done", "suspended", "incident", "cancelled"])),
        ("state", list(["type": "string"], "The ids of the active states.")),
        ("labels", list(["type": "string"], "Their labels.")),
        ("data", object("The variables.")),
        ("tasks", list(reference("Task"), "The open tasks.")),
        ("timers", list(["type": "object"], "The timers, the next due first.")),
        ("calls", list(["type": "object"], "Messages not yet delivered.")),
        ("incident", ["description": "Why it stopped, if it did."]),
        ("revision", integer("Counts its commits.")),
        ("why", list(["type": "string"], "Why it is where it is.")),
        ("log", list(["type": "object"], "Its log, if asked for.")),
      ]
    },
    schema("CasePage", ["cases", "next"]) {
      [
        ("cases", list(reference("Case"), "The cases.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("Log", ["log", "next"]) {
      [
        ("log", list(["type": "object"], "The entries.")),
        ("next", ["type": ["integer", "null"], "description": "The next page's `after`."]),
      ]
    },
    schema("Task", ["id", "title", "case", "workflow"]) {
      [
        ("id", text("Such as t4.")), ("title", text("What people read.")),
        ("case", text("The case.")), ("key", optional("The case's business key.")),
        ("workflow", text("The workflow.")),
        ("assignee", optional("The one person who may do it.")),
        ("candidates", list(["type": "string"], "The roles or people who may claim it.")),
        ("claimedBy", optional("Who has it.")),
        ("delegatedBy", optional("Who lets that person do it, and confirms the answer.")),
        ("notBy", list(["type": "string"], "Tasks whose doers may not do it.")),
        ("priority", integer("Higher is more urgent.")),
        ("due", optional("When it should be done.")),
        ("followUp", optional("When somebody is reminded of it.")),
        ("form", ["description": "The form as the workflow gives it."]),
        ("data", ["description": "What the person needs to know."]),
        ("answer", ["description": "The answer of the person to whom it was delegated."]),
        ("revision", integer("Counts its changes; the ETag.")),
        ("lastChange", ["description": "What was done to it last: event, by, at."]),
        (
          "fields",
          list(["type": "object"], "The form's fields: name, label, type, values, optional.")
        ),
        ("outcomes", list(["type": "string"], "The outcomes that the workflow names.")),
        (
          "otherOutcomes",
          ["type": "boolean", "description": "Whether others may be taken as well."]
        ),
      ]
    },
    schema("TaskPage", ["tasks", "next"]) {
      [
        ("tasks", list(reference("Task"), "The tasks.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("IncidentPage", ["incidents", "next"]) {
      [
        ("incidents", list(["type": "object"], "The incidents.")),
        ("next", optional("The cursor of the next page.")),
      ]
    },
    schema("Status", ["cases", "overdue", "incidents", "outbox"]) {
      [
        ("at", text("The time of the board.")),
        ("cases", list(["type": "object"], "Counts by workflow and state.")),
        ("overdue", object("Tasks and timers past their time.")),
        ("incidents", integer("Cases that stopped.")),
        ("outbox", object("Messages waiting and given up.")),
        ("inbox", integer("Accepted events that wait for their step.")),
      ]
    },
    schema("ClockResult", ["from", "to", "fired"]) {
      [
        ("from", text("The time before.")), ("to", text("The time now.")),
        ("fired", integer("Deadlines that ran out.")),
      ]
    },
    schema("ExecuteRequest", ["decisionKey"]) {
      [
        ("decisionKey", text("The decision's name or label.")),
        ("inputVariables", list(reference("Variable"), "The inputs, by name or label.")),
      ]
    },
    schema("ExecuteResult", ["resultVariables"]) {
      [
        (
          "resultVariables",
          list(
            list(reference("Variable"), "The outputs of one rule."),
            "A list for each matching rule; none if no rule matched.")
        )
      ]
    },
    schema("Variable", ["name", "value"]) {
      [
        ("name", text("The input's or the output's name.")),
        ("type", text("string, integer, long, double, boolean, date, json and so on.")),
        ("value", ["description": "Its value; dates and durations as ISO 8601 texts."]),
      ]
    },
    schema("DecisionModels", ["data", "total"]) {
      [
        ("data", list(["type": "object"], "Each with key, name, namespace, version.")),
        ("total", integer("How many there are.")),
      ]
    },
    JSONMember("DecisionInput", object("The inputs by name or label.")),
    JSONMember("DecisionResult", ["description": "What the decision gave; null is a result."]),
    JSONMember("Tables", object("The tables in force.")),
    JSONMember("Table", object("One table.")),
  ]

  private static func schema(
    _ name: String, _ required: [String], _ properties: () -> [(String, JSONValue)]
  ) -> JSONMember {
    var members = [
      JSONMember("type", "object"),
      JSONMember("properties", .object(properties().map { JSONMember($0.0, $0.1) })),
    ]
    if !required.isEmpty {
      members.append(JSONMember("required", .array(required.map(JSONValue.string))))
    }
    return JSONMember(name, .object(members))
  }

  private static func text(_ help: String) -> JSONValue {
    ["type": "string", "description": .string(help)]
  }

  private static func optional(_ help: String) -> JSONValue {
    ["type": ["string", "null"], "description": .string(help)]
  }

  private static func integer(_ help: String) -> JSONValue {
    ["type": "integer", "description": .string(help)]
  }

  private static func object(_ help: String) -> JSONValue {
    ["type": "object", "description": .string(help)]
  }

  private static func choice(_ values: [String]) -> JSONValue {
    ["type": "string", "enum": .array(values.map(JSONValue.string))]
  }

  private static func list(_ item: JSONValue, _ help: String) -> JSONValue {
    ["type": "array", "items": item, "description": .string(help)]
  }

  private static func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }
}
