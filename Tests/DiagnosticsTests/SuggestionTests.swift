import Diagnostics
import Testing

@Suite struct SuggestionTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var typed: String
    var nearest: String?
    var testDescription: String { typed }
  }

  static let examples = [
    Example(typed: "golld", nearest: "gold"),
    Example(typed: "GOLD", nearest: "gold"),
    Example(typed: "sliver", nearest: "silver"),
    Example(typed: "in-review", nearest: "inReview"),
    Example(typed: "platinum", nearest: nil),
    Example(typed: "", nearest: nil),
  ]

  @Test(arguments: examples) func findsWhatWasMeant(_ example: Example) {
    let names = ["gold", "silver", "inReview"]
    #expect(Suggestion.nearest(to: example.typed, among: names) == example.nearest)
  }
}
