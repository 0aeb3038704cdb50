public import Casework
public import DMN
import DecisionSheets
public import Diagnostics
public import FEEL
import Spreadsheets
public import Statechart
import WorkflowSheets

/// The tables of some files, compiled together; they decide what workflows ask.
public struct TableSet: Casework.DecisionSource {
  /// The files, sorted by path.
  public let files: [TableFile]
  /// `sha256:` and the digest of the files' versions and paths.
  public let version: String
  /// The compiled decisions.
  public let decisions: CompiledModel
  /// What a workflow sheet must know of the decisions.
  let interfaces: [DecisionInterface]
  /// Everything that is wrong with the files.
  public let diagnostics: [Diagnostic]

  /// The file endings of tables.
  static let extensions: Set<String> = ["csv", "xlsx", "ods", "fods", "xml", "dmn"]

  /// Reads and compiles files; a faulty decision is left out and reported.
  ///
  /// - Parameter sources: The files; a workflow among them is passed over.
  public init(_ sources: [SourceFile]) {
    var definitions: [Definitions] = []
    var diagnostics: [Diagnostic] = []
    var files: [TableFile] = []
    for source in sources.sorted(by: { $0.path < $1.path }) {
      guard let read = Self.read(source) else { continue }
      let version = SHA256.version(of: source.bytes)
      files.append(TableFile(file: source.path, version: version, body: source.bytes))
      diagnostics += read.diagnostics
      if var model = read.definitions {
        model.version = version
        definitions.append(model)
      }
    }
    let compiled = CompiledModel.compile(definitions)
    self.files = files
    version = SHA256.version(
      of: Array(files.map { "\($0.version) \($0.file)" }.joined(separator: "\n").utf8))
    decisions = compiled.model
    interfaces = DecisionInterface.all(in: definitions)
    self.diagnostics = (diagnostics + compiled.diagnostics).inReadingOrder()
  }

  /// Nil for a workflow, which is no table.
  private static func read(
    _ source: SourceFile
  ) -> (definitions: Definitions?, diagnostics: [Diagnostic])? {
    if source.path.lowercased().hasSuffix(".dmn") {
      return DMNReader.read(source.bytes, file: source.path)
    }
    let (workbook, diagnostics) = WorkbookReader.read(source.bytes, file: source.path)
    guard !DecisionSheetReader.isWorkflow(workbook) else { return nil }
    let read = DecisionSheetReader.read(workbook)
    return (read.definitions, diagnostics + read.diagnostics)
  }

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
      result: result.value, reasons: result.reasons.map(\.message))
    if let error = result.errors.first {
      return .failed(reason: Self.sentence(error), record: record)
    }
    return .decided(result.value, outputs: outputs(of: decision), record: record)
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
      reasons: result.reasons.map(\.message))
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
