/// The names that an expression may use: variables by slot, native functions, declared types.
///
/// The built-in functions are always there; a declared name hides one of the same spelling.
public struct Scope: Sendable {
  /// A declared variable.
  public struct Variable: Sendable, Hashable {
    /// The name as FEEL texts spell it.
    public var name: String
    /// The declared type.
    public var type: FEELType
  }

  /// A type that the embedding declares, such as an item definition.
  public struct NamedType: Sendable {
    /// The name.
    public var name: String
    /// What the type is without its constraint.
    public var type: FEELType
    /// Whether a value meets the constraints; nil where there are none.
    public var admits: (@Sendable (Value) -> Bool)?
  }

  /// The variables in the order of their slots.
  public private(set) var variables: [Variable] = []
  private(set) var slots: [String: Int] = [:]
  private(set) var functions: [String: FunctionValue] = [:]
  private(set) var types: [String: NamedType] = [:]
  private(set) var nameFrame = NameTable.Frame()
  /// Whether a declared name begins like `date` or `duration`, so that those may mean something else.
  private(set) var hidesTemporalFunctions = false
  private(set) var typeFrame = NameTable.Frame()

  /// Makes a scope that knows only the built-in functions.
  public init() {}

  /// Declares a variable and answers its slot; a name declared before keeps its slot and takes the
  /// new type.
  @discardableResult
  public mutating func declare(_ name: String, type: FEELType = .any) -> Int {
    nameFrame.insert(name, type: type)
    noteName(name)
    if let slot = slots[name] {
      variables[slot].type = type
      return slot
    }
    slots[name] = variables.count
    variables.append(Variable(name: name, type: type))
    return variables.count - 1
  }

  /// Declares a native function under its name.
  public mutating func declareFunction(_ function: FunctionValue) {
    guard let name = function.name else { return }
    functions[name] = function
    noteName(name)
    nameFrame.insert(
      name,
      type: .function(
        parameters: function.parameters.map(\.type), result: function.resultType))
  }

  private mutating func noteName(_ name: String) {
    guard !hidesTemporalFunctions else { return }
    hidesTemporalFunctions = ["date", "time", "duration"].contains {
      name == $0 || name.hasPrefix($0 + " ")
    }
  }

  /// Declares a type that `instance of` and parameters may name.
  public mutating func declareType(
    _ name: String, as type: FEELType, admits: (@Sendable (Value) -> Bool)? = nil
  ) {
    types[name] = NamedType(name: name, type: type, admits: admits)
    typeFrame.insert(name, type: type)
  }

  /// The slot of a variable.
  public func slot(of name: String) -> Int? { slots[name] }

  /// The declared names, for suggestions.
  public var names: [String] { variables.map(\.name) + functions.keys.sorted() }
}
