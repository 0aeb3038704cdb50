import Casework
import Diagnostics
import FEEL
import Foundation
import JSON
import Statechart

/// An engine in memory: sessions, their inboxes and a clock that jumps to whatever is due next.
struct SCXMLWorld {
  /// The fixed address under which sessions are reached; nothing listens there.
  private static let base = "http://127.0.0.1/sessions/"

  /// A session and what the engine knows of it.
  struct Session {
    var machine: StatechartMachine
    /// Where the files it names by `src` are.
    var folder: URL
    /// The sessions it has invoked, by invocation.
    var children: [String: String] = [:]
    /// Its invoker has left the invoking state: nothing from it reaches the invoker any more.
    var isCancelled = false
  }

  /// What waits for its turn, in the order it was accepted.
  enum Work {
    case start(ContextValue)
    case event(StatechartEvent)
    case cancel
  }

  struct Delayed {
    var due: Int128
    var sender: String
    var message: OutgoingMessage
  }

  private(set) var sessions: [String: Session] = [:]
  private var work: [(session: String, work: Work)] = []
  private var delayed: [Delayed] = []
  private var clock = Int128(1_700_000_000_000_000_000)
  private var sessionCount = 0
  /// Why the session under test cannot go on.
  private var fault: String?

  /// What no test needs more of.
  private static let maximumSteps = 100_000

  /// Runs a document until its session ends or nothing more can happen, and says how it ended.
  mutating func run(_ document: URL) -> SessionEnd {
    let text = end(of: document)
    let root = sessions["session1"].map { Value.context($0.machine.variables).json }
    return SessionEnd(text: text, data: root ?? .null)
  }

  private mutating func end(of document: URL) -> String {
    guard let text = try? String(contentsOf: document, encoding: .utf8) else {
      return "cannot be read"
    }
    let root: String
    switch makeSession(
      text, file: document.lastPathComponent, folder: document.deletingLastPathComponent(),
      parent: nil)
    {
    case .success(let id): root = id
    case .failure(let rejection): return "is rejected: \(rejection.reason)"
    }
    work.append((root, .start(.empty)))
    var steps = 0
    while let machine = sessions[root]?.machine, !machine.isDone, fault == nil {
      steps += 1
      guard steps < Self.maximumSteps else { return "does not come to an end" }
      if !work.isEmpty {
        let next = work.removeFirst()
        perform(next.work, in: next.session)
      } else if !deliverNextDelayed() {
        return "waits for ever in \(machine.activeAtomicStates.joined(separator: " "))"
      }
    }
    if let fault { return fault }
    let end = sessions[root]?.machine.activeAtomicStates.joined(separator: " ") ?? ""
    return end.isEmpty ? "ends in no state" : "ends in \(end)"
  }

  // MARK: Sessions

  struct Rejection: Error {
    var reason: String
  }

  private mutating func makeSession(
    _ text: String, file: String, folder: URL, parent: SessionIdentity.Parent?
  ) -> Result<String, Rejection> {
    let (document, diagnostics) = StatechartReader.read(text: text, file: file) {
      Self.file($0, in: folder)
    }
    guard let document else { return .failure(Rejection(diagnostics)) }
    let (statechart, found) = CompiledStatechart.compile(document, errorHandling: .standard)
    guard let statechart else { return .failure(Rejection(found)) }
    sessionCount += 1
    let id = "session\(sessionCount)"
    let identity = SessionIdentity(
      sessionID: id, parent: parent, httpLocation: SCXMLWorld.base + id)
    sessions[id] = Session(
      machine: StatechartMachine(statechart, identity: identity), folder: folder)
    return .success(id)
  }

