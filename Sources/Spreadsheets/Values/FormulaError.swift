/// The errors that formulas answer with.
enum FormulaError {
  /// Whether a text is one of the errors that spreadsheet programs show, such as `#NAME?`.
  static func matches(_ text: String) -> Bool {
    known.contains(text) || text.hasPrefix("Err:") && text.dropFirst(4).allSatisfy(\.isNumber)
  }

  private static let known: Set<String> = [
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!",
    "#CALC!", "#FIELD!", "#BLOCKED!", "#ERROR!",
  ]
}
