import Diagnostics
import FEEL

/// Turns the definitions of several files into one compiled model.
final class ModelCompiler {
  let index: ElementIndex
  let sink = DiagnosticSink()
  let java: JavaFunctions
  private var types: [TypeTable?]
  private var scopes: [Scope?]
  private var decisions: [CompiledDecision?]
  private var functions: [Element: Value] = [:]
  /// The elements being compiled, to find circles.
  private var open: [Element] = []

  init(_ files: [Definitions], java: JavaFunctions) {
    index = ElementIndex(files)
    self.java = java
    types = Array(repeating: nil, count: files.count)
    scopes = Array(repeating: nil, count: files.count)
    decisions = Array(repeating: nil, count: index.decisions.count)
    sink.diagnostics = index.diagnostics
  }

  func compile() -> CompiledModel {
    for file in index.files.indices { _ = typeTable(of: file, importing: []) }
    for input in index.inputs { reportUnknownType(of: input.content.variable, in: input.file) }
    for service in index.services {
      reportUnknownType(of: service.content.variable, in: service.file)
    }
    let compiled = index.decisions.indices.map { decision($0) }
    for place in index.knowledge.indices { _ = function(of: .knowledge(place)) }
    let services = index.services.indices.map { service($0) }
    let entryPoints = compiled.enumerated().map { place, decision in
      ExecutableDecision(
        decision, label: index.decisions[place].content.label,
        plan: plan(of: [place], boundary: []))
    }
    return CompiledModel(decisions: entryPoints, services: services)
  }

  // MARK: Types and scopes

  /// The types that one file knows.
  ///
  /// Files that import each other see only what is compiled so far.
  private func typeTable(of file: Int, importing: Set<Int>) -> TypeTable {
    if let known = types[file] { return known }
    var table = TypeTable()
    for entry in index.files[file].imports where !importing.contains(file) {
      table.prefixes[entry.namespace] = entry.name
      for other in index.files.indices where index.files[other].namespace == entry.namespace {
        guard other != file else { continue }
        let imported = typeTable(of: other, importing: importing.union([file]))
        for (name, type) in imported.types {
          table.declare(type, as: entry.name.isEmpty ? name : "\(entry.name).\(name)")
        }
      }
    }
    let (compiled, diagnostics) = TypeCompiler.compile(
      index.files[file].itemDefinitions, imported: table)
    if types[file] == nil {
      sink.diagnostics += diagnostics
      types[file] = compiled
    }
    return compiled
  }

  /// A scope that knows the types of one file and no names yet.
  private func baseScope(of file: Int) -> Scope {
    if let known = scopes[file] { return known }
    var scope = Scope()
    for (name, type) in typeTable(of: file, importing: []).types {
      guard let constraint = type.constraint else {
        scope.declareType(name, as: type.type)
        continue
      }
      scope.declareType(name, as: type.type) { value in
        guard let start = DateAndTime(instant: 0) else { return true }
        return constraint.admits(value, Evaluation(now: start))
      }
    }
    scopes[file] = scope
    return scope
  }

  func expressionCompiler(in file: Int) -> ExpressionCompiler {
    ExpressionCompiler(
      scope: baseScope(of: file), types: typeTable(of: file, importing: []), sink: sink,
      java: java, zone: index.files[file].zone)
  }

  /// The declared type of an element's variable.
  func type(of element: Element) -> DeclaredType? {
    let (item, file) = index.variable(of: element)
    // Reported once, not for each use.
    var ignored = [Diagnostic]()
    return typeTable(of: file, importing: []).resolve(item.typeRef, &ignored)
  }

  private func reportUnknownType(of item: InformationItem, in file: Int) {
    _ = typeTable(of: file, importing: []).resolve(item.typeRef, &sink.diagnostics)
  }

  // MARK: Circles

  /// Runs `body` unless `element` is being compiled already, which is a circle and reported.
  private func guardingCircles<Result>(
    _ element: Element, at origin: Origin, _ body: () -> Result
  ) -> Result? {
    if let start = open.firstIndex(of: element) {
      let names = (open[start...] + [element]).map { index.variable(of: $0).item.name }
      sink.report(
        .cycle, at: origin, "\"\(names[0])\" needs itself",
        found: names.joined(separator: " → "), mend: "take one of the requirements out")
      return nil
    }
    open.append(element)
    defer { open.removeLast() }
    return body()
  }

