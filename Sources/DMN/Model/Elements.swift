public import Diagnostics

/// What all elements of a decision requirements graph have: DMN 1.5, 6.3.5 and 6.3.6.
public protocol DRGElement: Sendable, Hashable {
  /// The id by which requirements point here; unique in the namespace.
  var id: String { get set }
  /// What people call it, if that is not the name.
  var label: String? { get set }
  /// What the author says about it.
  var description: String? { get set }
  /// The name and type of its value or function.
  var variable: InformationItem { get set }
  /// Where it stands.
  var origin: Origin { get set }
}

extension DRGElement {
  /// The name by which commands, workflows, JSON and FEEL call it.
  public var name: String { variable.name }
}

/// A value that comes from outside: DMN 1.5, 6.3.11.
public struct InputData: DRGElement {
  /// The id by which requirements point here; unique in the namespace.
  public var id: String
  /// What people call it, if that is not the name.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// The name and type of the value.
  public var variable: InformationItem
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes an input; without an id, its name serves.
  public init(
    id: String? = nil, label: String? = nil, variable: InformationItem, origin: Origin
  ) {
    self.id = id ?? variable.name
    self.label = label
    self.variable = variable
    self.origin = origin
  }
}

/// What a decision or function needs: DMN 1.5, 6.3.12 and 6.3.13.
public enum Requirement: Sendable, Hashable {
  /// The value of an input.
  case input(ElementReference)
  /// The result of a decision.
  case decision(ElementReference)
  /// A business knowledge model or decision service, as a function.
  case knowledge(ElementReference)

  /// The reference.
  public var reference: ElementReference {
    switch self {
    case .input(let reference), .decision(let reference), .knowledge(let reference): reference
    }
  }
}

/// A decision: DMN 1.5, 6.3.7.
public struct Decision: DRGElement {
  /// The id by which requirements point here; unique in the namespace.
  public var id: String
  /// What people call it, if that is not the name.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// The question that the decision answers.
  public var question: String?
  /// The answers that it may give.
  public var allowedAnswers: String?
  /// The name and type of the result.
  public var variable: InformationItem
  /// What it needs.
  public var requirements: [Requirement]
  /// How it is decided; nil if nobody said.
  public var expression: BoxedExpression?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes a decision; without an id, its name serves.
  public init(
    id: String? = nil, label: String? = nil, variable: InformationItem,
    requirements: [Requirement] = [], expression: BoxedExpression?, origin: Origin
  ) {
    self.id = id ?? variable.name
    self.label = label
    self.variable = variable
    self.requirements = requirements
    self.expression = expression
    self.origin = origin
  }

  /// Its decision table, if it is decided by one.
  public var decisionTable: DecisionTable? {
    if case .decisionTable(let table)? = expression?.kind { table } else { nil }
  }
}

/// A function with a name: DMN 1.5, 6.3.9.
public struct BusinessKnowledgeModel: DRGElement {
  /// The id by which requirements point here; unique in the namespace.
  public var id: String
  /// What people call it, if that is not the name.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// The name of the function, and its type if that was given.
  public var variable: InformationItem
  /// What the function needs beside its parameters.
  public var requirements: [Requirement]
  /// The function; nil if nobody said.
  public var encapsulatedLogic: FunctionDefinition?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes a business knowledge model; without an id, its name serves.
  public init(
    id: String? = nil, label: String? = nil, variable: InformationItem,
    requirements: [Requirement] = [], encapsulatedLogic: FunctionDefinition?, origin: Origin
  ) {
    self.id = id ?? variable.name
    self.label = label
    self.variable = variable
    self.requirements = requirements
    self.encapsulatedLogic = encapsulatedLogic
    self.origin = origin
  }
}

/// A set of decisions that can be called from outside and as a function: DMN 1.5, 6.3.10.
public struct DecisionService: DRGElement {
  /// The id by which requirements point here; unique in the namespace.
  public var id: String
  /// What people call it, if that is not the name.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// The name of the function, and the type of its result.
  public var variable: InformationItem
  /// The decisions whose results are the service's.
  public var outputDecisions: [ElementReference]
  /// The decisions that the service computes on the way.
  public var encapsulatedDecisions: [ElementReference]
  /// The decisions whose results the caller gives.
  public var inputDecisions: [ElementReference]
  /// The inputs that the caller gives.
  public var inputData: [ElementReference]
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes a decision service; without an id, its name serves.
  public init(
    id: String? = nil, label: String? = nil, variable: InformationItem,
    outputDecisions: [ElementReference], encapsulatedDecisions: [ElementReference] = [],
    inputDecisions: [ElementReference] = [], inputData: [ElementReference] = [], origin: Origin
  ) {
    self.id = id ?? variable.name
    self.label = label
    self.variable = variable
    self.outputDecisions = outputDecisions
    self.encapsulatedDecisions = encapsulatedDecisions
    self.inputDecisions = inputDecisions
    self.inputData = inputData
    self.origin = origin
  }
}
