/// The place of a rule in its table, from 0; people see `number`.
struct RuleIndex: Hashable, Comparable {
  let value: Int

  init(_ value: Int) { self.value = value }

  /// The number that people see, from 1.
  var number: Int { value + 1 }

  static func < (first: RuleIndex, second: RuleIndex) -> Bool { first.value < second.value }
}
