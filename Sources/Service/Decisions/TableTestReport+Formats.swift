import DMN
import Diagnostics
public import JSON

extension TableTestReport {
  /// The JSON of `docket test --json`.
  public var json: JSONValue {
    [
      "passed": .number(String(passed)), "failed": .number(String(failed)),
      "tests": .array(
        outcomes.map { outcome in
          [
            "table": .string(outcome.test.decision),
            "at": .string(outcome.test.origin.place),
            "ok": .boolean(outcome.isGood),
            "input": outcome.input, "expected": outcome.expected, "got": outcome.got,
            "rules": .strings(outcome.rules),
          ]
        }),
      "unreached": .array(
        unreached.map { rule in
          [
            "table": .string(rule.decision), "rule": .number(String(rule.number)),
            "at": .string(rule.place),
          ]
        }),
    ]
  }

  /// The outcome as JUnit XML, one suite for each decision, as build servers read it.
  public var junit: String {
    var names: [String] = []
    for outcome in outcomes where !names.contains(outcome.test.decision) {
      names.append(outcome.test.decision)
    }
    let suites = names.map { name in
      let all = outcomes.filter { $0.test.decision == name }
      let failures = all.count { !$0.isGood }
      let cases = all.map { outcome in
        let head =
          "    <testcase classname=\"\(name.escapedXML)\" name=\"\(outcome.test.origin.place.escapedXML)\""
        guard !outcome.isGood else { return head + "/>" }
        let message = "expected \(outcome.expected.text), got \(outcome.got.text)"
        return head + ">\n      <failure message=\"\(message.escapedXML)\"/>\n    </testcase>"
      }
      return
        "  <testsuite name=\"\(name.escapedXML)\" tests=\"\(all.count)\" failures=\"\(failures)\">\n"
        + cases.joined(separator: "\n") + "\n  </testsuite>"
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuites tests=\"\(outcomes.count)\" failures=\"\(failed)\">\n"
      + (suites + [""]).joined(separator: "\n") + "</testsuites>\n"
  }
}

extension String {
  /// The text as an attribute's value; what XML cannot hold becomes a question mark.
  fileprivate var escapedXML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      default: result.unicodeScalars.append(scalar.value < 0x20 ? "?" : scalar)
      }
    }
    return result
  }
}
