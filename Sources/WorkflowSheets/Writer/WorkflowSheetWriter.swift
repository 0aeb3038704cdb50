public import Diagnostics
import FEEL
public import Spreadsheets
public import Statechart

/// Writes statecharts as state-transition sheets.
public enum WorkflowSheetWriter {
  /// The sheet that means the same as a statechart.
  ///
  /// Whatever it says is read back and compared before it is handed out, so that nothing changes its
  /// meaning on the way. Remarks of an SCXML file's author (`<!-- … -->`) are no part of the statechart.
  /// - Parameters:
  ///   - document: The statechart.
  ///   - file: The path of the sheet, for messages.
  /// - Returns: The sheet, nil if a sheet cannot say it all, and then everything that it cannot, each
  ///   at its place in the statechart.
  public static func sheet(
    of document: StatechartDocument, file: String = "workflow.csv"
  ) -> (sheet: Sheet?, diagnostics: [Diagnostic]) {
    var states = FlowStateRows(document)
    let head = FlowHeadRows(document)
    let diagnostics = (head.diagnostics + states.diagnostics).inReadingOrder()
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    let sheet = Sheet(file: file, rows: head.rows + grid(&states))
    let (read, faults) = WorkflowSheetReader.read(sheet, decisions: nil)
    let difference =
      faults.first { $0.severity == .error }.map(\.headline)
      ?? read.flatMap { FlowEquality.difference(document, $0) }
    guard let difference else { return (sheet, []) }
    let unsayable = Unsayable(
      "this statechart as it is", found: difference, mend: "simplify what is found there")
    return (nil, [unsayable.diagnostic(at: document.origin)])
  }

  /// How a workflow sheet looks: the header stays on the screen, what stands above it is grey.
  public static func style(of sheet: Sheet) -> SheetStyle {
    var style = SheetStyle(columnWidths: [0: 10])
    for (row, cells) in sheet.rows.enumerated() {
      switch cells.first?.text.lowercased() {
      case "workflow"?: style.rowRoles[row] = .title
      case "data"?, "note"?: style.rowRoles[row] = .setting
      case "name"?:
        style.rowRoles[row] = .header
        style.frozenRows = row + 1
      default: break
      }
    }
    return style
  }

  private static func grid(_ states: inout FlowStateRows) -> [[Cell]] {
    let optional: [FlowColumn] = [.parent, .id, .kind].filter { column in
      states.rows.contains { $0.cells[column] != nil }
    }
    let columns: [FlowColumn] = [.state] + optional + [.on, .when, .do, .goTo, .note]
    let header: [Cell] = [.text("Name")] + columns.map { .text($0.shown) }
    return [header]
      + states.rows.map { row in
        var cells: [Cell] = [.empty]
        for column in columns { cells.append(row.cells[column].map { .text($0) } ?? .empty) }
        while cells.last == .empty { cells.removeLast() }
        return cells
      }
  }
}

/// The rows above the header: the workflow, its remark and its variables.
struct FlowHeadRows {
  private(set) var rows: [[Cell]] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ document: StatechartDocument) {
    let name = document.name ?? ""
    rows.append([.text("Workflow"), .text(document.label ?? name), .text(name)])
    if let note = document.note { rows.append([.text("Note"), .text(note)]) }
    checkDocument(document)
    for variable in document.data {
      do throws(Unsayable) {
        rows.append(try row(variable))
      } catch {
        diagnostics.append(error.diagnostic(at: variable.origin))
      }
    }
  }

  private mutating func checkDocument(_ document: StatechartDocument) {
    func say(_ what: String, _ found: String? = nil, mend: String) {
      diagnostics.append(
        Unsayable(what, found: found, mend: mend).diagnostic(at: document.origin))
    }
    if (document.name ?? "").isEmpty {
      say("a workflow without a name", mend: "write name=\"…\" into <scxml>")
    }
    if document.dataModel != .feel {
      say("datamodel=\"null\"", mend: "write datamodel=\"feel\"")
    }
    if document.binding != .early { say("binding=\"late\"", mend: "leave it out") }
    if document.errorHandling != nil { say("docket:errors", mend: "leave it out") }
    if let script = document.script {
      diagnostics.append(
        Unsayable("<script>", mend: "give the variables initial values with expr")
          .diagnostic(at: script.expression.origin))
    }
    if document.initial.count > 1
      || document.initial.contains(where: { first in
        !document.states.contains { $0.id == first.id }
      })
    {
      say(
        "a beginning in several states, or in a state further down",
        document.initial.map(\.id).joined(separator: " "),
        mend: "begin in one of the outermost states, and let that begin in its own")
    }
  }

  private func row(_ variable: DataElement) throws(Unsayable) -> [Cell] {
    let type = try variable.type.map { text throws(Unsayable) in try Self.type(text.text) }
    var cells: [Cell] = [.text("Data"), .text(variable.id)]
    cells.append(type.map { .text($0) } ?? .empty)
    switch variable.value {
    case nil: cells.append(.empty)
    case .expression(let value)?:
      cells.append(.text(try Self.value(value.text, type: variable.type?.text)))
    case .inline?, .unreadable?:
      throw Unsayable(
        "content or src of <data>", found: variable.id, mend: "write the value as expr=\"…\"")
    }
    cells.append(variable.note.map { .text($0) } ?? .empty)
    cells.append(variable.label.map { .text($0) } ?? .empty)
    while cells.last == .empty { cells.removeLast() }
    return cells
  }

  /// `list<string>` as `list of string`.
  private static func type(_ text: String) throws(Unsayable) -> String {
    var candidates = [text]
    if text.hasPrefix("list<"), text.hasSuffix(">") {
      candidates.insert("list of \(text.dropFirst(5).dropLast())", at: 0)
    }
    guard let found = candidates.first(where: { FlowData.typeText($0) == text }) else {
      throw Unsayable("this type", found: text, mend: "write a FEEL type")
    }
    return found
  }

  private static func value(_ text: String, type: String?) throws(Unsayable) -> String {
    var candidates = [text, "same as \(text)"]
    if let word = FlowWords.strings(text)?.first { candidates.insert(word, at: 0) }
    if let length = FlowWords.duration(text) { candidates.insert(length, at: 0) }
    guard let found = candidates.first(where: { FlowData.valueText($0, type: type) == text }) else {
      throw Unsayable("this initial value", found: text, mend: "simplify the expression")
    }
    return found
  }
}
