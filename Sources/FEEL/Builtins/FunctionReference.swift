/// What the reference says about one built-in function; `docs/feel.md` is made from it.
public struct FunctionReference: Sendable {
  /// An expression and the literal it yields.
  public struct Example: Sendable, Hashable {
    /// The expression.
    public let expression: String
    /// The result as a FEEL literal or expression.
    public let result: String
  }

  /// The group's title.
  public let group: String
  /// The name.
  public let name: String
  /// The ways to call it, with the types of parameters and result.
  public let signatures: [String]
  /// What it does, one sentence.
  public let summary: String
  /// Examples, which are also tests.
  public let examples: [Example]

  /// All built-in functions, group by group.
  public static let all: [FunctionReference] = BuiltinCatalogue.groups.flatMap { group in
    group.functions.map { function in
      FunctionReference(
        group: group.title, name: function.name, signatures: function.signatures,
        summary: function.documentation.summary,
        examples: function.documentation.examples.map {
          Example(expression: $0.expression, result: $0.result)
        })
    }
  }

  /// The reference as the text of a Markdown page.
  public static func markdown() -> String {
    var text = """
      # FEEL functions

      Every built-in function of DMN 1.5, with its signatures and examples. A parameter with `?` may
      be left out; `…` stands for any number of further arguments. Arguments are given by position,
      or by name: `substring(string: "foobar", start position: 3)`. What cannot be computed is
      `null`, and the reason is kept beside it.

      This page is generated from the functions themselves; its examples are tests.

      """
    var group = ""
    for function in all {
      if function.group != group {
        group = function.group
        text += "\n## \(group)\n"
      }
      text += "\n### \(function.name)\n\n\(function.summary)\n\n```\n"
      text += function.signatures.map { $0 + "\n" }.joined()
      text += "```\n\n"
      for example in function.examples {
        text += "- `\(example.expression)` = `\(example.result)`\n"
      }
    }
    return text
  }
}
