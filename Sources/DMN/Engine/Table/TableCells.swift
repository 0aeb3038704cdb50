import Diagnostics
import FEEL
import Synchronization

/// The tests of a table: their texts are those of the model, and compiled are only those that the index
/// does not hold.
final class TableCells: Sendable {
  /// A cell that has to be evaluated.
  enum Cell: Sendable {
    /// Unary tests.
    case tests(CompiledUnaryTests)
    /// Tests with faults; the diagnostics of loading say which.
    case faulty
  }

  /// What cells are compiled with, when the reason of a null has to be found.
  struct Compiler: Sendable {
    let feel: FEELCompiler
    /// The type of each column's values.
    let types: [FEELType]
  }

  /// How many columns the table tests.
  let width: Int
  /// The rules as they were read, which say what stands in a cell and where.
  private let rules: RuleList
  /// The cells that the index does not hold, by their place.
  private let evaluated: [Int: Cell]
  private let compiler: Compiler
  private let compiled = Mutex<[Key: CompiledUnaryTests]>([:])

  private struct Key: Hashable {
    let text: Int
    let column: Int
  }

  /// How many texts are kept compiled for walking the table.
  private static let compiledLimit = 1000

  init(
    _ rules: RuleList, width: Int, evaluated: [Int: Cell], compiler: Compiler
  ) {
    self.rules = rules
    self.width = width
    self.evaluated = evaluated
    self.compiler = compiler
  }

  /// The test as the file has it.
  func text(_ rule: Int, _ column: Int) -> String { rules.text(rule, column) }

  /// Where the test stands.
  func origin(_ rule: Int, _ column: Int) -> Origin { rules.origin(rule, column) }

  /// The cell, if the index does not hold it.
  func evaluated(_ rule: Int, _ column: Int) -> Cell? {
    evaluated.isEmpty ? nil : evaluated[rule * width + column]
  }

  /// Whether the test lets every value pass.
  func isAny(_ rule: Int, _ column: Int) -> Bool { Self.isAny(text(rule, column)) }

  static func isAny(_ text: String) -> Bool {
    // Nearly every test begins with a visible character other than the dash.
    if let first = text.utf8.first, (0x21..<0x7F).contains(first), first != UInt8(ascii: "-") {
      return false
    }
    let text = text.trimmingWhitespace()
    return text.isEmpty || text == "-"
  }

  /// The tests of a cell that the index holds, compiled when they are asked for.
  func tests(_ rule: Int, _ column: Int) -> CompiledUnaryTests? {
    let key = Key(text: rules.textNumber(rule, column), column: column)
    if let known = compiled.withLock({ $0[key] }) { return known }
    let tests = compiler.feel.unaryTests(
      text(rule, column), inputType: compiler.types[column], at: origin(rule, column)
    ).compiled
    if let tests {
      compiled.withLock { if $0.count < Self.compiledLimit { $0[key] = tests } }
    }
    return tests
  }
}
