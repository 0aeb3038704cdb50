public import Casework
public import DMN
public import DecisionSheets
import Diagnostics
public import FEEL
public import JSON
import Spreadsheets
public import Statechart
import WorkflowSheets

/// The tables of some files, compiled together; they decide what workflows ask.
public struct TableSet: Casework.DecisionSource {
  /// The tables as they were read: models, tests, everything that is wrong.
  public let loaded: LoadedTables
  /// The files, sorted by path.
  public let files: [Casework.TableFile]
  /// `sha256:` and the digest of the files' versions and paths.
  public let version: String
  /// What a workflow sheet must know of the decisions.
  let interfaces: [DecisionInterface]
  /// The files beside its own that a decision needs, by its name; none for most.
  private let others: [String: [DecisionRecord.FileVersion]]

  /// No tables.
  public static let empty = TableSet([])

  /// Reads and compiles files; a faulty decision is left out and reported.
  ///
  /// - Parameter sources: The files; a workflow among them is passed over.
  public init(_ sources: [DecisionSheets.TableFile]) {
    self.init(sources) { WorkbookReader.read($0.bytes, file: $0.path) }
  }

  /// Reads and compiles files whose sheets may be known already.
  init(
    _ sources: [DecisionSheets.TableFile],
    workbook: (DecisionSheets.TableFile) -> (Workbook, [Diagnostic])
  ) {
    let sorted = sources.sorted { $0.path < $1.path }
    loaded = TableFolder.load(sorted, workbook: workbook)
    let versions = loaded.versions
    files = sorted.map {
      Casework.TableFile(
        file: $0.path, version: versions[$0.path] ?? SHA256.version(of: $0.bytes), body: $0.bytes)
    }
    version = SHA256.version(
      of: Array(files.map { "\($0.version) \($0.file)" }.joined(separator: "\n").utf8))
    interfaces = DecisionInterface.all(in: loaded.definitions)
    others = Self.others(in: loaded)
  }

  /// Those of required decisions, and those that these files import.
  private static func others(
    in loaded: LoadedTables
  ) -> [String: [DecisionRecord.FileVersion]] {
    guard loaded.versions.count > 1 else { return [:] }
    let models = Dictionary(loaded.definitions.map { ($0.origin.file, $0) }) { first, _ in first }
    let files = Dictionary(loaded.definitions.map { ($0.namespace, $0.origin.file) }) {
      first, _ in first
    }
    var found: [String: [DecisionRecord.FileVersion]] = [:]
    for decision in loaded.model.decisions {
      var needed = decision.files
      var index = 0
      while index < needed.count {
        for imported in models[needed[index]]?.imports ?? [] {
          guard let file = files[imported.namespace], !needed.contains(file) else { continue }
          needed.append(file)
        }
        index += 1
      }
      let others = needed.filter { $0 != decision.origin.file }.sorted().compactMap { file in
        loaded.versions[file].map { DecisionRecord.FileVersion(file: file, version: $0) }
      }
      if !others.isEmpty { found[decision.name] = others }
    }
    return found
  }

  /// One stored file by itself, as a model and compiled.
  public static func compiled(
    _ file: Casework.TableFile
  ) -> (definitions: [Definitions], model: CompiledModel) {
    let loaded = TableFolder.load([DecisionSheets.TableFile(path: file.file, bytes: file.body)])
    return (loaded.definitions, loaded.model)
  }

  /// The compiled decisions.
  public var decisions: CompiledModel { loaded.model }

  // MARK: Deciding

  /// Makes a decision that a workflow asks for.
  public func decide(_ request: DecisionRequest, now: DateAndTime) -> DecisionOutcome {
    // No rejected rules: the journal keeps those that matched.
    let options = DecisionOptions(now: now, explanation: .nearest(0))
    guard let decision = decisions.decision(named: request.name) else {
      return service(request, options) ?? unknown(request.name)
    }
    let inputs: ContextValue
    if request.usesVariables {
      inputs = ContextValue(
        decision.inputs.compactMap { input in
          request.inputs[input.name].map { .init(input.name, $0) }
        })
    } else {
      if let stranger = unknownInput(request.inputs, of: decision) { return stranger }
      inputs = request.inputs
    }
    let result = decision.evaluate(inputs, options)
    let record = DecisionRecord(
      decision: decision.name, file: decision.origin.file, version: decision.version,
      inputs: inputs,
      matched: (result.explanation?.matched ?? []).map {
        .init(rule: $0.rule, id: $0.id, place: $0.at)
      },
      result: result.value, reasons: result.reasons.map(\.message),
      others: others[decision.name] ?? [])
    if let error = result.errors.first {
      return .failed(reason: Self.sentence(error), record: record)
    }
    return .decided(result.value, outputs: outputs(of: decision), record: record)
  }

  /// Makes a decision again; texts become the dates and times that its inputs declare.
  public func decideAgain(
    _ name: String, inputs: JSONValue, now: DateAndTime
  ) -> DecisionOutcome {
    let type = decisions.decision(named: name)?.inputType ?? .any
    let values: ContextValue =
      if case .context(let values) = Value(json: inputs, as: type) { values } else { .empty }
    return decide(
      DecisionRequest(name: name, inputs: values, usesVariables: false, binding: .latest),
      now: now)
  }

  private func outputs(of decision: ExecutableDecision) -> [String] {
    decision.outputNames.isEmpty ? [decision.name] : decision.outputNames
  }

  private func service(_ request: DecisionRequest, _ options: DecisionOptions) -> DecisionOutcome? {
    guard
      let (result, outputs) = decisions.evaluateService(
        named: request.name, request.inputs, options)
    else { return nil }
    let record = DecisionRecord(
      decision: request.name, version: version, inputs: request.inputs, result: result.value,
      reasons: result.reasons.map(\.message),
      others: files.map { DecisionRecord.FileVersion(file: $0.file, version: $0.version) })
    if let error = result.errors.first {
      return .failed(reason: Self.sentence(error), record: record)
    }
    return .decided(result.value, outputs: outputs, record: record)
  }

  private func unknown(_ name: String) -> DecisionOutcome {
    let hint = decisions.nearestName(to: name).map { " (did you mean \"\($0)\"?)" } ?? ""
    return .failed(reason: "there is no decision \"\(name)\"" + hint, record: nil)
  }

  /// A parameter must name an input, or a decision whose result it takes the place of.
  private func unknownInput(
    _ inputs: ContextValue, of decision: ExecutableDecision
  ) -> DecisionOutcome? {
    let names = decision.inputs.map(\.name)
    let stranger = inputs.keys.first { key in
      !names.contains(key) && decisions.decision(named: key) == nil
    }
    guard let stranger else { return nil }
    return .failed(
      reason: "the decision \"\(decision.name)\" has no input \"\(stranger)\""
        + Suggestion.didYouMean(stranger, among: names),
      record: nil)
  }

  private static func sentence(_ error: Diagnostic) -> String {
    let found = error.found.map { ": \($0)" } ?? ""
    return "\(error.origin.place): \(error.code): \(error.headline)\(found)"
  }
}
