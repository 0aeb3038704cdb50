import Diagnostics
import FEEL

/// Where the value of a slot comes from.
indirect enum FrameSource: Sendable {
  /// An input or a decision.
  case element(Element)
  /// A function.
  case constant(Value)
  /// The elements of an imported model, as a context.
  case imported([(name: String, source: FrameSource)])

  /// The value that it has in every evaluation: functions are constant, inputs are not.
  var constant: Value? {
    switch self {
    case .constant(let value): value
    case .element: nil
    case .imported(let entries):
      .context(
        ContextValue(entries.map { ContextValue.Entry($0.name, $0.source.constant ?? .null) }))
    }
  }
}

/// A decision ready to be made.
final class CompiledDecision: Sendable {
  let name: String
  let fileName: String
  let version: String?
  let origin: Origin
  /// The declared type of the result.
  let type: DeclaredType?
  /// The declared type, or what the expression tells.
  let staticType: FEELType
  let node: any CompiledNode
  /// Where the values of the frame come from.
  let sources: [FrameSource]

  init(
    name: String, file: Definitions, origin: Origin, type: DeclaredType?, staticType: FEELType,
    node: any CompiledNode, sources: [FrameSource]
  ) {
    self.name = name
    fileName = file.origin.file
    version = file.version
    self.origin = origin
    self.type = type
    self.staticType = staticType
    self.node = node
    self.sources = sources
  }

  /// The decision's table, if it is decided by one.
  var table: CompiledTable? {
    (node as? CompiledTable) ?? ((node as? TypedNode)?.node as? CompiledTable)
  }

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    let value = node.evaluate(frame, run)
    return type?.apply(to: value, at: origin, run) ?? value
  }
}

/// The inputs and the decisions, in order, that some results need.
struct Plan: Sendable {
  /// A value that the caller gives.
  struct Input: Sendable {
    let element: Element
    let name: String
    let label: String?
    let type: DeclaredType
    let origin: Origin
  }

  /// Where a step finds a value.
  indirect enum Source: Sendable {
    case input(Int)
    case result(Int)
    case constant(Value)
    case context([(name: String, source: Source)])
  }

  /// One decision.
  struct Step: Sendable {
    let decision: CompiledDecision
    let label: String?
    let sources: [Source]
    /// The steps and inputs whose values it takes.
    let needsSteps: [Int]
    let needsInputs: [Int]
  }

  let inputs: [Input]
  let steps: [Step]
  let outputs: [Source]
}

/// Numbers the elements that some results need.
struct PlanBuilder {
  private let boundary: Set<Int>
  private let compiler: ModelCompiler
  private var inputs: [Plan.Input] = []
  private var steps: [Plan.Step] = []
  private var places: [Element: Plan.Source] = [:]
  private var open: Set<Element> = []

  init(boundary: Set<Int>, compiler: ModelCompiler) {
    self.boundary = boundary
    self.compiler = compiler
  }

  func finish(outputs: [Plan.Source]) -> Plan {
    Plan(inputs: inputs, steps: steps, outputs: outputs)
  }

  /// The place of an element's value.
  mutating func add(_ element: Element) -> Plan.Source {
    if let known = places[element] { return known }
    // A circle was reported when the decisions were compiled; here it must only end.
    guard open.insert(element).inserted else { return .constant(.null) }
    defer { open.remove(element) }
    let source: Plan.Source
    if case .decision(let place) = element, !boundary.contains(place) {
      source = addStep(place)
    } else {
      source = .input(inputs.count)
      inputs.append(input(element))
    }
    places[element] = source
    return source
  }

  private func input(_ element: Element) -> Plan.Input {
    let item = compiler.index.variable(of: element).item
    let label: String? =
      switch element {
      case .input(let place): compiler.index.inputs[place].content.label
      case .decision(let place): compiler.index.decisions[place].content.label
      case .knowledge, .service: nil
      }
    return Plan.Input(
      element: element, name: item.name, label: label, type: compiler.type(of: element) ?? .any,
      origin: item.origin)
  }

  private mutating func addStep(_ place: Int) -> Plan.Source {
    let decision = compiler.decision(place)
    let sources = decision.sources.map { self.source($0) }
    var needed = (steps: [Int](), inputs: [Int]())
    for source in sources { source.collect(&needed.steps, &needed.inputs) }
    steps.append(
      Plan.Step(
        decision: decision, label: compiler.index.decisions[place].content.label,
        sources: sources, needsSteps: needed.steps, needsInputs: needed.inputs))
    return .result(steps.count - 1)
  }

  private mutating func source(_ source: FrameSource) -> Plan.Source {
    switch source {
    case .element(let element): add(element)
    case .constant(let value): .constant(value)
    case .imported(let entries): .context(entries.map { ($0.name, self.source($0.source)) })
    }
  }
}

extension Plan.Source {
  fileprivate func collect(_ steps: inout [Int], _ inputs: inout [Int]) {
    switch self {
    case .input(let place): inputs.append(place)
    case .result(let place): steps.append(place)
    case .constant: break
    case .context(let entries):
      for entry in entries { entry.source.collect(&steps, &inputs) }
    }
  }
}