  private static func file(_ source: String, in folder: URL) -> String? {
    let name = source.hasPrefix("file:") ? String(source.dropFirst(5)) : source
    return try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private mutating func perform(_ work: Work, in id: String) {
    guard var session = sessions[id], !session.machine.isDone else { return }
    let environment = Environment(now: now, reachable: Set(reachable), children: session.children)
    let macrostep: Macrostep
    switch work {
    case .start(let parameters):
      macrostep = session.machine.start(parameters, environment)
    case .event(let event):
      macrostep = session.machine.step(event, environment)
    case .cancel:
      guard !session.machine.isFresh else { return }
      macrostep = session.machine.cancel(environment)
    }
    sessions[id] = session
    if case .failed(let failure) = macrostep.status {
      fault = "stops: \(failure.reason)"
      return
    }
    for effect in macrostep.effects { carryOut(effect, of: id) }
    if case .done(let data) = macrostep.status { end(id, data) }
  }

  /// A session that has ended takes its delayed sends with it and tells its invoker.
  private mutating func end(_ id: String, _ data: Value) {
    delayed.removeAll { $0.sender == id }
    guard let session = sessions[id], let parent = session.machine.identity.parent,
      !session.isCancelled
    else { return }
    work.append((parent.sessionID, .event(.invocationDone(parent.invokeID, data: data))))
  }

  private var reachable: [String] {
    sessions.compactMap { $0.value.machine.isDone ? nil : $0.key }
  }

  private var now: DateAndTime {
    guard let now = DateAndTime(instant: clock) else {
      preconditionFailure("the clock left the range of dates")
    }
    return now
  }

  // MARK: Effects

  private mutating func carryOut(_ effect: Effect, of id: String) {
    switch effect {
    case .send(let message):
      if let delay = message.delay {
        delayed.append(Delayed(due: clock + delay.nanoseconds, sender: id, message: message))
      } else {
        deliver(message, from: id)
      }
    case .cancelSend(let sendID):
      delayed.removeAll { $0.sender == id && $0.message.id == sendID }
    case .startInvocation(let start):
      startInvocation(start, of: id)
    case .cancelInvocation(let invocation):
      guard let child = sessions[id]?.children.removeValue(forKey: invocation) else { return }
      sessions[child]?.isCancelled = true
      work.append((child, .cancel))
    case .forward(let event, let invocation):
      if let child = sessions[id]?.children[invocation] { work.append((child, .event(event))) }
    }
  }

  private mutating func startInvocation(_ start: InvocationStart, of id: String) {
    guard let session = sessions[id] else { return }
    let text: String?
    let file: String
    switch start.document {
    case .source(let source):
      text = Self.file(source, in: session.folder)
      file = source
    case .text(let given):
      text = given
      file = "\(start.id) (inline)"
    case nil:
      text = nil
      file = start.id
    }
    let parent = SessionIdentity.Parent(sessionID: id, invokeID: start.id)
    guard depth(of: id) < CaseEngine.maximumInvocationDepth, let text,
      case .success(let child) = makeSession(
        text, file: file, folder: session.folder, parent: parent)
    else {
      let failure = StatechartEvent.failure(
        "error.communication", reason: "\(file) cannot be started", invokeID: start.id)
      work.append((id, .event(failure)))
      return
    }
    sessions[id]?.children[start.id] = child
    work.append((child, .start(start.parameters)))
  }

  /// How many sessions a session runs inside of.
  private func depth(of id: String) -> Int {
    var depth = 0
    var outer = sessions[id]?.machine.identity.parent
    while let parent = outer {
      depth += 1
      outer = sessions[parent.sessionID]?.machine.identity.parent
    }
    return depth
  }

  private mutating func deliver(_ message: OutgoingMessage, from id: String) {
    guard let sender = sessions[id] else { return }
    var event = message.event
    let receiver: String?
    switch message.destination {
    case .session(let session): receiver = session
    case .invocation(let invocation): receiver = sender.children[invocation]
    case .parent:
      if sender.isCancelled { return }
      receiver = sender.machine.identity.parent?.sessionID
    case .http(let url):
      receiver =
        url.hasPrefix(Self.base)
        ? String(url.dropFirst(Self.base.count).prefix { $0 != "?" }) : nil
      event = BasicHTTPMessage(message.event, isContent: message.isContent, url: url).event
      if let parent = sender.machine.identity.parent, parent.sessionID == receiver {
        if sender.isCancelled { return }
        event.invokeID = parent.invokeID
      }
    case .connector:
      receiver = nil
    }
    if let receiver, let session = sessions[receiver], !session.machine.isDone {
      work.append((receiver, .event(event)))
    } else {
      let failure = StatechartEvent.failure(
        "error.communication", reason: "there is no receiver", sendID: message.id)
      work.append((id, .event(failure)))
    }
  }

  /// Sets the clock to the next due time; false if nothing is due any more.
  private mutating func deliverNextDelayed() -> Bool {
    guard
      let next = delayed.indices.min(by: {
        (delayed[$0].due, $0) < (delayed[$1].due, $1)
      })
    else { return false }
    let entry = delayed.remove(at: next)
    clock = max(clock, entry.due)
    deliver(entry.message, from: entry.sender)
    return true
  }
}

extension SCXMLWorld.Rejection {
  fileprivate init(_ diagnostics: [Diagnostic]) {
    reason =
      diagnostics.first { $0.severity == .error }.map { "\($0.code) \($0.headline)" } ?? "unknown"
  }
}

extension SCXMLWorld {
  /// What a macrostep sees of the engine.
  struct Environment: StatechartEnvironment {
    var now: DateAndTime
    var reachable: Set<String>
    var children: [String: String]

    func decide(_ request: DecisionRequest) -> DecisionOutcome {
      .failed(reason: "there are no decisions here", record: nil)
    }

    func reach(_ destination: Destination) -> Reachability {
      let session: String?
      switch destination {
      case .session(let id): session = id
      case .invocation(let id): session = children[id]
      case .parent, .http: return .reachable
      case .connector(let name):
        return .notUnderstood(reason: "there is no connector \"\(name)\"")
      }
      return session.map(reachable.contains) == true
        ? .reachable : .unknown(reason: "there is no such session")
    }
  }
}
