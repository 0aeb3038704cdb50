public import Diagnostics

/// One file's worth of a DMN model: DMN 1.5, 6.3.2.
public struct Definitions: Sendable, Hashable {
  /// The model's name.
  public var name: String
  /// The namespace that other files use to refer to these elements.
  public var namespace: String
  /// What people call the model.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// The locale in which numbers and dates were typed, such as `en-US`.
  public var locale: String?
  /// The IANA time zone of effective days; UTC without one.
  public var zone: String?
  /// `sha256:…` of the file's bytes, if it is known.
  @Provenance public var version: String?
  /// The models whose elements are used here.
  public var imports: [Import] = []
  /// The types.
  public var itemDefinitions: [ItemDefinition] = []
  /// The inputs that come from outside.
  public var inputData: [InputData] = []
  /// The decisions.
  public var decisions: [Decision] = []
  /// The reusable functions.
  public var businessKnowledgeModels: [BusinessKnowledgeModel] = []
  /// The decision services.
  public var decisionServices: [DecisionService] = []
  /// The tests that stand in the same file.
  public var tests: [DecisionTest] = []
  /// What a DMN file holds beside the model, in the order of the owners; empty unless it was asked for.
  public var preserved: [PreservedXML] = []
  /// The file.
  @Provenance public var origin: Origin

  /// Makes a model without elements.
  public init(name: String, namespace: String, origin: Origin) {
    self.name = name
    self.namespace = namespace
    self.origin = origin
  }
}

/// An import of another model: DMN 1.5, 6.3.3.
public struct Import: Sendable, Hashable {
  /// The name under which the elements are known here; empty for names without a prefix.
  public var name: String
  /// The namespace of the imported model.
  public var namespace: String
  /// The kind of what is imported, as a namespace; other kinds than DMN are passed over.
  public var importType: String?
  /// The file that the import points to, where it says so.
  public var location: String?
  /// Where the import stands.
  @Provenance public var origin: Origin

  /// Makes an import.
  public init(
    name: String, namespace: String, importType: String? = nil, location: String? = nil,
    origin: Origin
  ) {
    self.name = name
    self.namespace = namespace
    self.importType = importType
    self.location = location
    self.origin = origin
  }
}

/// A reference to an element by its id, in this or another namespace: `#id`, `namespace#id`.
public struct ElementReference: Sendable, Hashable {
  /// The namespace of the element; nil for the one of the referring file.
  public var namespace: String?
  /// The element's id.
  public var id: String
  /// Where the reference stands.
  @Provenance public var origin: Origin

  /// Makes a reference.
  public init(_ id: String, namespace: String? = nil, at origin: Origin) {
    self.id = id
    self.namespace = namespace
    self.origin = origin
  }
}
