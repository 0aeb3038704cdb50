import FEEL

/// The conditions that stand for the outcomes of a state's tasks.
enum FlowOutcomes {
  private static let path = "_event.data.outcome"

  /// The condition that a task ended with one of these outcomes, and that `when` holds.
  static func condition(_ outcomes: [String], when: String?) -> String {
    let words = outcomes.map(FlowLiteral.quoted)
    let test =
      words.count == 1
      ? "\(path) = \(words[0])" : "\(path) in (\(words.joined(separator: ", ")))"
    return when.map { "(\($0)) and \(test)" } ?? test
  }

  /// The outcomes and the rest of a condition that `condition` made; nil for any other.
  static func read(_ text: String) -> (words: [String], when: String?)? {
    guard let start = text.ranges(of: path).last?.lowerBound else { return nil }
    var words: [String] = []
    switch FlowWords.syntax(String(text[start...]))?.kind {
    case .comparison(_, .equal, let word)?:
      guard case .string(let word) = word.kind else { return nil }
      words = [word]
    case .membership(_, let tests)?:
      for test in tests {
        guard case .string(let word) = test.kind else { return nil }
        words.append(word)
      }
    default: return nil
    }
    var when: String?
    if start > text.startIndex {
      let head = text[..<start]
      guard head.hasPrefix("("), head.hasSuffix(") and ") else { return nil }
      when = String(head.dropFirst().dropLast(6))
    }
    return condition(words, when: when) == text ? (words, when) : nil
  }
}
