extension Sheet {
  /// The word that the sheet begins with, in lower case: column A of the first row with content, such
  /// as `workflow`; nil where that cell is empty.
  public var openingKeyword: String? {
    guard let row = rows.first(where: { !$0.allSatisfy(\.isEmpty) }), let cell = row.first else {
      return nil
    }
    let word = cell.text.lowercased().filter { !$0.isWhitespace && $0 != ":" }
    return word.isEmpty ? nil : word
  }
}
