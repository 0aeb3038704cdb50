import Casework
import JSON

/// Counts what happens in a simulation, from the logs of the cases.
struct SimulationTally {
  /// The stay of a case in a state.
  struct Visit: Sendable, Hashable {
    var state: String
    var at: Timestamp
    /// The number of the visit among all of its case.
    var number: Int
  }

  private struct CaseVisits {
    var startedAt: Timestamp
    var open: [String: Visit] = [:]
    var count = 0
    /// The invocations that are timers and run now.
    var timers: Set<String> = []
  }

  private let names: SimulationNames
  private var visits: [CaseID: CaseVisits] = [:]
  private var lengths: [String: [Int64]] = [:]
  private var totals: [Int64] = []
  private var ends: [String: SimulationReport.End] = [:]
  private var deadlines: [(key: String, value: SimulationReport.Deadline)] = []
  private var tasks: [(id: String, title: String, opened: Int, outcomes: [String: Int])] = []
  private var dueTasks: [TaskID: TaskRecord] = [:]
  private var rules: [String: SimulationReport.RuleCount] = [:]
  private var incidents: [String: Int] = [:]
  private var refusals: [String: Int] = [:]
  private var startedCount = 0
  private(set) var finished = 0

  init(names: SimulationNames) { self.names = names }

  mutating func started(_ id: CaseID, at time: Timestamp) {
    startedCount += 1
    visits[id] = CaseVisits(startedAt: time)
  }

  mutating func refused(_ message: String) { refusals[message, default: 0] += 1 }

  /// An event for a case that is over is told, for somebody wanted it to matter.
  mutating func came(late what: String) {
    refused("the \(what) came when the case was over")
  }

  func isStill(in visit: Visit, of id: CaseID) -> Bool {
    visits[id]?.open[visit.state] == visit
  }

  // MARK: Logs

  /// Reads new entries of a case's log.
  ///
  /// - Returns: The states that it entered and has not left since.
  mutating func read(_ entries: [LogEntry], of id: CaseID) -> [Visit] {
    var entered: [Visit] = []
    for entry in entries {
      guard let content = entry.content,
        let json = try? JSONValue.parse(content, file: "the log")
      else { continue }
      for step in json["transitions"]?.arrayValue ?? [] {
        for state in (step["exited"]?.arrayValue ?? []).compactMap(\.stringValue) {
          leave(state, of: id, at: entry.at)
        }
        for state in (step["entered"]?.arrayValue ?? []).compactMap(\.stringValue) {
          guard var known = visits[id] else { continue }
          known.count += 1
          let visit = Visit(state: state, at: entry.at, number: known.count)
          known.open[state] = visit
          visits[id] = known
          entered.append(visit)
        }
      }
      for decision in json["decisions"]?.arrayValue ?? [] { count(decision) }
      countTimers(entry, json, of: id)
    }
    return entered.filter { isStill(in: $0, of: id) }
  }

  private mutating func leave(_ state: String, of id: CaseID, at time: Timestamp) {
    guard let visit = visits[id]?.open.removeValue(forKey: state) else { return }
    lengths[state, default: []].append(time.since(visit.at))
  }

  private mutating func count(_ decision: JSONValue) {
    let name = decision["decision"]?.stringValue ?? ""
    let matched = decision["matched"]?.arrayValue ?? []
    let result = decision["result"] ?? .null
    for rule in matched.isEmpty ? [JSONValue.null] : matched {
      let number = rule["rule"]?.intValue ?? 0
      let place = rule["at"]?.stringValue ?? decision["table"]?["file"]?.stringValue ?? ""
      let key = "\(name) \(number) \(place)"
      rules[
        key,
        default: .init(
          decision: name, rule: number, place: place, result: Self.shown(result), count: 0)
      ].count += 1
    }
  }

  private static func shown(_ result: JSONValue) -> String {
    guard let members = result.objectValue else { return result.stringValue ?? result.text }
    return members.map { "\($0.name): \($0.value.stringValue ?? $0.value.text)" }
      .joined(separator: ", ")
  }

  private mutating func countTimers(_ entry: LogEntry, _ json: JSONValue, of id: CaseID) {
    if entry.event.hasPrefix("done.invoke.") {
      let timer = String(entry.event.dropFirst("done.invoke.".count))
      if names.parts[timer]?.isTimer == true { change(timer) { $0.broken += 1 } }
    }
    for effect in json["effects"]?.arrayValue ?? [] {
      guard effect["started"]?.stringValue == "timer", let timer = effect["id"]?.stringValue else {
        continue
      }
      change(timer) { $0.set += 1 }
    }
  }

