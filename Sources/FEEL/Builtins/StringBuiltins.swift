extension BuiltinCatalogue {
  /// String functions (DMN 1.5 §10.3.4.3); positions and lengths count Unicode code points.
  static let strings: [Builtin] = [
    Builtin(
      "substring",
      [
        .init("string", .string), .init("start position", .number),
        .init("length", .number, .optional),
      ], .string, .three(substring)
    )
    .described("The part from a position on, counted from 1, or from the end if negative.")
    .example("substring(\"foobar\", 3)", "\"obar\"")
    .example("substring(\"foobar\", -2, 1)", "\"a\""),
    Builtin(
      "string length", [.init("string", .string)], .number,
      .one { value, _ in
        guard case .string(let text) = value else { return .null }
        return .number(Number(text.unicodeScalars.count))
      }
    )
    .described("The number of code points.").example("string length(\"foo\")", "3"),
    mapping("upper case", "The text in upper case.") { $0.uppercased() }
      .example("upper case(\"aBc4\")", "\"ABC4\""),
    mapping("lower case", "The text in lower case.") { $0.lowercased() }
      .example("lower case(\"aBc4\")", "\"abc4\""),
    matching("substring before", .string, "The part before the first match; empty without one.") {
      text, match in
      .string(text.firstRange(ofBytes: match).map { String(text[..<$0.lowerBound]) } ?? "")
    }
    .example("substring before(\"foobar\", \"bar\")", "\"foo\""),
    matching("substring after", .string, "The part after the first match; empty without one.") {
      text, match in
      .string(text.firstRange(ofBytes: match).map { String(text[$0.upperBound...]) } ?? "")
    }
    .example("substring after(\"foobar\", \"ob\")", "\"ar\""),
    matching("contains", .boolean, "Whether the text contains the other.") { text, match in
      .boolean(text.firstRange(ofBytes: match) != nil)
    }
    .example("contains(\"foobar\", \"of\")", "false"),
    matching("starts with", .boolean, "Whether the text starts with the other.") { text, match in
      .boolean(text.utf8.starts(with: match.utf8))
    }
    .example("starts with(\"foobar\", \"fo\")", "true"),
    matching("ends with", .boolean, "Whether the text ends with the other.") { text, match in
      .boolean(text.utf8.reversed().starts(with: match.utf8.reversed()))
    }
    .example("ends with(\"foobar\", \"r\")", "true"),
    Builtin(
      "string join", [.init("list", .list(.any)), .init("delimiter", .string, .optional)], .string,
      .two(join)
    )
    .described("The texts of a list in one, with a delimiter between them; nulls are left out.")
    .example("string join([\"a\", \"b\", \"c\"], \"_and_\")", "\"a_and_b_and_c\"")
    .example("string join([\"a\", null, \"c\"])", "\"ac\""),
  ]

  @Sendable private static func substring(
    _ string: Value, _ start: Value, _ length: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .string(let text) = string, case .number(let position) = start else { return .null }
    let scalars = text.unicodeScalars
    let count = scalars.count
    guard let first = offset(of: position, count: count) else {
      return evaluation.null(
        .indexOutOfRange, "substring: there is no position \(position) in \(count) characters")
    }
    var taken = count - first
    if case .number(let wanted) = length {
      guard let number = wanted.truncated.int, number >= 1 else {
        return evaluation.null(.invalidArgument, "substring: the length \(wanted) is less than 1")
      }
      taken = min(taken, number)
    }
    return .string(String(String.UnicodeScalarView(scalars.dropFirst(first).prefix(taken))))
  }

  /// The offset from 0 of a position counted from 1, or from the end if negative; nil outside.
  static func offset(of position: Number, count: Int) -> Int? {
    guard let number = position.truncated.int, number != 0 else { return nil }
    let offset = number > 0 ? number - 1 : count + number
    return (0..<count).contains(offset) ? offset : nil
  }

  private static func mapping(
    _ name: String, _ summary: String, _ map: @escaping @Sendable (String) -> String
  ) -> Builtin {
    Builtin(
      name, [.init("string", .string)], .string,
      .one { value, evaluation in
        guard case .string(let text) = value else { return .null }
        let result = map(text)
        return evaluation.allowsString(of: result.utf8.count) ? .string(result) : .null
      }
    ).described(summary)
  }

  private static func matching(
    _ name: String, _ result: FEELType, _ summary: String,
    _ compute: @escaping @Sendable (String, String) -> Value
  ) -> Builtin {
    Builtin(
      name, [.init("string", .string), .init("match", .string)], result,
      .two { string, match, _ in
        guard case .string(let text) = string, case .string(let other) = match else {
          return .null
        }
        return compute(text, other)
      }
    ).described(summary)
  }

  @Sendable private static func join(
    _ list: Value, _ delimiter: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .list(let items) = list else { return .null }
    var texts = [String]()
    var size = 0
    let between = if case .string(let text) = delimiter { text } else { "" }
    for item in items where !item.isNull {
      guard case .string(let text) = item else {
        return evaluation.null(
          .typeMismatch, "string join: the list holds a \(item.kindName), not only strings")
      }
      size += text.utf8.count + between.utf8.count
      texts.append(text)
    }
    guard evaluation.allowsString(of: size) else { return .null }
    return .string(texts.joined(separator: between))
  }
}

extension String {
  /// The first place of the other text's code points; the start for an empty text.
  fileprivate func firstRange(ofBytes other: String) -> Range<Index>? {
    let bytes = Array(utf8)
    let wanted = Array(other.utf8)
    guard !wanted.isEmpty else { return startIndex..<startIndex }
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...bytes.count - wanted.count
    where bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}
