import Diagnostics
import FEEL

/// What was found in one rule.
struct RuleFinding {
  let rule: Int
  var diagnostics: [Diagnostic]
}

/// Makes the results of rules whose outputs are constants, checked against the outputs' types.
struct OutputCompiler {
  let outputs: [CompiledTable.Output]
  private(set) var findings: [RuleFinding] = []
  private let ranks: Bool
  private let hasFixedTypes: Bool
  private let evaluation = Evaluation(now: .unixEpoch)
  private var results: [Value] = []
  private var computed: [Int: [any CompiledNode]] = [:]
  private var rankOfResults: [Int32] = []

  init(outputs: [CompiledTable.Output], ranks: Bool) {
    self.outputs = outputs
    self.ranks = ranks
    hasFixedTypes = outputs.allSatisfy { $0.type?.isFixed ?? true }
  }

  mutating func report(_ rule: Int, _ diagnostic: Diagnostic) {
    if findings.last?.rule == rule {
      findings[findings.count - 1].diagnostics.append(diagnostic)
    } else {
      findings.append(RuleFinding(rule: rule, diagnostics: [diagnostic]))
    }
  }

  /// Adds the outputs of a rule: their values, or nodes where one has to be computed.
  mutating func add(_ values: [Value], _ nodes: [any CompiledNode], _ rule: Int) {
    if nodes.isEmpty, let result = result(values) {
      results.append(result)
      if ranks { rankOfResults.append(Int32(CompiledTable.rank(of: result, outputs))) }
      return
    }
    // A value that does not fit its type is null, and each evaluation says so.
    computed[rule] = nodes.isEmpty ? values.map { ConstantValueNode(value: $0) } : nodes
    results.append(.null)
    if ranks { rankOfResults.append(0) }
  }

  private func result(_ values: [Value]) -> Value? {
    guard hasFixedTypes else { return nil }
    if outputs.count == 1, let value = values.first {
      guard let type = outputs[0].type else { return value }
      return type.coerce(value, evaluation)
    }
    var converted: [Value] = []
    converted.reserveCapacity(values.count)
    for (value, output) in zip(values, outputs) {
      guard let result = output.type.map({ $0.coerce(value, evaluation) }) ?? value else {
        return nil
      }
      converted.append(result)
    }
    return CompiledTable.combine(converted, outputs)
  }

  func finish() -> RuleOutputs {
    RuleOutputs(results: results, computed: computed, ranks: rankOfResults)
  }
}

extension DeclaredType {
  /// Whether the type admits the same values at all times: no constraint looks at the clock.
  var isFixed: Bool { constraint?.isFixed ?? true }
}

extension ValueConstraint {
  var isFixed: Bool {
    tests.allSatisfy { !$0.view.hasResidual } && items?.isFixed ?? true
      && entries.allSatisfy { $0.constraint.isFixed }
  }
}

extension DateAndTime {
  /// A moment for what does not look at the clock.
  static let unixEpoch: DateAndTime = {
    guard let day = CalendarDate(year: 1970, month: 1, day: 1) else {
      preconditionFailure("the calendar has this day")
    }
    return DateAndTime(date: day, time: TimeOfDay(nanoseconds: 0, zone: .utc))
  }()
}