  // MARK: Decisions

  /// A decision, compiled once.
  func decision(_ place: Int) -> CompiledDecision {
    if let known = decisions[place] { return known }
    let (file, decision) = (index.decisions[place].file, index.decisions[place].content)
    let compiled =
      guardingCircles(.decision(place), at: decision.origin) { compile(decision, file) }
      ?? CompiledDecision(
        name: decision.name, file: index.files[file], origin: decision.origin, type: nil,
        staticType: .any, node: FaultyNode(origin: decision.origin), sources: [])
    // A circle leaves the faulty stand-in to the inner call only.
    if !open.contains(.decision(place)) { decisions[place] = compiled }
    return compiled
  }

  private func compile(_ decision: Decision, _ file: Int) -> CompiledDecision {
    var compiler = expressionCompiler(in: file)
    let sources = require(decision.requirements, in: file, &compiler.scope)
    let type = compiler.types.resolve(decision.variable.typeRef, &sink.diagnostics)
    let result: ExpressionCompiler.Result
    if let expression = decision.expression {
      result = compiler.compile(expression)
    } else {
      sink.report(
        .noLogic, .warning, at: decision.origin,
        "the decision \"\(decision.name)\" has no expression", mend: "add an expression")
      result = ExpressionCompiler.Result(node: NullNode(), type: .any)
    }
    return CompiledDecision(
      name: decision.name, file: index.files[file], origin: decision.origin,
      type: type.flatMap { $0.admitsEverything ? nil : $0 },
      staticType: type?.type ?? result.type, node: result.node, sources: sources)
  }

  /// Declares what is required and answers where its values come from, slot by slot.
  func require(
    _ requirements: [Requirement], in file: Int, _ scope: inout Scope
  ) -> [FrameSource] {
    var sources = [FrameSource]()
    var imported: [(prefix: String, entries: [(name: String, source: FrameSource, type: FEELType)])]
    imported = []
    for requirement in requirements {
      guard let element = resolve(requirement, in: file) else { continue }
      guard let (source, type) = source(of: element) else { continue }
      let (item, home) = index.variable(of: element)
      guard let prefix = index.prefix(of: home, in: file) else {
        let slot = scope.declare(item.name, type: type)
        if slot == sources.count { sources.append(source) } else { sources[slot] = source }
        continue
      }
      if let known = imported.firstIndex(where: { $0.prefix == prefix }) {
        imported[known].entries.append((item.name, source, type))
      } else {
        imported.append((prefix, [(item.name, source, type)]))
      }
    }
    for (prefix, entries) in imported {
      let type = FEELType.context(entries.map { ContextEntryType($0.name, $0.type) })
      let slot = scope.declare(prefix, type: type)
      let source = FrameSource.imported(entries.map { ($0.name, $0.source) })
      if slot == sources.count { sources.append(source) } else { sources[slot] = source }
    }
    return sources
  }

  private func resolve(_ requirement: Requirement, in file: Int) -> Element? {
    guard let element = index.resolve(requirement.reference, in: file, &sink.diagnostics) else {
      return nil
    }
    let expected: String
    switch (requirement, element) {
    case (.input, .input), (.decision, .decision), (.knowledge, .knowledge),
      (.knowledge, .service):
      return element
    case (.input, _): expected = "input data"
    case (.decision, _): expected = "a decision"
    case (.knowledge, _): expected = "a business knowledge model or a decision service"
    }
    sink.report(
      .wrongReference, at: requirement.reference.origin,
      found: "the \(element.kind) \"\(index.variable(of: element).item.name)\"",
      expected: expected, mend: "use the requirement that fits the element")
    return element
  }

