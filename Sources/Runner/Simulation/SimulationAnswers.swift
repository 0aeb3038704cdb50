public import JSON

/// How people and other systems answer in a simulation, where a case does not say it itself.
///
/// ```json
/// {
///   "tasks": {
///     "Fix the order": {"after": ["PT1H", "P2D"], "outcomes": {"fixed": 8, "cancelled": 1, "nobody": 1}},
///     "*": {"after": "PT4H", "outcomes": {"approve": 3, "reject": 1}}
///   },
///   "events": {
///     "confirmed": {"in": "Waiting for the customer", "after": ["PT1H", "P3D"], "chance": 0.6}
///   },
///   "messages": {"playlist.create": {"after": "PT1M", "failed": 0.05}}
/// }
/// ```
public struct SimulationAnswers: Sendable {
  /// How a task ends.
  struct TaskAnswer: Sendable {
    var after: ClosedRange<Int64>
    /// The outcomes with their weights; `nobody` leaves the task undone.
    var outcomes: [(outcome: String, weight: Double)]
    var data: JSONValue
    var people: [String]
  }

  /// An event that comes while a case is in a state.
  struct EventAnswer: Sendable {
    var event: String
    var state: String
    var after: ClosedRange<Int64>
    var chance: Double
    var data: JSONValue
  }

  /// How the receiver of a message answers.
  struct MessageAnswer: Sendable {
    var after: ClosedRange<Int64>
    var failed: Double
    var data: JSONValue
  }

  /// The outcome that stands for nobody doing the task.
  static let nobody = "nobody"

  var tasks: [String: TaskAnswer] = [:]
  var events: [EventAnswer] = []
  var messages: [String: MessageAnswer] = [:]

  /// No answers: tasks stay undone, no events come, messages are delivered at once.
  public init() {}

  /// Reads answers.
  ///
  /// - Parameters:
  ///   - json: The content of the file.
  ///   - file: Its path, for messages.
  /// - Throws: `SimulationFault` with what is wrong.
  public init(json: JSONValue, file: String) throws(SimulationFault) {
    try SimulationReader(file, json).check(["tasks", "events", "messages"])
    for member in json["tasks"]?.objectValue ?? [] {
      tasks[member.name] = try Self.task(member.value, "\(file): task \"\(member.name)\"")
    }
    for member in json["events"]?.objectValue ?? [] {
      // One event may come in several states.
      for entry in member.value.arrayValue ?? [member.value] {
        events.append(try Self.event(member.name, entry, "\(file): event \"\(member.name)\""))
      }
    }
    for member in json["messages"]?.objectValue ?? [] {
      messages[member.name] = try Self.message(member.value, "\(file): message \"\(member.name)\"")
    }
  }

  private static func task(
    _ json: JSONValue, _ place: String
  ) throws(SimulationFault) -> TaskAnswer {
    let reader = SimulationReader(place, json)
    try reader.check(["after", "outcome", "outcomes", "data", "as"])
    var outcomes: [(String, Double)] = []
    if let outcome = json["outcome"]?.stringValue { outcomes.append((outcome, 1)) }
    for member in json["outcomes"]?.objectValue ?? [] {
      let weights = SimulationReader("\(place): outcomes", json["outcomes"] ?? .null)
      outcomes.append((member.name, try weights.number(member.name) ?? 0))
    }
    guard outcomes.map(\.1).reduce(0, +) > 0 else {
      throw SimulationFault(
        "\(place): nothing says how it ends",
        "write \"outcome\": \"approve\", or \"outcomes\": {\"approve\": 3, \"reject\": 1}")
    }
    let people = json["as"]?.arrayValue?.compactMap(\.stringValue)
    return TaskAnswer(
      after: try reader.range("after") ?? 0...0, outcomes: outcomes, data: json["data"] ?? .null,
      people: people ?? json["as"]?.stringValue.map { [$0] } ?? [])
  }

  private static func event(
    _ name: String, _ json: JSONValue, _ place: String
  ) throws(SimulationFault) -> EventAnswer {
    let reader = SimulationReader(place, json)
    try reader.check(["in", "after", "chance", "data"])
    guard let state = json["in"]?.stringValue else {
      throw SimulationFault(
        "\(place): nothing says when it comes",
        "write \"in\": and the state in which it comes")
    }
    return EventAnswer(
      event: name, state: state, after: try reader.range("after") ?? 0...0,
      chance: try reader.number("chance") ?? 1, data: json["data"] ?? .null)
  }

  private static func message(
    _ json: JSONValue, _ place: String
  ) throws(SimulationFault) -> MessageAnswer {
    let reader = SimulationReader(place, json)
    try reader.check(["after", "failed", "data"])
    return MessageAnswer(
      after: try reader.range("after") ?? 0...0, failed: try reader.number("failed") ?? 0,
      data: json["data"] ?? .null)
  }
}
