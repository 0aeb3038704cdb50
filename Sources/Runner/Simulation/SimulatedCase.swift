public import JSON

/// One case of a simulation: what it starts with, when, and what happens to it from outside.
public struct SimulatedCase: Sendable {
  /// Something that happens to the case, given with it.
  public struct Happening: Sendable {
    /// What happens.
    public enum Kind: Sendable, Hashable {
      /// An event from outside.
      case event(String)
      /// The end of a task, by its title or id, with an outcome.
      case task(String, outcome: String)
    }

    /// What happens.
    public var kind: Kind
    /// How long after the case's start, or after the task was opened, in microseconds.
    public var after: Int64
    /// The event's data, or the values of the task's form.
    public var data: JSONValue
    /// Who does it.
    public var person: String?
    /// The remark of who does the task.
    public var comment: String?

    /// Makes a happening.
    public init(
      _ kind: Kind, after: Int64, data: JSONValue = .null, person: String? = nil,
      comment: String? = nil
    ) {
      self.kind = kind
      self.after = after
      self.data = data
      self.person = person
      self.comment = comment
    }
  }

  /// Its line in the file, from 1.
  public var line: Int
  /// The business key.
  public var key: String?
  /// The start data.
  public var data: JSONValue
  /// How long after the start of the simulation, in microseconds.
  public var after: Int64
  /// What happens to it.
  public var happenings: [Happening]

  /// Makes a case.
  public init(
    line: Int, key: String? = nil, data: JSONValue, after: Int64 = 0,
    happenings: [Happening] = []
  ) {
    self.line = line
    self.key = key
    self.data = data
    self.after = after
    self.happenings = happenings
  }
}

extension SimulatedCase {
  /// Reads a line: the data alone, or
  /// `{"key", "after", "data", "events": [{"after", "event" | "task", "outcome", "data", "as", "comment"}]}`.
  ///
  /// - Throws: `SimulationFault` with what is wrong.
  public init(json: JSONValue, line: Int) throws(SimulationFault) {
    guard let members = json.objectValue else {
      throw SimulationFault("line \(line): this is no object")
    }
    let names = ["id", "key", "after", "data", "events"]
    let isEnvelope =
      (json["data"]?.objectValue != nil || json["events"] != nil)
      && members.allSatisfy { names.contains($0.name) }
    guard isEnvelope else {
      self.init(line: line, data: json)
      return
    }
    let reader = SimulationReader("line \(line)", json)
    let after = try reader.duration("after") ?? 0
    var happenings: [Happening] = []
    for (index, event) in (json["events"]?.arrayValue ?? []).enumerated() {
      happenings.append(try Self.happening(event, "line \(line), event \(index + 1)"))
    }
    if json["events"] != nil, json["events"]?.arrayValue == nil {
      throw SimulationFault("line \(line): events is no list")
    }
    self.init(
      line: line, key: json["key"]?.stringValue, data: json["data"] ?? .object([]), after: after,
      happenings: happenings)
  }

  private static func happening(
    _ json: JSONValue, _ place: String
  ) throws(SimulationFault) -> Happening {
    let reader = SimulationReader(place, json)
    try reader.check(["after", "event", "task", "outcome", "data", "as", "comment"])
    let kind: Happening.Kind
    switch (json["event"]?.stringValue, json["task"]?.stringValue, json["outcome"]?.stringValue) {
    case (let event?, nil, nil): kind = .event(event)
    case (nil, let task?, let outcome?): kind = .task(task, outcome: outcome)
    default:
      throw SimulationFault(
        "\(place): give event, or task with outcome",
        "such as {\"after\": \"PT2H\", \"task\": \"Fix the order\", \"outcome\": \"fixed\"}")
    }
    return Happening(
      kind, after: try reader.duration("after") ?? 0, data: json["data"] ?? .null,
      person: json["as"]?.stringValue, comment: json["comment"]?.stringValue)
  }
}

/// What is wrong with the files of a simulation.
public struct SimulationFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with its place.
  public var description: String
  /// How to mend it.
  public var mend: String?

  init(_ description: String, _ mend: String? = nil) {
    self.description = description
    self.mend = mend
  }
}
