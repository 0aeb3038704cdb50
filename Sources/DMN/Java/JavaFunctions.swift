import FEEL

/// The native functions behind external functions of kind Java: DMN 1.5, 10.3.2.13.3.
///
/// There is no Java here. A model names a class and a method; the registry answers with a function
/// of this program that does the same. `standard` holds the mathematics and text functions of
/// `java.lang`; `register` adds more.
public struct JavaFunctions: Sendable {
  /// What a method does; nil where Java would throw an exception.
  public typealias Body = @Sendable (_ arguments: [JavaValue]) -> JavaValue?

  private var methods: [String: [JavaSignature: Body]] = [:]

  /// An empty registry.
  public init() {}

  /// The static methods of `java.lang` that models use.
  public static let standard: JavaFunctions = {
    var registry = JavaFunctions()
    registry.registerMath()
    registry.registerNumbers()
    registry.registerText()
    return registry
  }()

  /// Adds a method, or replaces it.
  ///
  /// - Parameters:
  ///   - signature: The name and parameter types, such as `max(double, double)`.
  ///   - className: The class, such as `java.lang.Math`.
  ///   - body: What it does.
  public mutating func register(
    _ signature: JavaSignature, of className: String, _ body: @escaping Body
  ) {
    methods[className, default: [:]][signature] = body
  }

  /// Adds a method of this program's own list, whose signatures are known to be well-formed.
  mutating func add(_ className: String, _ signature: String, _ body: @escaping Body) {
    guard let parsed = JavaSignature(signature) else {
      preconditionFailure("\(signature) is not a signature")
    }
    register(parsed, of: className, body)
  }

  /// The classes that the registry knows.
  public var classes: [String] { methods.keys.sorted() }

  /// The methods of a class, such as `max(double, double)`; none for an unknown class.
  public func signatures(of className: String) -> [String] {
    (methods[className] ?? [:]).keys.map(\.description).sorted()
  }

  /// What there is where a method was not found, for messages.
  func known(of className: String) -> String {
    let signatures = signatures(of: className)
    return signatures.isEmpty
      ? "a class of the registry: \(classes.joined(separator: ", "))"
      : "a method of the registry: \(signatures.joined(separator: ", "))"
  }

  /// The function for a method; nil if the registry has none.
  func function(
    _ className: String, _ text: String, parameters: [FunctionParameter]
  ) -> FunctionValue? {
    guard let signature = JavaSignature(text), let body = methods[className]?[signature] else {
      return nil
    }
    let fixed = signature.isVariadic ? signature.parameters.count - 1 : signature.parameters.count
    guard signature.isVariadic ? parameters.count >= fixed : parameters.count == fixed else {
      return nil
    }
    return FunctionValue(name: signature.name, parameters: parameters) { arguments, evaluation in
      guard let converted = Self.convert(arguments, signature, fixed: fixed) else {
        evaluation.note(
          .invalidArgument,
          "\(className).\(signature) cannot take (\(arguments.map(\.feelText).joined(separator: ", ")))"
        )
        return .null
      }
      guard let value = body(converted)?.value else {
        evaluation.note(
          .invalidArgument,
          "\(className).\(signature) fails for (\(arguments.map(\.feelText).joined(separator: ", ")))"
        )
        return .null
      }
      return value
    }
  }

  private static func convert(
    _ arguments: [Value], _ signature: JavaSignature, fixed: Int
  ) -> [JavaValue]? {
    var converted = [JavaValue]()
    for (argument, type) in zip(arguments.prefix(fixed), signature.parameters) {
      guard let value = JavaValue(argument, as: type) else { return nil }
      converted.append(value)
    }
    guard converted.count == fixed else { return nil }
    guard signature.isVariadic, let type = signature.parameters.last else { return converted }
    var further = Array(arguments.dropFirst(fixed))
    // A single list is taken for the array itself.
    if further.count == 1, case .list(let items) = further[0] { further = items }
    let rest = further.compactMap { JavaValue($0, as: type) }
    return rest.count == further.count ? converted + [.list(rest)] : nil
  }

  /// The function for the literal form: `{java: {class: "…", method signature: "…"}}`.
  var external:
    @Sendable (_ definition: ContextValue, _ parameters: [FunctionParameter]) -> FunctionValue?
  {
    { definition, parameters in
      guard case .context(let java)? = definition["java"],
        case .string(let className)? = java["class"],
        case .string(let signature)? = java["method signature"]
      else { return nil }
      return function(className, signature, parameters: parameters)
    }
  }
}
