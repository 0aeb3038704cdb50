import FEEL

/// The outputs of a table's rules.
///
/// Nearly all are constants: their results are made and checked when the table is compiled, and
/// shared by all decisions.
struct RuleOutputs: Sendable {
  /// The result of each rule, null where it has to be computed.
  let results: [Value]
  /// The entries of the rules whose results have to be computed, by rule.
  let computed: [Int: [any CompiledNode]]
  /// The rank of each result among the output values, the highest 0; empty where nothing is ranked.
  let ranks: [Int32]
  /// The results as whole numbers, if all of them are such.
  let wholeNumbers: [Int64]?

  init(results: [Value], computed: [Int: [any CompiledNode]], ranks: [Int32]) {
    self.results = results
    self.computed = computed
    self.ranks = ranks
    var numbers: [Int64]? = computed.isEmpty ? [] : nil
    numbers?.reserveCapacity(results.count)
    for result in results where numbers != nil {
      if case .number(let number) = result, let whole = number.shortInteger {
        numbers?.append(whole)
      } else {
        numbers = nil
      }
    }
    wholeNumbers = numbers
  }

  /// Whether no result has to be computed.
  var areConstant: Bool { computed.isEmpty }
}
