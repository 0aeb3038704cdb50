import Diagnostics
import JSON
import Statechart

extension CaseService {
  /// The stored versions of a workflow, the newest first.
  public func versions(ofWorkflow name: String) throws -> WorkflowVersions {
    try store.read { [engine] reader in
      let loaded = try? engine.library.workflow(named: name)
      let stored = try reader.versions(.workflow, name: loaded?.name ?? name)
      guard loaded != nil || !stored.isEmpty else {
        throw CaseworkError.unknownWorkflow(name, known: engine.library.workflows.map(\.name))
      }
      return WorkflowVersions(
        workflow: loaded?.name ?? name, current: loaded?.version, stored: stored)
    }
  }

  /// Moves a page of a workflow's cases to another of its versions, or tells which could be moved.
  ///
  /// Each case is moved alone: one that does not fit stays as it is and is told with the reasons. No
  /// state is left or entered; open tasks, timers and calls go on as they are.
  /// - Throws: `CaseworkError` for an unknown workflow, version or state of the map.
  public func migrate(_ request: MigrationRequest) throws -> MigrationPage {
    guard !request.isTrial else {
      return try store.read { [engine, clock] reader in
        let target = try engine.target(of: request, reader)
        return try engine.page(of: request, target, reader) { record in
          try engine.assess(
            record, target, request.map, reader, at: try clock.now(reader)
          ).line
        }
      }
    }
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let now = try clock.now(transaction)
      var target = try engine.target(of: request, transaction)
      if let workflow = target.workflow {
        target.id = try engine.library.store(workflow, transaction, at: now)
      }
      return try engine.page(of: request, target, transaction) { record in
        try engine.migrate(record, target, request, transaction, at: now)
      }
    }
  }
}

/// The version that cases are moved to.
private struct MigrationTarget {
  var name: String
  var version: String
  var statechart: CompiledStatechart
  /// The stored definition; nil for one in force that no case has used yet.
  var id: DefinitionID?
  /// The version in force, to be stored with the first case.
  var workflow: LoadedWorkflow?
}

extension CaseEngine {
  fileprivate func target(
    of request: MigrationRequest, _ reader: any CaseReader
  ) throws -> MigrationTarget {
    let loaded = try? library.workflow(named: request.workflow)
    let name = loaded?.name ?? request.workflow
    let stored = try reader.versions(.workflow, name: name)
    guard loaded != nil || !stored.isEmpty else {
      throw CaseworkError.unknownWorkflow(
        request.workflow, known: library.workflows.map(\.name))
    }
    let target: MigrationTarget
    if let loaded, request.version == "latest" || loaded.version.isVersion(request.version) {
      target = MigrationTarget(
        name: name, version: loaded.version, statechart: loaded.statechart,
        id: stored.first { $0.version == loaded.version }?.id, workflow: loaded)
    } else {
      let found = stored.filter { $0.version.isVersion(request.version) }
      guard let version = found.first, found.count == 1 else {
        let known = stored.map { String($0.version.dropFirst(7).prefix(12)) }
        throw CaseworkError(
          .unknownVersion, .notFound,
          "the workflow \(name) has "
            + (found.isEmpty ? "no version" : "several versions that begin with")
            + " \"\(request.version)\"; there are latest, " + known.joined(separator: ", "))
      }
      target = MigrationTarget(
        name: name, version: version.version,
        statechart: try library.statechart(version.id, reader), id: version.id)
    }
    try check(request.map, target)
    return target
  }

  /// A map that names what is not there is wrong for every case.
  private func check(_ map: MigrationMap, _ target: MigrationTarget) throws {
    let states = target.statechart.states.map(\.id)
    for (old, new) in map.states.sorted(by: { $0.key < $1.key }) where !states.contains(new) {
      throw CaseworkError(
        .badMap, .invalid,
        "the map leads from the state \"\(old)\" to \"\(new)\", which \(target.name) does not have"
          + " in that version" + Suggestion.didYouMean(new, among: states))
    }
    let variables = target.statechart.variables.map(\.name)
    for (old, new) in map.variables.sorted(by: { $0.key < $1.key }) {
      guard let new, !variables.contains(new) else { continue }
      throw CaseworkError(
        .badMap, .invalid,
        "the map leads from the variable \"\(old)\" to \"\(new)\", which \(target.name) does not "
          + "have in that version" + Suggestion.didYouMean(new, among: variables))
    }
  }

