/// A built-in function; the compiler binds calls to it by name and number of arguments.
///
/// Spec: DMN 1.5, § 10.3.4.
struct Builtin: Sendable {
  /// A parameter of one signature.
  struct Parameter: Sendable {
    /// How many arguments it takes.
    enum Arity: Sendable {
      case required
      /// A missing argument arrives as null.
      case optional
      /// The rest of the arguments arrives as one list; only for the last parameter.
      case variadic
    }

    let name: String
    let type: FEELType
    let arity: Arity
    /// Whether null is an argument like any other.
    ///
    /// Where it is not, the call yields null without reaching the body. Parameters of type `Any`
    /// and optional ones accept null.
    let acceptsNull: Bool

    init(
      _ name: String, _ type: FEELType, _ arity: Arity = .required, acceptsNull: Bool? = nil
    ) {
      self.name = name
      self.type = type
      self.arity = arity
      self.acceptsNull = acceptsNull ?? (type == .any || arity != .required)
    }
  }

  /// What a signature does.
  ///
  /// The arguments are converted to the parameters' types, in their order. A body that yields null
  /// because something is wrong says why by `evaluation.note`.
  enum Body: Sendable {
    case none(@Sendable (Evaluation) -> Value)
    case one(@Sendable (Value, Evaluation) -> Value)
    case two(@Sendable (Value, Value, Evaluation) -> Value)
    case three(@Sendable (Value, Value, Value, Evaluation) -> Value)
    case many(@Sendable ([Value], Evaluation) -> Value)
  }

  /// One way to call the function.
  struct Overload: Sendable {
    let parameters: [Parameter]
    let result: FEELType
    let body: Body

    init(_ parameters: [Parameter], _ result: FEELType = .any, _ body: Body) {
      self.parameters = parameters
      self.result = result
      self.body = body
    }
  }

  let name: String
  /// The signatures; the first that the arguments conform to is called, else the first that they
  /// can be converted to.
  let overloads: [Overload]
  /// Whether equal arguments always give equal results, so that a call on constants can be computed
  /// when the text is compiled.
  ///
  /// The clock's functions are not pure.
  let isPure: Bool
  /// What the reference says about it.
  var documentation = Documentation()

  init(_ name: String, isPure: Bool = true, _ overloads: [Overload]) {
    self.name = name
    self.overloads = overloads
    self.isPure = isPure
  }

  /// A function with a single signature.
  init(
    _ name: String, isPure: Bool = true, _ parameters: [Parameter], _ result: FEELType = .any,
    _ body: Body
  ) {
    self.init(name, isPure: isPure, [Overload(parameters, result, body)])
  }
}
