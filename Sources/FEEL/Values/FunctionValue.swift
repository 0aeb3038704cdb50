/// A parameter of a function.
public struct FunctionParameter: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The type that arguments are converted to.
  public let type: FEELType

  /// Makes a parameter.
  public init(_ name: String, _ type: FEELType = .any) {
    self.name = name
    self.type = type
  }
}

/// A FEEL function: written in a model, built in, or native (DMN 1.5 §10.3.2.13).
///
/// Two functions are equal only if they are the same one.
public final class FunctionValue: Sendable {
  /// What a function does with one argument for each parameter.
  public typealias Body = @Sendable (_ arguments: [Value], _ evaluation: Evaluation) -> Value

  /// The name it was declared with; nil for an anonymous one.
  public let name: String?
  /// The parameters.
  public let parameters: [FunctionParameter]
  /// The type of the result.
  public let resultType: FEELType
  /// What it does; the caller has put the arguments in order and converted them.
  public let body: Body
  /// The built-in function it is, whose signatures decide how it can be called; nil for the others.
  let builtin: Builtin?

  /// Makes the value of a built-in function.
  init(_ builtin: Builtin) {
    self.builtin = builtin
    name = builtin.name
    let longest = builtin.overloads.max { $0.parameters.count < $1.parameters.count }
    parameters = (longest?.parameters ?? []).map { FunctionParameter($0.name) }
    resultType = longest?.result ?? .any
    body = { arguments, evaluation in builtin.call(arguments, names: nil, evaluation) }
  }

  /// Makes a function.
  public init(
    name: String? = nil, parameters: [FunctionParameter], resultType: FEELType = .any,
    body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.resultType = resultType
    self.body = body
    builtin = nil
  }
}

extension FunctionValue: Hashable {
  /// Whether both are the same function.
  public static func == (first: FunctionValue, second: FunctionValue) -> Bool { first === second }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
