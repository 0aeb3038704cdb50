import DMN
import Diagnostics
import FEEL

/// Adds to what the compiler found in cells which column they belong to and what was typed there.
struct HeaderNotes {
  private struct Cell {
    var note: Diagnostic.Note
    var text: FEELText
  }

  private let models: [Definitions]

  init(_ models: [Definitions]) {
    self.models = models
  }

  /// The diagnostics, those of cells with a note that points to the header.
  func adorn(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let wanted = Set(diagnostics.compactMap { place($0.origin) })
    guard !wanted.isEmpty else { return diagnostics }
    let cells = cells(at: wanted)
    return diagnostics.map { diagnostic in
      guard let place = place(diagnostic.origin) else { return diagnostic }
      var copy = diagnostic
      // In a sheet a name that nobody knows is a slip, and its rule would never match.
      if copy.code == DiagnosticCode(FEELCode.unknownName) { copy.severity = .error }
      guard let cell = cells[place] else { return copy }
      if copy.notes.isEmpty { copy.notes.append(cell.note) }
      if let typed = cell.text.typed {
        // Offsets count in the FEEL, not in what was typed.
        copy.origin.span = nil
        copy.found = typed
        copy.notes.append(.init("the cell was read as \(cell.text.text)"))
      }
      return copy
    }
  }

  /// The cell of an origin without a span; nil outside sheets.
  private func place(_ origin: Origin) -> Origin? {
    guard case .cell = origin.anchor else { return nil }
    return Origin(file: origin.file, anchor: origin.anchor)
  }

  private func cells(at wanted: Set<Origin>) -> [Origin: Cell] {
    var found = [Origin: Cell]()
    func add(_ text: FEELText, _ note: @autoclosure () -> Diagnostic.Note) {
      guard wanted.contains(text.origin), found[text.origin] == nil else { return }
      found[text.origin] = Cell(note: note(), text: text)
    }
    for table in models.flatMap(\.decisions).compactMap(\.decisionTable) {
      for rule in table.rules {
        for (entry, input) in zip(rule.inputEntries, table.inputs) {
          add(entry, note("input", input.label, input.typeRef, input.origin))
        }
        for (entry, output) in zip(rule.outputEntries, table.outputs) {
          add(entry, note("output", output.label, output.typeRef, output.origin))
        }
      }
      for output in table.outputs {
        guard let entry = output.defaultEntry else { continue }
        add(entry, note("output", output.label, output.typeRef, output.origin))
      }
    }
    return found
  }

  private func note(
    _ role: String, _ label: String?, _ type: DMN.TypeReference?, _ header: Origin
  ) -> Diagnostic.Note {
    var column = ""
    if case .cell(_, let reference) = header.anchor {
      column = String(reference.prefix { $0.isLetter })
    }
    let spoken = type.map { " (\($0.name))" } ?? ""
    return .init("column \(column) holds the \(role) '\(label ?? "")'\(spoken)", at: header)
  }
}
