public import DMN

/// What a workflow needs to know of a decision that it may use.
public struct DecisionInterface: Sendable, Hashable {
  /// A name with a type, as FEEL writes it.
  public struct Variable: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The type; nil for any.
    public var type: String?
    /// The words that the value may be, if they are known.
    public var values: [String]?

    /// Makes a variable.
    public init(_ name: String, type: String? = nil, values: [String]? = nil) {
      self.name = name
      self.type = type
      self.values = values
    }
  }

  /// The name by which workflows call it.
  public var name: String
  /// What people call it.
  public var label: String?
  /// The values that it takes from the case.
  public var inputs: [Variable]
  /// The values that it gives.
  public var outputs: [Variable]
  /// Whether the result is a list, so that outputs are not assigned one by one.
  public var givesList: Bool
  /// Whether there may be no result at all.
  public var mayGiveNothing: Bool

  /// Makes an interface.
  public init(
    name: String, label: String? = nil, inputs: [Variable], outputs: [Variable],
    givesList: Bool = false, mayGiveNothing: Bool = true
  ) {
    self.name = name
    self.label = label
    self.inputs = inputs
    self.outputs = outputs
    self.givesList = givesList
    self.mayGiveNothing = mayGiveNothing
  }

  /// The interfaces of all decisions of some models; inputs are those of the decisions they use, too.
  public static func all(in models: [Definitions]) -> [DecisionInterface] {
    models.flatMap { model in
      model.decisions.map { DecisionInterface($0, in: model, among: models) }
    }
  }

  private init(_ decision: Decision, in model: Definitions, among models: [Definitions]) {
    let table = decision.decisionTable
    let outputs = table?.outputs ?? []
    let isCatchAll =
      table.map { table in
        table.rules.indices.contains { place in
          table.rules.alwaysHolds(place) && table.rules.inputs(of: place, meet: { $0.text == "-" })
        }
      } ?? false
    self.init(
      name: decision.name, label: decision.label,
      inputs: Self.inputs(of: decision, in: model, among: models),
      outputs: outputs.enumerated().map { index, output in
        Variable(
          output.name ?? decision.name, type: Self.type(output.typeRef, in: model),
          values: Self.words(of: output, at: index, in: table))
      },
      givesList: table.map {
        [.collect, .ruleOrder, .outputOrder].contains($0.hitPolicy)
      } ?? false,
      mayGiveNothing: table.map { table in
        table.hitPolicy.isSingleHit && !isCatchAll
          && !table.outputs.contains { $0.defaultEntry != nil }
      } ?? false)
  }

  /// The inputs from outside that a decision and those below it need.
  private static func inputs(
    of decision: Decision, in model: Definitions, among models: [Definitions]
  ) -> [Variable] {
    var found = [Variable]()
    var seen = Set<String>()
    func visit(_ decision: Decision, _ model: Definitions) {
      guard seen.insert("\(model.namespace)#\(decision.id)").inserted else { return }
      for requirement in decision.requirements {
        let reference = requirement.reference
        let home =
          reference.namespace.flatMap { name in models.first { $0.namespace == name } }
          ?? model
        switch requirement {
        case .input:
          guard let input = home.inputData.first(where: { $0.id == reference.id }),
            !found.contains(where: { $0.name == input.name })
          else { continue }
          found.append(Variable(input.name, type: type(input.variable.typeRef, in: home)))
        case .decision:
          guard let next = home.decisions.first(where: { $0.id == reference.id }) else { continue }
          visit(next, home)
        case .knowledge: continue
        }
      }
    }
    visit(decision, model)
    return found
  }

  /// The name of a FEEL type that start data can be converted to; nil for structures.
  private static func type(_ reference: TypeReference?, in model: Definitions) -> String? {
    guard let reference else { return nil }
    guard let item = model.itemDefinitions.first(where: { $0.name == reference.name }) else {
      return reference.name
    }
    guard case .reference(let inner) = item.structure, inner.name != reference.name,
      let element = type(inner, in: model)
    else { return nil }
    return item.isCollection ? "list<\(element)>" : element
  }

  /// The words that an output can be: those its rules and its default give; where one of them is
  /// computed, the allowed values of the output.
  private static func words(
    of output: OutputClause, at index: Int, in table: DecisionTable?
  ) -> [String]? {
    guard let table else { return nil }
    let entries = table.rules.outputEntries(index)
    // What a faulty cell was to give is not known; its own message is enough.
    guard !entries.contains(where: isUnread) else { return nil }
    var texts = entries.map(\.text)
    if let text = output.defaultEntry?.text { texts.append(text) }
    if let words = words(texts) { return words }
    return output.allowedValues.flatMap { allowed in
      words(allowed.text.split(separator: ",").map { $0.trimmingBlanks })
    }
  }

  /// Whether a cell could not be read: it holds words, but gives nothing.
  private static func isUnread(_ entry: FEELText) -> Bool {
    guard entry.text == "null", let typed = entry.typed else { return false }
    return typed.count > 1 && !["null", "missing"].contains(typed.lowercased())
  }

  /// The content of string literals; nil if one is no such literal.
  private static func words(_ texts: [String]) -> [String]? {
    var words = [String]()
    var known = Set<String>()
    for text in texts where text != "null" {
      guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
      let word = String(text.dropFirst().dropLast())
      guard !word.contains("\"") else { return nil }
      if known.insert(word).inserted { words.append(word) }
    }
    return words
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    let start = drop { $0.isWhitespace }
    return String(String(start.reversed().drop { $0.isWhitespace }.reversed()))
  }
}