  private func source(of element: Element) -> (FrameSource, FEELType)? {
    switch element {
    case .input: return (.element(element), type(of: element)?.type ?? .any)
    case .decision(let place):
      // Compiling it first tells its type, and finds circles.
      return (.element(element), decision(place).staticType)
    case .knowledge, .service:
      let function = function(of: element)
      guard case .function(let value) = function else { return (.constant(function), .any) }
      return (
        .constant(function),
        .function(parameters: value.parameters.map(\.type), result: value.resultType)
      )
    }
  }

  // MARK: Functions

  /// A business knowledge model or decision service as a function, compiled once.
  private func function(of element: Element) -> Value {
    if let known = functions[element] { return known }
    let origin = index.variable(of: element).item.origin
    let value: Value?
    switch element {
    case .knowledge(let place):
      value = guardingCircles(element, at: origin) { knowledgeFunction(place) }
    case .service(let place):
      value = guardingCircles(element, at: origin) { .function(service(place).function) }
    case .input, .decision: value = .null
    }
    if let value { functions[element] = value }
    return value ?? .null
  }

  /// DMN 1.5, 6.3.9: a business knowledge model sees its parameters and the functions it requires.
  private func knowledgeFunction(_ place: Int) -> Value {
    let (file, model) = (index.knowledge[place].file, index.knowledge[place].content)
    guard var logic = model.encapsulatedLogic else {
      sink.report(
        .noLogic, .warning, at: model.origin,
        "the business knowledge model \"\(model.name)\" has no logic",
        mend: "add <encapsulatedLogic>")
      return .null
    }
    var compiler = expressionCompiler(in: file)
    let others = model.requirements.filter { requirement in
      // A function may call itself without saying so.
      requirement.reference.id != model.id
    }
    let frame = require(others, in: file, &compiler.scope).map { $0.constant ?? .null }
    logic.typeRef = logic.typeRef ?? model.variable.typeRef
    let result = compiler.function(logic, name: model.name)
    let run = Evaluation(now: DateAndTime(instant: 0) ?? .epoch).run
    return result.node.evaluate(frame, run)
  }

  // MARK: Services

  private var services: [Int: CompiledService] = [:]

  private func service(_ place: Int) -> CompiledService {
    if let known = services[place] { return known }
    let (file, service) = (index.services[place].file, index.services[place].content)
    let outputs = service.outputDecisions.compactMap { decisionPlace($0, in: file) }
    let boundary = service.inputDecisions.compactMap { decisionPlace($0, in: file) }
    let data = service.inputData.compactMap {
      index.resolve($0, in: file, &sink.diagnostics)
    }
    // DMN 1.5, 10.4: the parameters are the input data, then the input decisions.
    let parameters = data + boundary.map { Element.decision($0) }
    let plan = plan(of: outputs, boundary: Set(boundary))
    var resultType = type(of: .service(place))
    if case .function(_, let result)? = resultType?.type {
      resultType = DeclaredType(name: result.description, type: result)
    }
    let compiled = CompiledService(
      name: service.name, label: service.label, origin: service.origin,
      parameters: parameters.map { element in
        let name = index.variable(of: element).item.name
        return CompiledService.Parameter(
          name: name, type: type(of: element) ?? .any,
          input: plan.inputs.firstIndex { $0.element == element })
      }, plan: plan, resultType: resultType)
    services[place] = compiled
    return compiled
  }

  private func decisionPlace(_ reference: ElementReference, in file: Int) -> Int? {
    guard let element = resolve(.decision(reference), in: file),
      case .decision(let place) = element
    else { return nil }
    return place
  }

  // MARK: Plans

  /// The order in which decisions are made for the results of `roots`; decisions of `boundary` are
  /// given like inputs.
  private func plan(of roots: [Int], boundary: Set<Int>) -> Plan {
    var builder = PlanBuilder(boundary: boundary, compiler: self)
    let outputs = roots.map { builder.add(.decision($0)) }
    return builder.finish(outputs: outputs)
  }
}

extension DateAndTime {
  fileprivate static var epoch: DateAndTime {
    guard let day = CalendarDate(year: 1970, month: 1, day: 1) else {
      preconditionFailure("the calendar has this day")
    }
    return DateAndTime(date: day, time: TimeOfDay(nanoseconds: 0, zone: .utc))
  }
}
