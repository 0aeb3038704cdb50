import DMN
import Diagnostics
import FEEL
import JSON

/// How to do it, as the header numbers it.
struct CallFlags: OptionSet, Hashable {
  let rawValue: Int32
  static let strict = CallFlags(rawValue: 1)
  static let explain = CallFlags(rawValue: 2)
  static let explainAll = CallFlags(rawValue: 4)
  static let readable = CallFlags(rawValue: 8)

  /// The options of a decision, by the machine's clock.
  var options: DecisionOptions {
    let explanation: DecisionOptions.Explanation =
      contains(.explainAll) ? .all : contains(.explain) ? .standard : .none
    return DecisionOptions(
      now: MachineClock.now(), strict: contains(.strict),
      explanation: explanation)
  }

  /// Problems as the caller wants to read them.
  func text(_ problems: [Diagnostic]) -> String {
    contains(.readable)
      ? problems.map(\.text).joined(separator: "\n")
      : JSONValue.array(problems.map(\.json)).text
  }
}
