import Diagnostics
import FEEL

extension Target {
  /// Random tables with random inputs: asked by their indexes and walked from the top, they must say
  /// the same.
  static let tables = Target(
    name: "tables",
    input: { generator in
      let seed = UInt64.random(in: 0...(.max), using: &generator)
      return (0..<8).map { UInt8(truncatingIfNeeded: seed >> ($0 * 8)) }
    }
  ) { bytes in
    let seed = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return RandomTable.difference(seed: seed).map { .wrong($0) } ?? .accepted
  }

  /// Cells that are read without the parser: it must say the same of them.
  static let plainCells = Target(
    name: "plain-cells",
    mutation: Mutation(
      seeds: [
        "\"a\",\"b\"", "< 5", "[1..5), > 9", "not(\"a\", -1.50)", "-", "null", "true, false",
        "!= 5", "@\"2026-01-01\"", "[date(\"2026-01-01\")..date(\"2026-02-01\"))",
        "duration(\"P1D\")", "date and time(\"2026-01-01T10:00:00Z\")", "]1..2[", "[5..1]", "1.5.2",
      ],
      tokens: [
        "\"", ",", " ", "-", ".", "..", "[", "]", "(", ")", "<", "<=", ">", "!=", "=", "not(",
        "null",
        "true", "x", "0", "12", "e5", "@", "date(", "time(", "duration(", "\\n", "é", "?", "//",
      ])
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let compiler = FEELCompiler(scope: Scope())
    let origin = Origin(file: "fuzz")
    if let view = compiler.plainTest(text)?.view {
      let (parsed, diagnostics) = compiler.unaryTests(text, at: origin)
      guard let parsed, diagnostics.isEmpty, parsed.view == view else {
        preconditionFailure(
          "the test \(text) is read as \(view), not \(String(describing: parsed?.view))")
      }
    }
    if let value = compiler.plainValue(text) {
      let (parsed, diagnostics) = compiler.expression(text, at: origin)
      guard let parsed, diagnostics.isEmpty, parsed.constant?.isSame(as: value) == true else {
        preconditionFailure("\(text) is read as \(value.feelText)")
      }
      return true
    }
    return false
  }
}
