import DMN

/// Finds the names of other decisions in the cells of a table's rules, such as `same as base rate`.
struct CellMentions {
  private let names: Set<String>

  /// - Parameter names: The names of all decisions.
  init(of names: Set<String>) { self.names = names }

  /// The decisions that are named in cells and are no inputs of the table, each at its first cell.
  func roots(in table: SheetTable) -> [SheetTable.Root] {
    guard let rules = table.decision.decisionTable?.rules else { return [] }
    let inputs = Set(table.roots.map(\.name))
    let wanted = names.subtracting(inputs).subtracting([table.decision.name])
    guard !wanted.isEmpty else { return [] }
    let known = wanted.union(inputs)
    let defaults = table.decision.decisionTable?.outputs.compactMap(\.defaultEntry) ?? []
    var roots = [SheetTable.Root]()
    var seen = Set<String>()
    func look(_ entry: FEELText) {
      guard Self.holdsName(entry.text), seen.insert(entry.text).inserted else { return }
      for name in FEELNames.roots(in: entry.text, known: known)
      where wanted.contains(name) && !roots.contains(where: { $0.name == name }) {
        roots.append(SheetTable.Root(name: name, origin: entry.origin))
      }
    }
    for entry in defaults { look(entry) }
    for rule in rules {
      for entry in rule.inputEntries { look(entry) }
      for entry in rule.outputEntries { look(entry) }
    }
    return roots
  }

  /// Whether there may be a name outside of quotes; most cells are numbers and quoted words.
  private static func holdsName(_ text: String) -> Bool {
    var isQuoted = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte >= 0x41, byte != UInt8(ascii: "["), byte != UInt8(ascii: "]") {
        return true
      }
    }
    return false
  }
}
