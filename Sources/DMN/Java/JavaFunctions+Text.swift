extension JavaFunctions {
  /// `java.lang.String` and `java.lang.Character`.
  mutating func registerText() {
    let string = "java.lang.String"
    for type in ["char", "int", "long", "float", "double", "boolean", "java.lang.Object"] {
      add(string, "valueOf(\(type))") { $0.first.map { .string($0.text) } }
    }
    add(string, "format(java.lang.String, java.lang.Object...)") { arguments in
      guard let format = arguments.string(0), arguments.indices.contains(1),
        case .list(let values) = arguments[1]
      else { return nil }
      return JavaFormatter.format(format, values).map { .string($0) }
    }
    add(string, "join(java.lang.CharSequence, java.lang.CharSequence...)") { arguments in
      guard let separator = arguments.string(0), arguments.indices.contains(1),
        case .list(let values) = arguments[1]
      else { return nil }
      return .string(values.map(\.text).joined(separator: separator))
    }
    registerCharacter()
  }

  private mutating func registerCharacter() {
    let character = "java.lang.Character"
    let tests: [(String, @Sendable (Character) -> Bool)] = [
      ("isDigit", { $0.unicodeScalars.first?.properties.numericType == .decimal }),
      ("isLetter", { $0.isLetter }), ("isLetterOrDigit", { $0.isLetter || $0.isNumber }),
      ("isUpperCase", { $0.isUppercase }), ("isLowerCase", { $0.isLowercase }),
      ("isWhitespace", { $0.isWhitespace && $0 != "\u{A0}" }),
    ]
    for (name, test) in tests {
      add(character, "\(name)(char)") { $0.string(0)?.first.map { .boolean(test($0)) } }
    }
    add(character, "toUpperCase(char)") { $0.string(0).map { .string($0.uppercased()) } }
    add(character, "toLowerCase(char)") { $0.string(0).map { .string($0.lowercased()) } }
    add(character, "toString(char)") { $0.first }
    add(character, "valueOf(char)") { $0.first }
    add(character, "getNumericValue(char)") { arguments in
      guard let character = arguments.string(0)?.first else { return nil }
      return .integer(character.hexDigitValue ?? character.wholeNumberValue ?? -1)
    }
  }
}
