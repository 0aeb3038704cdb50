import DMN
import Diagnostics
import Spreadsheets

/// Finds what to write into a cell of a column so that it is read as a given piece of FEEL.
///
/// The reader is asked each time: what people typed comes first, then the friendliest form, then FEEL
/// itself. What cannot be written in any way is left to the details of the model.
struct CellWriter {
  private struct Key: Hashable {
    var feel: String
    var typed: String?
    var isTyped: Bool
  }

  let reader: CellReader
  private var tests = [Key: Cell]()
  private var values = [Key: Cell]()

  init(_ reader: CellReader) {
    self.reader = reader
  }

  /// A cell of an input.
  mutating func tests(_ text: FEELText) -> Cell {
    let key = Self.key(text)
    if let cell = tests[key] { return cell }
    let cell =
      cell(text, FriendlyForms(type: reader.type, locale: reader.locale).tests(text.text)) {
        try reader.unaryTests($0)
      } ?? .text(text.text.isEmpty ? "-" : text.text)
    tests[key] = cell
    return cell
  }

  /// A cell of an output, a default or a test; `null` is written as such.
  mutating func value(_ text: FEELText) -> Cell {
    let key = Self.key(text)
    if let cell = values[key] { return cell }
    let cell =
      cell(text, FriendlyForms(type: reader.type, locale: reader.locale).values(text.text)) {
        let reading = try reader.expression($0)
        guard !$0.isEmpty else { throw CellProblem(.emptyOutput) }
        return reading
      } ?? .text(text.text.isEmpty ? "-" : text.text)
    values[key] = cell
    return cell
  }

  private static func key(_ text: FEELText) -> Key {
    Key(feel: text.text, typed: text.typed, isTyped: isTyped(text))
  }

  /// Whether the FEEL itself is what somebody typed into a cell.
  private static func isTyped(_ text: FEELText) -> Bool {
    guard text.typed == nil, case .cell = text.origin.anchor else { return false }
    return true
  }

  private func cell(
    _ text: FEELText, _ forms: [String], _ read: (Cell) throws -> CellReader.Reading
  ) -> Cell? {
    // A program takes what begins with `=` for a formula of its own.
    if let typed = text.typed, !typed.hasPrefix("="),
      let cell = same(typed, text.text, mayWarn: true, read)
    {
      return cell
    }
    var proposals = forms + [text.text]
    if Self.isTyped(text) { proposals.insert(text.text, at: 0) }
    proposals.append("same as \(text.text)")
    for mayWarn in [false, true] {
      for proposal in proposals {
        if let cell = same(proposal, text.text, mayWarn: mayWarn, read) { return cell }
      }
    }
    return nil
  }

  /// The cell of a proposal, if it is read as the FEEL that is meant.
  private func same(
    _ proposal: String, _ feel: String, mayWarn: Bool,
    _ read: (Cell) throws -> CellReader.Reading
  ) -> Cell? {
    var cells = [Cell.text(proposal)]
    if proposal.isEmpty { cells = [.empty] }
    // Numbers stay numbers for the program that shows them, if all their digits do.
    if reader.type == .number, NumberCell.holds(proposal) { cells.insert(.number(proposal), at: 0) }
    return cells.first { cell in
      guard let reading = try? read(cell) else { return false }
      return reading.feel == feel && (mayWarn || reading.warnings.isEmpty)
    }
  }
}

/// Numbers that a program keeps digit by digit.
enum NumberCell {
  /// Whether a text is a number that comes back as it is from any spreadsheet program.
  static func holds(_ text: String) -> Bool {
    var digits = Substring(text)
    if digits.first == "-" { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.utf8.count <= 15 else { return false }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }),
      parts[0] == "0" || !parts[0].hasPrefix("0"), text != "-0"
    else { return false }
    return parts.count == 1 || parts[1].last != "0"
  }

  /// A cell with a number, or with text where it would not stay the same.
  static func cell(_ text: String) -> Cell {
    if text.isEmpty { return .empty }
    return holds(text) ? .number(text) : .text(text)
  }
}

extension Cell {
  /// A cell with text, or an empty one.
  static func filled(_ text: String) -> Cell { text.isEmpty ? .empty : .text(text) }
}
