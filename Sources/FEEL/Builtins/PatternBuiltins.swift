internal import Synchronization

extension BuiltinCatalogue {
  /// String functions with patterns in XPath's flavour (DMN 1.5 §10.3.4.3).
  static let patterns: [Builtin] = [
    Builtin(
      "matches",
      [.init("input", .string), .init("pattern", .string), .init("flags", .string, .optional)],
      .boolean,
      .three { input, pattern, flags, evaluation in
        guard case .string(let text) = input else { return .null }
        return apply("matches", pattern, flags, evaluation) { expression throws(PatternError) in
          .boolean(try expression.matches(text))
        }
      }
    )
    .described("Whether the pattern matches somewhere in the text; flags are s, m, i, x and q.")
    .example("matches(\"foobar\", \"^fo*b\")", "true"),
    Builtin(
      "replace",
      [
        .init("input", .string), .init("pattern", .string), .init("replacement", .string),
        .init("flags", .string, .optional),
      ], .string,
      .many { arguments, evaluation in
        guard arguments.count == 4, case .string(let text) = arguments[0],
          case .string(let replacement) = arguments[2]
        else { return .null }
        return apply("replace", arguments[1], arguments[3], evaluation) {
          expression throws(PatternError) in
          let result = try expression.replacing(in: text, with: replacement)
          return evaluation.allowsString(of: result.utf8.count) ? .string(result) : .null
        }
      }
    )
    .described("The text with every match replaced; `$1` stands for the first group.")
    .example("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""),
    Builtin(
      "split", [.init("string", .string), .init("delimiter", .string)], .list(.string),
      .two { string, delimiter, evaluation in
        guard case .string(let text) = string else { return .null }
        return apply("split", delimiter, .null, evaluation) { expression throws(PatternError) in
          let parts = try expression.split(text)
          return evaluation.allowsList(of: parts.count) ? .list(parts.map(Value.string)) : .null
        }
      }
    )
    .described("The parts between the matches of a pattern.")
    .example("split(\"a;b;c;;\", \";\")", "[\"a\", \"b\", \"c\", \"\", \"\"]"),
  ]

  private static func apply(
    _ name: String, _ pattern: Value, _ flags: Value, _ evaluation: Evaluation,
    _ body: (RegularExpression) throws(PatternError) -> Value
  ) -> Value {
    guard case .string(let patternText) = pattern else { return .null }
    let flagText = if case .string(let text) = flags { text } else { "" }
    do throws(PatternError) {
      return try body(PatternCache.expression(patternText, flags: flagText))
    } catch {
      return evaluation.null(.invalidArgument, "\(name): \(error.message)")
    }
  }
}

/// The patterns compiled so far: most are constants of a table and used for every case.
private enum PatternCache {
  private struct Key: Hashable {
    let pattern: String
    let flags: String

    /// By code points: canonically equivalent patterns are different ones.
    static func == (first: Key, second: Key) -> Bool {
      Value.sameText(first.pattern, second.pattern) && first.flags == second.flags
    }
  }

  /// Patterns made from data must not fill the memory.
  private static let capacity = 512
  private static let known = Mutex<[Key: RegularExpression]>([:])

  static func expression(
    _ pattern: String, flags: String
  ) throws(PatternError) -> RegularExpression {
    let key = Key(pattern: pattern, flags: flags)
    if let expression = known.withLock({ $0[key] }) { return expression }
    let expression = try RegularExpression(pattern, flags: flags)
    known.withLock { expressions in
      if expressions.count >= capacity { expressions.removeAll(keepingCapacity: true) }
      expressions[key] = expression
    }
    return expression
  }
}
