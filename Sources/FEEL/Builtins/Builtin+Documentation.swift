extension Builtin {
  /// What the reference says about a function: `docs/feel.md` is made from it, and the examples are
  /// tests.
  struct Documentation: Sendable {
    /// An expression and the literal it yields.
    struct Example: Sendable {
      let expression: String
      let result: String
    }

    var summary = ""
    var examples: [Example] = []
  }

  /// The function with its summary, one sentence with a full stop.
  func described(_ summary: String) -> Builtin {
    var copy = self
    copy.documentation.summary = summary
    return copy
  }

  /// The function with one more example.
  func example(_ expression: String, _ result: String) -> Builtin {
    var copy = self
    copy.documentation.examples.append(.init(expression: expression, result: result))
    return copy
  }

  /// The signatures as the reference shows them, such as `substring(string, start position, length?)`.
  var signatures: [String] {
    overloads.map { overload in
      let parameters = overload.parameters.map { parameter in
        switch parameter.arity {
        case .required: "\(parameter.name): \(parameter.type)"
        case .optional: "\(parameter.name)?: \(parameter.type)"
        case .variadic: "\(parameter.name): \(parameter.type), …"
        }
      }
      return "\(name)(\(parameters.joined(separator: ", "))): \(overload.result)"
    }
  }
}

extension Evaluation {
  /// Keeps why a built-in function yields null, and yields it.
  func null(_ code: FEELCode, _ message: @autoclosure () -> String) -> Value {
    note(code, message())
    return .null
  }
}