  private mutating func change(
    _ timer: String, _ body: (inout SimulationReport.Deadline) -> Void
  ) {
    let state = names.parts[timer]?.state ?? timer
    change(
      "timer \(timer)",
      .init(kind: .timer, id: timer, name: names.label(state), set: 0, broken: 0), body)
  }

  private mutating func change(
    _ key: String, _ new: SimulationReport.Deadline,
    _ body: (inout SimulationReport.Deadline) -> Void
  ) {
    if let index = deadlines.firstIndex(where: { $0.key == key }) {
      body(&deadlines[index].value)
    } else {
      var deadline = new
      body(&deadline)
      deadlines.append((key, deadline))
    }
  }

  // MARK: Tasks

  mutating func opened(_ task: TaskRecord) {
    change(task) { $0.opened += 1 }
    guard task.dueAt != nil else { return }
    dueTasks[task.id] = task
    change(due: task) { $0.set += 1 }
  }

  mutating func completed(_ task: TaskRecord, outcome: String, at time: Timestamp) {
    change(task) { $0.outcomes[outcome, default: 0] += 1 }
    guard let due = dueTasks.removeValue(forKey: task.id)?.dueAt, time > due else { return }
    change(due: task) { $0.broken += 1 }
  }

  private mutating func change(
    _ task: TaskRecord,
    _ body: (inout (id: String, title: String, opened: Int, outcomes: [String: Int])) -> Void
  ) {
    if !tasks.contains(where: { $0.id == task.invokeID }) {
      tasks.append((task.invokeID, task.title, 0, [:]))
    }
    if let index = tasks.firstIndex(where: { $0.id == task.invokeID }) { body(&tasks[index]) }
  }

  private mutating func change(
    due task: TaskRecord, _ body: (inout SimulationReport.Deadline) -> Void
  ) {
    change(
      "task \(task.invokeID)",
      .init(kind: .task, id: task.invokeID, name: task.title, set: 0, broken: 0), body)
  }

  // MARK: Ends

  mutating func ended(_ record: CaseRecord, incident: Incident?, at time: Timestamp) {
    finished += 1
    countEnd(record)
    if let incident { incidents[incident.message, default: 0] += 1 }
    // A task that was open past its due time when the case ended was late, too.
    for (id, task) in dueTasks where task.caseID == record.id {
      dueTasks[id] = nil
      if let due = task.dueAt, time > due { change(due: task) { $0.broken += 1 } }
    }
    guard record.status == .done, let known = visits[record.id] else { return }
    totals.append(time.since(known.startedAt))
    visits[record.id] = nil
  }

  private mutating func countEnd(_ record: CaseRecord) {
    let key = "\(record.status) \(record.states.joined(separator: " "))"
    ends[
      key,
      default: .init(
        states: record.states, labels: record.states.map(names.label), status: record.status,
        count: 0)
    ].count += 1
  }

  /// The whole of it, with the cases that still wait.
  mutating func report(
    workflow: LoadedWorkflow, options: Simulation.Options, end: Timestamp, isCut: Bool,
    open: [CaseRecord]
  ) throws -> SimulationReport {
    for record in open { countEnd(record) }
    let last = isCut ? options.start.advanced(by: options.length) : end
    for task in dueTasks.values {
      if let due = task.dueAt, last > due { change(due: task) { $0.broken += 1 } }
    }
    let stays = visits.values.flatMap(\.open.keys)
    let states = names.order.compactMap { state -> SimulationReport.StateTime? in
      let waiting = stays.count { $0 == state }
      let ended = lengths[state].flatMap(SimulationReport.Lengths.init)
      guard waiting > 0 || ended != nil else { return nil }
      return .init(state: state, label: names.label(state), lengths: ended, open: waiting)
    }
    func sorted(_ counts: [String: Int]) -> [(String, Int)] {
      counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        .map { ($0.key, $0.value) }
    }
    return SimulationReport(
      workflow: workflow.name, label: workflow.label, started: startedCount, finished: finished,
      start: options.start, end: last, isCut: isCut, seed: options.seed,
      ends: ends.values.sorted { first, second in
        if first.status.isUnfinished != second.status.isUnfinished {
          return second.status.isUnfinished
        }
        return first.count == second.count
          ? first.labels.joined() < second.labels.joined() : first.count > second.count
      },
      total: SimulationReport.Lengths(totals), states: states, deadlines: deadlines.map(\.value),
      tasks: tasks.map {
        .init(id: $0.id, title: $0.title, opened: $0.opened, outcomes: sorted($0.outcomes))
      },
      rules: rules.values.sorted {
        $0.count == $1.count ? $0.place < $1.place : $0.count > $1.count
      },
      incidents: sorted(incidents), refusals: sorted(refusals))
  }
}
