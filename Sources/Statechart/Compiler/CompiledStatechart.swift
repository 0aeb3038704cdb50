public import Diagnostics
public import FEEL

/// A statechart ready to run any number of sessions, from any thread.
public struct CompiledStatechart: Sendable {
  let chart: Chart

  /// A declared variable.
  public struct Variable: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The type that start data is converted to; any unless the document gives one.
    public var type: FEELType
    /// Whether start data may set it: it stands at the top of the document.
    public var isParameter: Bool
    /// Where it is declared.
    public var origin: Origin
  }

  /// A state as people are shown it.
  public struct StateDescription: Sendable, Hashable {
    /// The id.
    public var id: String
    /// The label, or the id where there is none.
    public var label: String
    /// The id of the parent state; nil at the top.
    public var parent: String?
    /// Whether it has no children.
    public var isAtomic: Bool
    /// Whether it is final.
    public var isFinal: Bool
    /// Where it stands.
    public var origin: Origin
  }

  /// The variables declared anywhere in the document, in document order.
  public let variables: [Variable]
  /// The event descriptors of all transitions but `*`, in document order and without repetition.
  public let eventDescriptors: [String]

  private init(chart: Chart, variables: [Variable]) {
    self.chart = chart
    self.variables = variables
    var seen = Set<String>()
    eventDescriptors = chart.transitions.flatMap { $0.events.map(\.prefix) }.filter {
      !$0.isEmpty && seen.insert($0).inserted
    }
  }

  /// Whether some transition takes events of this name.
  public func knows(_ event: String) -> Bool {
    chart.transitions.contains { $0.events.contains { $0.matches(event) } }
  }

  /// Compiles a document: resolves its ids, checks its structure, compiles its expressions.
  ///
  /// An expression that is not well-formed is reported as an error, but hinders nothing until it is
  /// evaluated.
  /// - Parameters:
  ///   - document: The document.
  ///   - errorHandling: What becomes of unhandled errors where the document does not say.
  /// - Returns: The statechart, nil if its structure has errors, and all diagnostics.
  public static func compile(
    _ document: StatechartDocument, errorHandling: StatechartDocument.ErrorHandling = .incident
  ) -> (statechart: CompiledStatechart?, diagnostics: [Diagnostic]) {
    var builder = ChartBuilder(document, errorHandling: errorHandling)
    let chart = builder.build()
    let variables = builder.variables
    return (
      chart.map { CompiledStatechart(chart: $0, variables: variables) }, builder.diagnostics
    )
  }

  /// The document it was compiled from.
  public var document: StatechartDocument { chart.document }
  /// The name of the document.
  public var name: String? { chart.document.name }

  /// The states but for history states, in document order.
  public var states: [StateDescription] {
    chart.states.dropFirst().compactMap { state in
      if case .history = state.kind { return nil }
      return StateDescription(
        id: state.id, label: state.label ?? state.id,
        parent: state.parent > 0 ? chart.states[state.parent].id : nil, isAtomic: state.isAtomic,
        isFinal: state.kind == .final, origin: state.origin)
    }
  }

  /// The label of a state, or its id where it has none.
  public func label(ofState id: String) -> String {
    chart.indexes[id].flatMap { chart.states[$0].label } ?? id
  }
}
