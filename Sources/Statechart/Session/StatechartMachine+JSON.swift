import FEEL
public import JSON

/// Why a stored session does not fit its statechart.
public enum StoredSessionError: Error, Sendable, Hashable {
  /// The JSON is not that of a session.
  case malformed(String)
  /// It names a state that the statechart does not have.
  case unknownState(String)
  /// It names an invocation that the statechart does not have.
  case unknownInvocation(String)

  /// The fault in one sentence.
  public var message: String {
    switch self {
    case .malformed(let part): "the stored session is damaged: \(part) cannot be read"
    case .unknownState(let id): "the stored session is in a state \"\(id)\" that does not exist"
    case .unknownInvocation(let id):
      "the stored session has an invocation \"\(id)\" that does not exist"
    }
  }
}

extension StatechartMachine {
  /// The session as JSON, without its identity; the same session always gives the same JSON.
  public func write(into writer: inout JSONWriter) {
    let chart = statechart.chart
    func states(_ name: String, _ states: [Int]) {
      writer.member(name, states) { $0.write(text: chart.states[$1].id) }
    }
    writer.beginObject()
    writer.member("stage", session.stage.rawValue)
    states("configuration", session.configuration.members)
    writer.name("data")
    writer.beginObject()
    for slot in Names.firstVariable..<session.values.count where session.declared[slot] {
      writer.name(chart.names.name(slot))
      StoredValue.write(session.values[slot], into: &writer)
    }
    writer.endObject()
    writer.name("ids")
    writer.write(integer: Int64(session.idCount))
    if !session.history.isEmpty {
      writer.name("history")
      writer.beginObject()
      for (state, remembered) in session.history.sorted(by: { $0.key < $1.key }) {
        states(chart.states[state].id, remembered)
      }
      writer.endObject()
    }
    if !session.bound.isEmpty { states("bound", session.bound.members) }
    if !session.invocations.isEmpty {
      writer.member("invocations", session.invocations) { writer, active in
        writer.beginObject()
        writer.member("id", active.id)
        writer.member("state", chart.states[active.state].id)
        writer.name("index")
        writer.write(integer: Int64(active.index))
        writer.endObject()
      }
    }
    let event = session.values[Names.System.event.rawValue]
    if !event.isNull {
      writer.name("event")
      StoredValue.write(event, into: &writer)
    }
    writer.endObject()
  }

  /// What `write` writes.
  public var storedForm: [UInt8] {
    var writer = JSONWriter()
    write(into: &writer)
    return writer.bytes
  }

  /// Takes a session up again.
  ///
  /// - Parameters:
  ///   - json: What `write` wrote, read again.
  ///   - statechart: The statechart it ran.
  ///   - identity: Who it is.
  ///   - microstepLimit: How many microsteps a macrostep may take.
  /// - Throws: `StoredSessionError` if the JSON is not that of a session of this statechart.
  public init(
    json: JSONValue, statechart: CompiledStatechart, identity: SessionIdentity,
    microstepLimit: Int = standardMicrostepLimit
  ) throws(StoredSessionError) {
    self.init(statechart, identity: identity, microstepLimit: microstepLimit)
    let stored = try StoredSession(json, statechart.chart)
    guard let stage = SessionState.Stage(rawValue: try stored.text("stage")) else {
      throw .malformed("stage")
    }
    session.stage = stage
    for state in try stored.states("configuration") { session.configuration.insert(state) }
    for state in try stored.states("bound") { session.bound.insert(state) }
    session.idCount = try stored.integer("ids")
    for member in try stored.object("history") {
      session.history[try stored.state(member.name)] = try stored.states(member.value)
    }
    for member in try stored.object("data") {
      guard let slot = statechart.chart.names.slot(of: member.name), slot >= Names.firstVariable
      else { continue }
      guard let value = StoredValue.value(member.value) else { throw .malformed(member.name) }
      session.values[slot] = value
      session.declared[slot] = true
    }
    if let event = stored.member("event") {
      guard let value = StoredValue.value(event) else { throw .malformed("event") }
      session.values[Names.System.event.rawValue] = value
    }
    session.invocations = try stored.invocations()
  }
}

/// Reads the parts of a stored session.
private struct StoredSession {
  let members: [JSONMember]
  let chart: Chart

  init(_ json: JSONValue, _ chart: Chart) throws(StoredSessionError) {
    guard case .object(let members) = json else { throw .malformed("the whole") }
    self.members = members
    self.chart = chart
  }

  func member(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  func text(_ name: String) throws(StoredSessionError) -> String {
    guard case .string(let text)? = member(name) else { throw .malformed(name) }
    return text
  }

  func integer(_ name: String) throws(StoredSessionError) -> Int {
    guard case .number(let digits)? = member(name), let integer = Int(digits) else {
      throw .malformed(name)
    }
    return integer
  }

  func object(_ name: String) throws(StoredSessionError) -> [JSONMember] {
    guard let json = member(name) else { return [] }
    guard case .object(let members) = json else { throw .malformed(name) }
    return members
  }

  func state(_ id: String) throws(StoredSessionError) -> Int {
    guard let index = chart.indexes[id] else { throw .unknownState(id) }
    return index
  }

  func states(_ name: String) throws(StoredSessionError) -> [Int] {
    guard let json = member(name) else { return [] }
    return try states(json)
  }

  func states(_ json: JSONValue) throws(StoredSessionError) -> [Int] {
    guard case .array(let items) = json else { throw .malformed("a list of states") }
    var states = [Int]()
    for item in items {
      guard case .string(let id) = item else { throw .malformed("a list of states") }
      states.append(try state(id))
    }
    return states
  }

  func invocations() throws(StoredSessionError) -> [SessionState.ActiveInvocation] {
    guard let json = member("invocations") else { return [] }
    guard case .array(let items) = json else { throw .malformed("invocations") }
    var invocations = [SessionState.ActiveInvocation]()
    for item in items {
      let stored = try StoredSession(item, chart)
      let id = try stored.text("id")
      let state = try state(try stored.text("state"))
      let index = try stored.integer("index")
      guard chart.states[state].invocations.indices.contains(index) else {
        throw .unknownInvocation(id)
      }
      invocations.append(.init(id: id, state: state, index: index))
    }
    return invocations
  }
}