  fileprivate func page(
    of request: MigrationRequest, _ target: MigrationTarget, _ reader: any CaseReader,
    _ body: (CaseRecord) throws -> MigrationPage.Line
  ) throws -> MigrationPage {
    let limit = min(max(request.limit, 1), 1000)
    let records = try reader.sessions(
      of: target.name, besides: target.id, after: request.after, limit: limit)
    return MigrationPage(
      version: target.version, lines: try records.map(body),
      next: records.count == limit ? records.last?.id : nil)
  }

  /// What a case would be in the other version.
  fileprivate func assess(
    _ record: CaseRecord, _ target: MigrationTarget, _ map: MigrationMap,
    _ reader: any CaseReader, at now: Timestamp
  ) throws -> (
    line: MigrationPage.Line, machine: StatechartMachine?, renamed: [String: String]
  ) {
    var line = MigrationPage.Line(
      caseID: record.id, key: record.key,
      from: try reader.definitionVersion(record.definition) ?? "", states: record.states,
      newStates: record.states, reasons: [], notes: [])
    let old: StatechartMachine
    do {
      old = try machine(of: record, try library.statechart(record.definition, reader))
    } catch let failure as CaseFailure {
      line.reasons = [failure.message]
      return (line, nil, [:])
    } catch let error as CaseworkError {
      line.reasons = [error.message]
      return (line, nil, [:])
    }
    let environment = StepEnvironment(
      now: now, library: library, reader: reader, record: record)
    let outcome = old.migrated(to: target.statechart, map, environment)
    line.reasons = outcome.reasons
    line.notes = outcome.notes
    for timer in try reader.timers(of: record.id) where timer.kind == .send {
      guard timer.destination == .session(record.id.description),
        !target.statechart.knows(timer.event.name)
      else { continue }
      line.reasons.append("nothing takes the delayed event \"\(timer.event.name)\" there")
    }
    guard line.reasons.isEmpty, let machine = outcome.machine else { return (line, nil, [:]) }
    if !machine.isFresh { line.newStates = machine.activeAtomicStates }
    return (line, machine, outcome.renamed)
  }

  fileprivate func migrate(
    _ record: CaseRecord, _ target: MigrationTarget, _ request: MigrationRequest,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> MigrationPage.Line {
    let (line, machine, renamed) = try assess(record, target, request.map, transaction, at: now)
    guard let machine, let definition = target.id else { return line }
    try transaction.nested {
      var next = record
      next.definition = definition
      next.machine = record.machine == nil ? nil : machine.storedForm
      next.states = line.newStates
      next.changedAt = now
      var details: [JSONMember] = [
        JSONMember(
          "workflow",
          ["from": .string(line.from), "to": .string(target.version)])
      ]
      if !line.notes.isEmpty {
        details.append(JSONMember("remarks", .array(line.notes.map(JSONValue.string))))
      }
      try append(
        LogContent(
          actor: request.intervention.actor, reason: request.intervention.reason,
          details: details),
        event: "case.migrated", from: record.states, to: &next, transaction, at: now)
      try transaction.updateCase(next, from: record)
      for (old, new) in renamed.sorted(by: { $0.key < $1.key }) {
        try transaction.renameInvocation(old, to: new, of: record.id)
      }
    }
    return line
  }
}

extension String {
  /// Whether a version is meant by a text: the whole, or the beginning of its digest.
  func isVersion(_ text: String) -> Bool {
    let digest = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
    return self == text || (digest.utf8.count >= 4 && dropFirst(7).hasPrefix(digest))
  }
}
