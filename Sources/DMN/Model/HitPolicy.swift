/// What a decision table makes of the rules that match: DMN 1.5, 8.2.8.
public enum HitPolicy: Sendable, Hashable, CaseIterable {
  /// At most one rule may match.
  case unique
  /// Several rules may match if their outputs are equal.
  case any
  /// The output that ranks highest among the output values.
  case priority
  /// The first rule that matches.
  case first
  /// All outputs, in the order of the rules.
  case ruleOrder
  /// All outputs, in the order of the output values.
  case outputOrder
  /// All outputs, in no promised order.
  case collect
  /// The sum of the outputs.
  case collectSum
  /// The smallest output.
  case collectMin
  /// The largest output.
  case collectMax
  /// The number of rules that match.
  case collectCount

  /// The letters of the standard: `U`, `A`, `P`, `F`, `R`, `O`, `C`, `C+`, `C<`, `C>`, `C#`.
  public var letters: String {
    switch self {
    case .unique: "U"
    case .any: "A"
    case .priority: "P"
    case .first: "F"
    case .ruleOrder: "R"
    case .outputOrder: "O"
    case .collect: "C"
    case .collectSum: "C+"
    case .collectMin: "C<"
    case .collectMax: "C>"
    case .collectCount: "C#"
    }
  }

  /// The name of the standard, as people write it: `Unique`, `Collect sum`.
  public var name: String {
    switch self {
    case .unique: "Unique"
    case .any: "Any"
    case .priority: "Priority"
    case .first: "First"
    case .ruleOrder: "Rule order"
    case .outputOrder: "Output order"
    case .collect: "Collect"
    case .collectSum: "Collect sum"
    case .collectMin: "Collect min"
    case .collectMax: "Collect max"
    case .collectCount: "Collect count"
    }
  }

  /// Whether at most one rule gives the result, so that no match is null.
  public var isSingleHit: Bool {
    switch self {
    case .unique, .any, .priority, .first: true
    case .ruleOrder, .outputOrder, .collect, .collectSum, .collectMin, .collectMax, .collectCount:
      false
    }
  }

  /// Whether the order of the output values ranks the results.
  public var needsOutputValues: Bool { self == .priority || self == .outputOrder }

  /// Reads letters or a name, whatever the case, with blanks, `-` or `_` between words.
  public init?(_ text: String) {
    let wanted = Self.folded(text)
    guard
      let policy = Self.allCases.first(where: {
        $0.letters.lowercased() == wanted || Self.folded($0.name) == wanted
      })
    else { return nil }
    self = policy
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
  }
}
