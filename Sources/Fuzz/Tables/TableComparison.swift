import DMN
import Diagnostics
import FEEL
import JSON

/// Makes one decision in every way that there is, and compares each with walking the table.
struct TableComparison {
  private let decision: ExecutableDecision
  private let oracle: TableOracle?
  private let session: DecisionSession
  /// Whether every rule of a small table is looked at for an explanation.
  private let looksAtAll: Bool

  init(_ decision: ExecutableDecision, _ oracle: TableOracle?, looksAtAll: Bool) {
    self.looksAtAll = looksAtAll
    self.decision = decision
    self.oracle = oracle
    session = DecisionSession(decision, DecisionOptions(now: .ofComparison))
  }

  /// What differs; nil if nothing does.
  mutating func difference(_ inputs: ContextValue, _ options: DecisionOptions) -> String? {
    let asked = decision.evaluate(inputs, options)
    session.options = options
    let repeated = session.evaluate(inputs)
    for entry in inputs.entries {
      if let number = session.number(of: entry.key) { session.give(entry.value, to: number) }
    }
    let numbered = session.decide()
    var explained = options
    explained.explanation = .standard
    let told = decision.evaluate(inputs, explained)
    explained.explanation = .nearest(3)
    let toldShortly = decision.evaluate(inputs, explained)
    explained.explanation = .all
    let toldAll = decision.evaluate(inputs, explained)
    explained.usesIndexes = false
    let walkedAll = decision.evaluate(inputs, explained)
    var walking = options
    walking.usesIndexes = false
    let walked = decision.evaluate(inputs, walking)
    // By number an alias cannot be given, so it is another question then.
    let isNumbered = inputs.entries.allSatisfy { session.number(of: $0.key) != nil }
    for (way, result) in [
      ("asked", asked), ("in a session", repeated), ("by number", numbered), ("explained", told),
      ("explained shortly", toldShortly), ("explained wholly", toldAll),
      ("walked and explained", walkedAll),
    ] where !result.isSame(as: walked) {
      if way == "by number", !isNumbered { continue }
      return "\(way) \(result.summary), walked \(walked.summary)"
    }
    guard let all = walkedAll.explanation else { return "walking explained nothing" }
    if walked.errors.isEmpty, all.rejected.count != all.rejectedCount {
      return "\(all.rejected.count) rules are told of \(all.rejectedCount) that were rejected"
    }
    if toldAll.explanation?.json != all.json {
      return
        "explained wholly \(toldAll.explanation?.json.text ?? "nothing"), walked \(all.json.text)"
    }
    let isSmall = looksAtAll && decision.ruleCount <= 60
    if let found = Self.difference(told.explanation, all, limit: 20, isSmall: isSmall) {
      return "explained: \(found)"
    }
    if let found = Self.difference(toldShortly.explanation, all, limit: 3, isSmall: isSmall) {
      return "explained shortly: \(found)"
    }
    return oracle?.difference(inputs, all).map { "explained wholly: \($0)" }
  }

  /// How a short explanation says something else than the whole one.
  private static func difference(
    _ short: Explanation?, _ all: Explanation, limit: Int, isSmall: Bool
  ) -> String? {
    guard let short else { return "nothing is told" }
    var rest = short
    rest.rejected = all.rejected
    rest.nearest = all.nearest
    rest.requires = all.requires
    if rest.json != all.json { return "told \(short.json.text), all \(all.json.text)" }
    let known = Dictionary(
      all.rejected.map { ($0.rule, $0) }, uniquingKeysWith: { first, _ in first })
    for rule in short.rejected where known[rule.rule].map({ $0.text != rule.text }) ?? true {
      return "rule \(rule.rule) \(rule.text), all say \(known[rule.rule]?.text ?? "nothing")"
    }
    if short.rejected.map(\.rule) != short.rejected.map(\.rule).sorted() {
      return "the order \(short.rejected.map(\.rule))"
    }
    // A decision that was stopped has rules that it did not come to; they are counted, but not told.
    let wanted = min(limit, all.rejected.count)
    if short.rejected.count != wanted {
      return "\(short.rejected.count) rejected rules, not \(wanted)"
    }
    // Where every rule is looked at, the nearest are the nearest of all.
    if isSmall,
      short.nearest.map(\.text) != all.nearest.map(\.text)
    {
      return "nearest \(short.nearest?.text ?? "none"), all \(all.nearest?.text ?? "none")"
    }
    if short.requires.count != all.requires.count { return "required decisions are missing" }
    return zip(short.requires, all.requires).lazy
      .compactMap { difference($0, $1, limit: limit, isSmall: false) }.first
  }
}

extension Explanation.RejectedRule {
  fileprivate var text: String { "\(rule) \(input) \(at) \(test) \(value.feelText)" }
}

extension Explanation.NearestRule {
  fileprivate var text: String {
    "\(rule): " + changes.map { "\($0.input) \($0.from.feelText) \($0.to)" }.joined(separator: "; ")
  }
}

extension DateAndTime {
  /// Any moment: each decision brings its own.
  fileprivate static let ofComparison: DateAndTime = {
    guard let time = DateAndTime("2026-03-01T12:00:00Z") else {
      preconditionFailure("this is a time")
    }
    return time
  }()
}

extension DecisionResult {
  fileprivate func isSame(as other: DecisionResult) -> Bool {
    value.isSame(as: other.value) && value.feelText == other.value.feelText
      && errors.map(\.text) == other.errors.map(\.text) && reasons == other.reasons
  }

  fileprivate var summary: String {
    ([value.feelText] + errors.map(\.text)
      + reasons.map { "\($0.message) at \($0.origin?.place ?? "no place")" })
      .joined(separator: " | ")
  }
}

extension Definitions {
  /// The tables as text, a rule a line.
  var tableText: String {
    decisions.map { decision in
      let head = "\(decision.name): \(decision.variable.typeRef?.name ?? "")"
      guard let table = decision.decisionTable else { return head }
      let inputs = table.inputs.map {
        "\($0.expression.text) [\($0.label ?? "")] \($0.typeRef?.name ?? "") in "
          + ($0.allowedValues?.text ?? "")
      }
      let outputs = table.outputs.map {
        "\($0.name ?? "") \($0.typeRef?.name ?? "") in \($0.allowedValues?.text ?? "") default "
          + ($0.defaultEntry?.text ?? "")
      }
      let rules = table.rules.prefix(150).enumerated().map { place, rule in
        let cells = (rule.inputEntries + rule.outputEntries).map(\.text).joined(separator: " | ")
        let days = "\(rule.from.map { "\($0)" } ?? "")..\(rule.until.map { "\($0)" } ?? "")"
        return "\(place + 1): \(cells) \(days) \(rule.isEnabled ? "" : "off")"
      }
      return
        ([head, table.hitPolicy.name, "\(table.rules.count) rules"] + inputs + outputs + rules)
        .joined(separator: "\n")
    }.joined(separator: "\n")
      + itemDefinitions.map { item in
        "\n\(item.name): \(item.allowedValues?.text ?? item.typeConstraint?.text ?? "")"
      }.joined()
      + inputData.map { "\n\($0.name) [\($0.label ?? "")] \($0.variable.typeRef?.name ?? "")" }
      .joined()
  }
}
