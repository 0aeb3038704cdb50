extension Expression: CustomStringConvertible {
  /// The tree as an S-expression, such as `(+ a (* b 2))`; this is what the parser's tests compare.
  public var description: String {
    switch kind {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let digits): digits
    case .string(let text): Self.quoted(text)
    case .atLiteral(let text): "@\(Self.quoted(text))"
    case .name(let name): name.contains(where: { !$0.isLetter && $0 != "?" }) ? "`\(name)`" : name
    case .negation(let operand): "(neg \(operand))"
    case .arithmetic(let left, let op, let right): "(\(op.rawValue) \(left) \(right))"
    case .comparison(let left, let op, let right): "(\(op.rawValue) \(left) \(right))"
    case .between(let value, let low, let high): "(between \(value) \(low) \(high))"
    case .membership(let value, let tests): "(in \(value)\(Self.tail(tests)))"
    case .conjunction(let left, let right): "(and \(left) \(right))"
    case .disjunction(let left, let right): "(or \(left) \(right))"
    case .instanceOf(let value, let type): "(instance-of \(value) \(type))"
    case .conditional(let condition, let then, let other): "(if \(condition) \(then) \(other))"
    case .forLoop(let iterators, let result): "(for\(Self.tail(iterators)) \(result))"
    case .quantified(let quantifier, let iterators, let condition):
      "(\(quantifier.rawValue)\(Self.tail(iterators)) \(condition))"
    case .path(let base, let name): "(. \(base) `\(name)`)"
    case .filter(let base, let condition): "(filter \(base) \(condition))"
    case .invocation(let callee, let arguments): "(call \(callee)\(Self.tail(arguments)))"
    case .list(let items): "(list\(Self.tail(items)))"
    case .context(let entries): "(context\(Self.tail(entries)))"
    case .interval(let low, let includesLow, let high, let includesHigh):
      "(\(includesLow ? "[" : "(")\(low)..\(high)\(includesHigh ? "]" : ")"))"
    case .unaryComparison(let op, let operand): "(\(op.rawValue) \(operand))"
    case .function(let definition): definition.description
    case .negatedTests(let tests): "(not-tests\(Self.tail(tests)))"
    case .anyInput: "(any)"
    case .missing: "<missing>"
    }
  }

  private static func tail(_ items: [some CustomStringConvertible]) -> String {
    items.map { " \($0)" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension IterationContext: CustomStringConvertible {
  /// `(x source)` or `(x from to)`.
  public var description: String {
    end.map { "(\(name) \(source) \($0))" } ?? "(\(name) \(source))"
  }
}

extension InvocationArgument: CustomStringConvertible {
  /// The value, with the name before it where one was given.
  public var description: String { name.map { "\($0): \(value)" } ?? value.description }
}

extension ContextEntry: CustomStringConvertible {
  /// `(name value)`.
  public var description: String { "(\(name) \(value))" }
}

extension FunctionDefinition: CustomStringConvertible {
  /// `(function (a b: T) body)`.
  public var description: String {
    let names = parameters.map { parameter in
      parameter.type.map { "\(parameter.name): \($0)" } ?? parameter.name
    }
    return "(function (\(names.joined(separator: " ")))\(isExternal ? " external" : "") \(body))"
  }
}

extension TypeReference: CustomStringConvertible {
  /// The type as FEEL writes it.
  public var description: String {
    switch kind {
    case .named(let name): name
    case .list(let element): "list<\(element)>"
    case .range(let element): "range<\(element)>"
    case .context(let members):
      "context<\(members.map { "\($0.name): \($0.type)" }.joined(separator: ", "))>"
    case .function(let parameters, let result):
      "function<\(parameters.map(\.description).joined(separator: ", "))> -> \(result)"
    case .missing: "<missing>"
    }
  }
}
