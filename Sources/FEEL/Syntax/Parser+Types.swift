import Diagnostics

// Types as they are written behind `instance of` and for parameters.
//
// Spec: DMN 1.5, FEEL grammar rules 52–54.

extension Parser {
  /// Parses a type.
  mutating func parseTypeReference() -> TypeReference {
    let start = current.start
    var kind = TypeReference.Kind.missing
    // The nesting of types is bounded together with that of expressions.
    _ = nested { parser in
      kind = parser.parseTypeKind()
      return parser.missing()
    }
    let end = index > 0 ? max(start, input[index - 1].end) : start
    return TypeReference(kind: kind, span: TextSpan(start, end))
  }

  private mutating func parseTypeKind() -> TypeReference.Kind {
    let word = input.text(at: index)
    if input[index + 1].isSymbol(.less) {
      switch word {
      case "list": return .list(parseElementType())
      case "range": return .range(parseElementType())
      case "context": return parseContextType()
      case "function": return parseFunctionType()
      default: break
      }
    }
    guard let name = parseTypeName() else {
      report { .typeExpected(found: $0, at: $1) }
      return .missing
    }
    return .named(name)
  }

  /// The name of a type: a built-in phrase such as `date and time`, one that the scope declares
  /// (perhaps with an import's prefix), else the words that stand there.
  private mutating func parseTypeName() -> String? {
    guard current.isNamePiece else { return nil }
    if case .symbol = current.kind { return nil }
    for name in Self.longTypeNames where input.spell(NameTable.pieces(of: name), at: index) {
      index += NameTable.pieces(of: name).count
      return name
    }
    if let (known, count) = typeNames.longestMatch(at: index, in: input) {
      index += count
      return known.name
    }
    var end = index + 1
    while true {
      if input[end].kind == .identifier || input[end].kind == .number {
        end += 1
      } else if input[end].isSymbol(.dot), input[end + 1].kind == .identifier {
        end += 2
      } else {
        break
      }
    }
    let name = input.name(from: index, to: end)
    index = end
    return name
  }

  /// The built-in types whose names hold keywords.
  private static let longTypeNames = [
    "date and time", "days and time duration", "years and months duration", "null",
  ]

  /// `<T>`.
  private mutating func parseElementType() -> TypeReference {
    advance()
    let open = advance()
    let element = parseTypeReference()
    close(.greater, opened: open)
    return element
  }

  private mutating func parseContextType() -> TypeReference.Kind {
    advance()
    let open = advance()
    var members: [TypeReference.Member] = []
    while current.kind != .end, !current.isSymbol(.greater) {
      guard let name = parseDeclaredName() else {
        report { .nameExpected("the name of an entry", found: $0, at: $1) }
        break
      }
      if !take(.colon) {
        report { .wordExpected(":", of: "context<name: type>", found: $0, at: $1) }
      }
      members.append(TypeReference.Member(name: name, type: parseTypeReference()))
      guard take(.comma) else { break }
    }
    close(.greater, opened: open)
    return .context(members)
  }

  private mutating func parseFunctionType() -> TypeReference.Kind {
    advance()
    let open = advance()
    var parameters: [TypeReference] = []
    while current.kind != .end, !current.isSymbol(.greater) {
      parameters.append(parseTypeReference())
      guard take(.comma) else { break }
    }
    close(.greater, opened: open)
    if !take(.arrow) {
      report { .wordExpected("->", of: "function<number> -> number", found: $0, at: $1) }
    }
    return .function(parameters: parameters, result: parseTypeReference())
  }
}

extension TypeReference {
  /// The built-in type that was written, as far as no declared name takes part.
  var simpleType: FEELType? {
    switch kind {
    case .named(let name): FEELType(simpleName: name)
    case .list(let element): .list(element.simpleType ?? .any)
    case .range(let element): .range(element.simpleType ?? .any)
    case .context(let members):
      .context(members.map { ContextEntryType($0.name, $0.type.simpleType ?? .any) })
    case .function(let parameters, let result):
      .function(
        parameters: parameters.map { $0.simpleType ?? .any }, result: result.simpleType ?? .any)
    case .missing: nil
    }
  }
}
