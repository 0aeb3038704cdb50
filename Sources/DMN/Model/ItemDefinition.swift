public import Diagnostics

/// A type with a name, or a component of one: DMN 1.5, 7.3.2.
public struct ItemDefinition: Sendable, Hashable {
  /// What the type is made of.
  public enum Structure: Sendable, Hashable {
    /// Another type, by name.
    case reference(TypeReference)
    /// A context with these components.
    case components([ItemDefinition])
    /// A function.
    case function(FunctionItem)
    /// Nothing was said: any value.
    case unspecified
  }

  /// The name of the type or component.
  public var name: String
  /// What people call it.
  public var label: String?
  /// What the author says about it.
  public var description: String?
  /// What the type is made of.
  public var structure: Structure
  /// Whether it is a list of that.
  public var isCollection: Bool
  /// Unary tests that the value must pass; for a collection, each of its items.
  public var allowedValues: FEELText?
  /// Unary tests that the value as a whole must pass: DMN 1.5.
  public var typeConstraint: FEELText?
  /// Where the definition stands.
  @Provenance public var origin: Origin

  /// Makes an item definition.
  public init(
    name: String, label: String? = nil, structure: Structure, isCollection: Bool = false,
    allowedValues: FEELText? = nil, typeConstraint: FEELText? = nil, origin: Origin
  ) {
    self.name = name
    self.label = label
    self.structure = structure
    self.isCollection = isCollection
    self.allowedValues = allowedValues
    self.typeConstraint = typeConstraint
    self.origin = origin
  }
}

/// The signature of a function type: DMN 1.5, 7.3.3.
public struct FunctionItem: Sendable, Hashable {
  /// The parameters.
  public var parameters: [InformationItem]
  /// The type of the result.
  public var output: TypeReference?

  /// Makes a signature.
  public init(parameters: [InformationItem], output: TypeReference? = nil) {
    self.parameters = parameters
    self.output = output
  }
}

/// A name with a type: a variable, a parameter or the name of a context entry: DMN 1.5, 7.3.4.
public struct InformationItem: Sendable, Hashable {
  /// The FEEL name.
  public var name: String
  /// The type; nil for any.
  public var typeRef: TypeReference?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes an information item.
  public init(_ name: String, typeRef: TypeReference? = nil, at origin: Origin) {
    self.name = name
    self.typeRef = typeRef
    self.origin = origin
  }
}
