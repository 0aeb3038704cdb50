import Diagnostics
import FEEL

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
  func contains(_ text: String) -> Bool { words?.contains { Value.sameText($0, text) } == true }

  /// Complains about a word that is not allowed; `shown` is the part of the cell it stands for.
  func check(_ word: String, shown: String) throws(CellProblem) {
    guard let words else { return }
    let alike = words.first { $0 == word }
    if alike != nil, words.contains(where: { Value.sameText($0, word) }) { return }
    let expected = words.joined(separator: ", ")
    if let alike {
      throw CellProblem(
        .notAllowed, .error,
        "'\(word)' looks like '\(alike)', but its letters are composed in another way",
        expected: expected, mend: "copy the allowed value into the cell", part: shown)
    }
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
