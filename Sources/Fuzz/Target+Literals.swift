import Diagnostics
import FEEL

/// Numbers, dates, times and durations: what is read is written in a form that reads the same.
extension Target {
  static let literals = Target(
    name: "literals",
    mutation: Mutation(
      seeds: [
        "12.50", "-1e6144", "0.000000000000000000000001", "9999999999999999999999999999999999",
        "2024-02-29", "-999999999-12-31", "2024-02-29T23:59:59.999999999@Europe/Paris",
        "10:30:00+02:00", "24:00:00", "P1DT2H3M4.5S", "-P99999999Y", "P1Y2M",
        "2024-03-31T02:30:00@Europe/Paris",
      ],
      tokens: [
        "-", "+", ".", "e", "T", "Z", "P", "D", "Y", "M", "H", "S", ":", "@Europe/Paris",
        "@../passwd", "0", "9", "24:00:00", "999999999", "0000", "+14:00", "12",
      ])
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let number = Number(text)
    if let number, Number(number.description) != number {
      preconditionFailure("the number \(number) is read differently")
    }
    guard let value = Value(temporalText: text) else { return number != nil }
    guard let again = Value(temporalText: value.description), again.isSame(as: value) else {
      preconditionFailure("\(value) is read differently")
    }
    return true
  }

  /// Holds a result against what its text is read as; a function has no text to read.
  static func expectReadable(_ result: Value) {
    let literal = result.feelText
    guard literal.utf8.count < 4096, !literal.contains("function(") else { return }
    let (compiled, _) = FEELCompiler(scope: Scope()).expression(literal, at: Origin(file: "fuzz"))
    guard let compiled else { preconditionFailure("\(literal) cannot be read") }
    let copy = compiled.evaluate([], evaluation())
    guard copy.isSame(as: result) else {
      preconditionFailure("\(literal) is read as \(copy.feelText)")
    }
  }
}
