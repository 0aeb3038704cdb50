import DMN
import Diagnostics

/// The results of a random table: one or several columns, with ranks, defaults and types.
struct RandomResults {
  private enum Kind: CaseIterable {
    case small, whole, decimal, large, text, date, duration, months, time, boolean, list, mixed

    var type: String? {
      switch self {
      case .small, .whole, .decimal, .large: "number"
      case .text: "string"
      case .date: "date"
      case .duration: "days and time duration"
      case .months: "years and months duration"
      case .time: "time"
      case .boolean: "boolean"
      case .list: "list<number>"
      case .mixed: nil
      }
    }
  }

  private(set) var clauses: [OutputClause] = []
  private let policy: HitPolicy
  private var kinds: [Kind] = []
  /// Whether some results are computed, missing or faulty.
  private let isClean: Bool

  init(_ policy: HitPolicy, _ chances: inout Chances) {
    self.policy = policy
    isClean = chances.once(in: 2)
    kinds = [chances.once(in: 2) ? .small : chances.oneOf(Kind.allCases)]
    while chances.once(in: 4) { kinds.append(chances.oneOf(Kind.allCases)) }
    for (place, kind) in kinds.enumerated() {
      var clause = OutputClause(
        name: place == 0 && chances.once(in: 5) ? nil : ["score", "other", "third"][min(place, 2)],
        origin: Origin(file: RandomTable.file, sheet: nil, row: 0, column: 90 + place))
      if place > 2 { clause.name = "output \(place)" }
      if chances.once(in: 3) {
        clause.typeRef = (chances.once(in: 8) ? "string" : kind.type).map {
          TypeReference($0, at: RandomTable.origin)
        }
      }
      if chances.once(in: policy.needsOutputValues ? 2 : 8) || place == 0 && kind == .small {
        clause.allowedValues = text(
          kind == .small
            ? "4, 3, 2, 1"
            : (0..<3).map { _ in Self.constant(kind, &chances) }.joined(separator: ", "))
      }
      if chances.once(in: 4) {
        let isComputed = chances.once(in: 6)
        clause.defaultEntry = text(isComputed ? "1 + c0" : Self.constant(kind, &chances))
      }
      clauses.append(clause)
    }
  }

  /// The type that the whole result is declared to have, rightly or not; nil for none.
  func declaredType(_ chances: inout Chances) -> String? {
    guard chances.once(in: 5) else { return nil }
    if chances.once(in: 6) {
      return chances.oneOf(["number", "string", "list<number>", "boolean"])
    }
    guard kinds.count == 1, let type = kinds[0].type else { return nil }
    switch policy {
    case .ruleOrder, .outputOrder, .collect: return "list<\(type)>"
    case .collectCount: return "number"
    case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax: return type
    }
  }

  /// The results of one rule.
  func entries(_ chances: inout Chances, _ inputs: [RandomInput]) -> [String] {
    kinds.map { kind in
      if !isClean, chances.once(in: 12) {
        let name = inputs.isEmpty ? "1" : chances.oneOf(inputs).name
        return chances.oneOf([
          name, "1 + 1", "-", "", "null", "\(name) + 1", "nowhere", "[1..", "now()", "\"x\"",
          "1e40",
        ])
      }
      return Self.constant(kind, &chances)
    }
  }

  private static func constant(_ kind: Kind, _ chances: inout Chances) -> String {
    switch kind {
    case .small: "\(chances.number(in: 1...4))"
    case .whole: "\(chances.number(in: -50...50))"
    case .decimal: "\(chances.number(in: -9...9)).\(chances.number(in: 0...99))"
    case .large:
      chances.oneOf([
        "9223372036854775807", "-9223372036854775808", "4611686018427387904", "1e18", "1e33", "7",
        "1000000000000000000000", "1.0", "10e-1",
      ])
    case .text: chances.constant(.string)
    case .date: chances.constant(.date)
    case .duration: chances.constant(.duration)
    case .months: chances.constant(.months)
    case .time: chances.constant(.time)
    case .boolean: chances.constant(.boolean)
    case .list: chances.constant(.numbers)
    case .mixed: chances.constant(chances.oneOf(RandomKind.allCases))
    }
  }

  private func text(_ text: String) -> FEELText { FEELText(text, at: RandomTable.origin) }
}
