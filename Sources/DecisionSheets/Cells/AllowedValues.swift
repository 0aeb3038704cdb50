import Diagnostics

/// The values that a column may hold, in their order.
struct AllowedValues {
  /// The values, where they are words.
  var words: [String]?
  /// All of them as FEEL, as DMN's `inputValues` and `outputValues` have it.
  var feel: String
  /// What was typed.
  var typed: String
  /// Where they were typed.
  var origin: Origin

  /// Whether a text is one of the words.
  func contains(_ text: String) -> Bool { words?.contains(text) == true }

  /// Complains about a word that is not allowed; `shown` is the part of the cell it stands for.
  func check(_ word: String, shown: String) throws(CellProblem) {
    guard let words, !words.contains(word) else { return }
    let expected = words.joined(separator: ", ")
    if let other = words.first(where: { $0.lowercased() == word.lowercased() }) {
      throw CellProblem(
        .notAllowed, .error, "'\(word)' differs from '\(other)' in capital letters",
        expected: expected, mend: "write \(other)", part: shown)
    }
    if let nearest = Suggestion.nearest(to: word, among: words) {
      throw CellProblem(
        .notAllowed, .error, "'\(word)' is not an allowed value (did you mean '\(nearest)'?)",
        expected: expected, mend: "write \(nearest), or add \(word) to the allowed values",
        part: shown)
    }
    throw CellProblem(
      .notAllowed, .error, "'\(word)' is not an allowed value", expected: expected,
      mend: "write one of these, or add \(word) to the allowed values", part: shown)
  }
}
