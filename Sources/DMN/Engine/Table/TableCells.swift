import Diagnostics
import FEEL
import Synchronization

/// The tests of a table, kept small: their texts once each, and compiled only those that the index
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
  private let texts: [String]
  /// The text of each cell, rule after rule.
  private let places: FlatArray<UInt32>
  private let origins: [Origin]
  /// The cells that the index does not hold, by their place.
  private let evaluated: [Int: Cell]
  private let compiler: Compiler
  private let compiled = Mutex<[Key: CompiledUnaryTests]>([:])

  private struct Key: Hashable {
    let text: UInt32
    let column: Int
  }

  /// How many texts are kept compiled for walking the table.
  private static let compiledLimit = 1000

  init(
    width: Int, texts: [String], places: [UInt32], origins: [Origin], evaluated: [Int: Cell],
    compiler: Compiler
  ) {
    self.width = width
    self.texts = texts
    self.places = FlatArray(places)
    self.origins = origins
    self.evaluated = evaluated
    self.compiler = compiler
  }

  /// The test as the file has it.
  func text(_ rule: Int, _ column: Int) -> String { texts[Int(places[rule * width + column])] }

  /// Where the test stands.
  func origin(_ rule: Int, _ column: Int) -> Origin { origins[rule * width + column] }

  /// The cell, if the index does not hold it.
  func evaluated(_ rule: Int, _ column: Int) -> Cell? {
    evaluated.isEmpty ? nil : evaluated[rule * width + column]
  }

  /// Whether the test lets every value pass.
  func isAny(_ rule: Int, _ column: Int) -> Bool { Self.isAny(text(rule, column)) }

  static func isAny(_ text: String) -> Bool {
    let text = text.trimmingWhitespace()
    return text.isEmpty || text == "-"
  }

  /// The tests of a cell that the index holds, compiled when they are asked for.
  func tests(_ rule: Int, _ column: Int) -> CompiledUnaryTests? {
    let key = Key(text: places[rule * width + column], column: column)
    if let known = compiled.withLock({ $0[key] }) { return known }
    let text = texts[Int(key.text)]
    let tests = compiler.feel.unaryTests(
      text, inputType: compiler.types[column], at: origin(rule, column)
    ).compiled
    if let tests {
      compiled.withLock { if $0.count < Self.compiledLimit { $0[key] = tests } }
    }
    return tests
  }
}
