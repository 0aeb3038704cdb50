public import DMN

/// Tells whether two models of tables say the same.
///
/// Where they came from, colours, the names of sheets, and the words in which a cell says its FEEL are
/// no part of a model; ids, labels, order, notes, hit policies, types, values, tests, dates, locale and
/// zone are.
public enum ModelComparison {
  /// What differs between two models.
  ///
  /// - Parameters:
  ///   - first: A model with its tests.
  ///   - second: Another.
  /// - Returns: One line a difference, such as `carrier / rule 2: id: "b" instead of "a"`; empty if
  ///   both say the same.
  public static func differences(
    _ first: (definitions: Definitions, tests: [DecisionTest]),
    _ second: (definitions: Definitions, tests: [DecisionTest])
  ) -> [String] {
    var read = TableModel(definitions: second.definitions, tests: second.tests)
    let (details, faults) = ModelWalk.differences(
      &read, from: TableModel(definitions: first.definitions, tests: first.tests))
    return details.map { detail in
      "\(detail.place): \(detail.property): \(shown(detail.read)) instead of \(shown(detail.value))"
    } + faults.map { "\($0.place): something else" }
  }

  private static func shown(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "nothing" }
}
