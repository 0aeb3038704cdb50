import FEEL
import Testing

@Suite struct RegularExpressionTests {
  struct Match: Sendable, CustomTestStringConvertible {
    var text: String
    var pattern: String
    var flags = ""
    var matches: Bool
    var testDescription: String { "\(pattern) /\(flags) on \(text.debugDescription)" }
  }

  static let matches = [
    Match(text: "abracadabra", pattern: "bra", matches: true),
    Match(text: "abracadabra", pattern: "^a.*a$", matches: true),
    Match(text: "abracadabra", pattern: "^bra", matches: false),
    Match(text: "poem\n", pattern: "poem$", matches: false),
    Match(text: "one\ntwo", pattern: "^two$", matches: false),
    Match(text: "one\ntwo", pattern: "^two$", flags: "m", matches: true),
    Match(text: "a\nb", pattern: "a.b", matches: false),
    Match(text: "a\nb", pattern: "a.b", flags: "s", matches: true),
    Match(text: "hello world", pattern: "hello world", flags: "x", matches: false),
    Match(text: "helloworld", pattern: "hello world", flags: "x", matches: true),
    Match(text: "hello world", pattern: "hello[ ]world", flags: "x", matches: true),
    Match(text: "Straße", pattern: "STRASSE", flags: "i", matches: false),
    Match(text: "ÉCOLE", pattern: "école", flags: "i", matches: true),
    Match(text: "a+b", pattern: "a+b", flags: "q", matches: true),
    Match(text: "aab", pattern: "a+b", flags: "q", matches: false),
    Match(text: "e", pattern: "^[a-z-[aeiou]]$", matches: false),
    Match(text: "f", pattern: "^[a-z-[aeiou]]$", matches: true),
    Match(text: "5", pattern: "^[^a-z-[5]]$", matches: false),
    Match(text: "٣", pattern: "^\\d$", matches: true),
    Match(text: "_", pattern: "^\\w$", matches: false),
    Match(text: "é", pattern: "^\\w$", matches: true),
    Match(text: "\u{A0}", pattern: "^\\s$", matches: false),
    Match(text: "α", pattern: "^\\p{IsGreek}$", matches: true),
    Match(text: "a", pattern: "^\\P{IsGreek}$", matches: true),
    Match(text: "Ä", pattern: "^\\p{Lu}$", matches: true),
    Match(text: "x1", pattern: "^\\i\\c*$", matches: true),
    Match(text: "1x", pattern: "^\\i\\c*$", matches: false),
    Match(text: "abab", pattern: "^(ab)\\1$", matches: true),
    Match(text: "\u{1F600}", pattern: "^.$", matches: true),
    Match(text: "a-", pattern: "^[a\\-]+$", matches: true),
    Match(text: "a-", pattern: "^[a-]+$", matches: true),
    Match(text: "", pattern: "", matches: true),
  ]

  @Test(arguments: matches) func matchesAsXPathDoes(_ example: Match) throws {
    let expression = try RegularExpression(example.pattern, flags: example.flags)
    #expect(try expression.matches(example.text) == example.matches)
  }

  static let refused = [
    "(?=a)", "(?i)a", "(?<n>a)", "a++", "*a", "a{2,1}", "[b-a]", "[]", "[a", "(a", "a)", "\\1",
    "\\q",
    "\\", "(a\\1)", "\\p{Foo}", "\\p{IsNowhere}", "a{70000}", "\\b", "}", "[a-z-[aeiou]x]",
    String(repeating: "(", count: 100_000),
  ]

  @Test(arguments: refused) func refusesWhatXPathDoesNotKnow(_ pattern: String) {
    #expect(throws: PatternError.self) { try RegularExpression(pattern) }
  }

  @Test func refusesUnknownFlags() {
    #expect(throws: PatternError.self) { try RegularExpression("a", flags: "p") }
  }

  struct Replacement: Sendable, CustomTestStringConvertible {
    var text: String
    var pattern: String
    var replacement: String
    /// Nil: an error.
    var result: String?
    var testDescription: String { "\(text) \(pattern) \(replacement)" }
  }

  static let replacements = [
    Replacement(text: "abracadabra", pattern: "bra", replacement: "*", result: "a*cada*"),
    Replacement(text: "abracadabra", pattern: "a.*a", replacement: "*", result: "*"),
    Replacement(text: "abracadabra", pattern: "a.*?a", replacement: "*", result: "*c*bra"),
    Replacement(
      text: "abracadabra", pattern: "a(.)", replacement: "a$1$1", result: "abbraccaddabbra"),
    Replacement(text: "AAAA", pattern: "A+?", replacement: "b", result: "bbbb"),
    Replacement(text: "darted", pattern: "^(.*?)d(.*)$", replacement: "$1c$2", result: "carted"),
    Replacement(text: "abc", pattern: "b", replacement: "\\$\\\\", result: "a$\\c"),
    Replacement(text: "abc", pattern: "(b)", replacement: "$12", result: "ab2c"),
    Replacement(text: "abc", pattern: "b", replacement: "$1", result: "ac"),
    Replacement(text: "abc", pattern: "b", replacement: "<$0>", result: "a<b>c"),
    Replacement(text: "naïve 😀", pattern: "ï|😀", replacement: "_", result: "na_ve _"),
    Replacement(text: "abracadabra", pattern: ".*?", replacement: "$1", result: nil),
    Replacement(text: "abc", pattern: "b", replacement: "$", result: nil),
    Replacement(text: "abc", pattern: "b", replacement: "\\n", result: nil),
  ]

  @Test(arguments: replacements) func replaces(_ example: Replacement) throws {
    let expression = try RegularExpression(example.pattern)
    let result = try? expression.replacing(in: example.text, with: example.replacement)
    #expect(result == example.result)
  }

  @Test func splitsAtEveryMatch() throws {
    #expect(try RegularExpression(";").split("a;b;;") == ["a", "b", "", ""])
    #expect(try RegularExpression("\\s+").split("John  Doe") == ["John", "Doe"])
    #expect(try RegularExpression(";").split("") == [""])
  }

  @Test func catastrophicPatternsEnd() throws {
    let text = String(repeating: "a", count: 200) + "b"
    #expect(throws: PatternError.self) {
      try RegularExpression("^(a|aa|a?)+$").matches(text + text)
    }
  }

  @Test func randomPatternsNeverCrash() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("ab()[]{}?*+|\\^$.-,1dpws:é😀 ")
    for _ in 0..<3000 {
      let pattern = String(
        (0..<Int.random(in: 0...14, using: &generator)).compactMap { _ in
          alphabet.randomElement(using: &generator)
        })
      do {
        _ = try RegularExpression(pattern).matches("ab1é😀 \n")
      } catch {
        #expect(error.offset <= pattern.unicodeScalars.count, "pattern \(pattern)")
      }
    }
  }
}
