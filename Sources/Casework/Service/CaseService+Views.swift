import FEEL
import JSON
import Diagnostics
import Statechart

extension CaseService {
  /// Shows a case by id or business key; an open case goes before a finished one.
  public func show(_ reference: String, withLog: Bool) throws -> CaseDetail {
    try store.read { [engine] reader in
      let record = try reader.found(reference)
      let recent = try reader.log(
        of: record.id, after: max(0, record.logCount - 20), limit: 20)
      return CaseDetail(
        summary: try engine.summary(of: record, reader), data: try engine.data(of: record, reader),
        tasks: try reader.tasks(TaskFilter(caseID: record.id), after: nil, limit: 1000),
        timers: try reader.timers(of: record.id), calls: try reader.messages(of: record.id),
        incident: try reader.incident(of: record.id),
        why: Explanation.sentences(for: recent),
        log: withLog ? try CaseService.wholeLog(of: record, reader) : nil)
    }
  }

  /// A page of a case's log behind entry number `after`.
  public func log(_ reference: String, after: Int64, limit: Int) throws -> [LogEntry] {
    try store.read { reader in
      try reader.log(of: try reader.found(reference).id, after: after, limit: limit)
    }
  }

  private static func wholeLog(
    of record: CaseRecord, _ reader: any CaseReader
  ) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    while true {
      let page = try reader.log(of: record.id, after: entries.last?.sequence ?? 0, limit: 1000)
      entries += page
      if page.count < 1000 { return entries }
    }
  }

  /// Lists cases, a page at a time.
  public func list(_ request: ListRequest) throws -> CasePage {
    let limit = min(max(request.limit, 1), 1000)
    var start: CaseID?
    if let cursor = request.cursor {
      guard let id = CaseID(cursor) else {
        throw CaseworkError.badArgument("\"\(cursor)\" is not the cursor of a page of cases")
      }
      start = id
    }
    let first = start
    let condition = try request.condition.map(CaseCondition.init)
    return try store.read { [engine, clock] reader in
      let now = try clock.now(reader)
      let filter = try filter(request, now: now)
      var condition = condition
      var after = first
      var found: [CaseSummary] = []
      while true {
        let page = try reader.cases(filter, after: after, limit: limit)
        for record in page {
          after = record.id
          if condition != nil {
            let variables = try engine.variables(of: record, reader)
            guard condition?.holds(for: record, variables, now: now) == true else { continue }
          }
          found.append(try engine.summary(of: record, reader))
          if found.count == limit { return CasePage(cases: found, next: record.id.description) }
        }
        if page.count < limit { return CasePage(cases: found, next: nil) }
      }
    }
  }

  private func filter(_ request: ListRequest, now: Timestamp) throws -> CaseFilter {
    var filter = CaseFilter(key: request.key, status: request.status)
    let known = engine.library.workflows
    if let name = request.workflow {
      filter.workflow = try engine.library.workflow(named: name).name
    }
    if let state = request.state {
      let candidates = known.filter { filter.workflow == nil || $0.name == filter.workflow }
        .flatMap(\.statechart.states)
      guard let match = candidates.first(where: { $0.id == state || $0.label == state }) else {
        throw CaseworkError.unknownState(
          state, of: filter.workflow, known: candidates.map(\.id))
      }
      filter.state = match.id
    }
    if let age = request.olderThan { filter.startedBefore = now.advanced(by: -age) }
    return filter
  }

  /// How late timers came since the process started.
  public func timerLateness() -> LatenessHistogram.Counts { engine.lateness.counts }

  /// Where all cases stand.
  public func status() throws -> StatusBoard {
    let workflows = Dictionary(
      engine.library.workflows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return try store.read { [clock] reader in
      let now = try clock.now(reader)
      let lines = try reader.stateCounts().map { count in
        StatusLine(
          count: count, workflowLabel: workflows[count.workflow]?.label ?? count.workflow,
          stateLabel: workflows[count.workflow]?.statechart.label(ofState: count.state)
            ?? count.state)
      }
      return StatusBoard(cases: lines, backlog: try reader.backlog(at: now), at: now)
    }
  }
}

extension CaseEngine {
  fileprivate func summary(
    of record: CaseRecord, _ reader: any CaseReader
  ) throws -> CaseSummary {
    let statechart = try? library.statechart(record.definition, reader)
    return CaseSummary(
      record: record, version: try reader.definitionVersion(record.definition) ?? "",
      labels: record.states.map { statechart?.label(ofState: $0) ?? $0 })
  }

  /// A case's variables; none where its stored session cannot be read.
  fileprivate func variables(
    of record: CaseRecord, _ reader: any CaseReader
  ) throws -> ContextValue {
    guard let statechart = try? library.statechart(record.definition, reader),
      let machine = try? machine(of: record, statechart)
    else { return .empty }
    // A case that stopped in its first step has no session yet, but the data it was started with.
    if record.machine == nil, let row = try reader.nextInboxRow(of: record.id), row.kind == .start,
      case .context(let data) = row.event.data
    {
      return data
    }
    return machine.variables
  }

  func data(of record: CaseRecord, _ reader: any CaseReader) throws -> JSONValue {
    Value.context(try variables(of: record, reader)).json
  }
}

/// A FEEL expression over the data of cases, for `case list --where`.
private struct CaseCondition {
  private let text: String
  private var compiled: (names: [String], expression: CompiledExpression?)?

  init(_ text: String) throws {
    self.text = text
    // The names differ from case to case; here only the form is checked.
    let (_, diagnostics) = FEELCompiler(
      scope: Scope(), options: .init(unknownNames: nil)
    ).expression(text, at: Origin(file: "--where"))
    if diagnostics.hasErrors {
      throw CaseworkError(
        .badArgument, .invalid, "the condition is not FEEL: \(diagnostics[0].headline)",
        diagnostics: diagnostics)
    }
  }

  /// - Parameters:
  ///   - record: The case, which the condition knows as `case`.
  ///   - variables: Its variables, by their names; one named `case` goes before.
  ///   - now: The store's time.
  /// - Returns: Whether the condition is true.
  mutating func holds(
    for record: CaseRecord, _ variables: ContextValue, now: Timestamp
  ) -> Bool {
    let names = variables.entries.map(\.key)
    // Cases of one workflow mostly have the same names: each set of them is compiled once.
    if compiled?.names != names {
      var scope = Scope()
      for name in names { scope.declare(name) }
      if !names.contains("case") { scope.declare("case") }
      let (expression, _) = FEELCompiler(
        scope: scope, options: .init(unknownNames: nil)
      ).expression(text, at: Origin(file: "--where"))
      compiled = (names, expression)
    }
    var values = variables.entries.map(\.value)
    if !names.contains("case") { values.append(Self.value(of: record)) }
    let evaluation = Evaluation(now: now.dateAndTime)
    return compiled?.expression?.evaluate(values, evaluation) == .boolean(true)
  }

  private static func value(of record: CaseRecord) -> Value {
    .context(
      ContextValue([
        "id": .string(record.id.description), "key": record.key.map(Value.string) ?? .null,
        "workflow": .string(record.workflow), "status": .string(record.status.rawValue),
        "state": .list(record.states.map(Value.string)),
        "started": .dateTime(record.startedAt.dateAndTime),
        "changed": .dateTime(record.changedAt.dateAndTime),
      ]))
  }
}
