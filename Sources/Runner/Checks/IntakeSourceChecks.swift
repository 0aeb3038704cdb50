package import Connectors
package import Diagnostics

/// What can be seen of intake sheets before anything comes in: whether their intake is configured, and for what they
/// are written.
package enum IntakeSourceChecks {
  /// The faults of all sheets, each where its sheet begins.
  package static func diagnostics(
    of sheets: [IntakeSheet], with intakes: [String: ConfiguredIntake]
  ) -> [Diagnostic] {
    sheets.compactMap { sheet in
      guard let intake = intakes[sheet.name] else {
        let names = intakes.keys.sorted()
        return Diagnostic(
          RunnerCode.unknownIntake, .warning, at: sheet.origin,
          "no intake \"\(sheet.name)\" is configured"
            + Suggestion.didYouMean(sheet.name, among: names),
          expected: names.joined(separator: ", "),
          mend: "configure it, or nobody can send to /v1/intake/\(sheet.name)")
      }
      return fault(of: sheet, for: intake)
    }
  }

  /// What keeps a sheet from being used for an intake; nil for nothing.
  static func fault(of sheet: IntakeSheet, for intake: ConfiguredIntake) -> Diagnostic? {
    guard sheet.kind != intake.kind else { return nil }
    return Diagnostic(
      RunnerCode.otherIntakeKind, at: sheet.origin,
      "the sheet is for the kind \(sheet.kind.rawValue), and the intake \"\(sheet.name)\" is configured for "
        + intake.kind.rawValue,
      found: sheet.kind.rawValue, expected: intake.kind.rawValue,
      mend: "write Kind \(intake.kind.rawValue) and its names, or configure the intake for "
        + sheet.kind.rawValue)
  }
}
