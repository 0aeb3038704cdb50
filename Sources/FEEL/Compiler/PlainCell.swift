/// Reads the plainest cells of tables without the parser: constants, lists of them, comparisons with
/// and intervals between constants.
///
/// Tables have hundreds of thousands of such cells. What is written in any other way, or is faulty,
/// is nil here and left to the parser, which says the same of all that is read here.
///
/// It lives no longer than the bytes of the text, which it only reads inside of their bounds.
@safe struct PlainCell {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int
  private var position = 0
  /// Whether `date("…")` means the built-in function.
  private let knowsFunctions: Bool

  /// Reads unary tests.
  static func tests(_ text: String, knowsFunctions: Bool) -> CompiledUnaryTests.View? {
    read(text, knowsFunctions) { cell in cell.tests() }
  }

  /// Reads unary tests, a single one without a list to keep it in.
  static func test(_ text: String, knowsFunctions: Bool) -> PlainTest? {
    read(text, knowsFunctions) { cell in cell.single() }
      ?? tests(text, knowsFunctions: knowsFunctions).map(PlainTest.tests)
  }

  /// Reads an expression.
  static func value(_ text: String, knowsFunctions: Bool) -> Value? {
    read(text, knowsFunctions) { cell in cell.value() }
  }

  private static func read<Result>(
    _ text: String, _ knowsFunctions: Bool, _ body: (inout PlainCell) -> Result?
  ) -> Result? {
    unsafe text.utf8.withContiguousStorageIfAvailable { bytes -> Result? in
      var cell = unsafe PlainCell(bytes: bytes, knowsFunctions: knowsFunctions)
      cell.skipBlanks()
      guard let result = body(&cell) else { return nil }
      cell.skipBlanks()
      return cell.isAtEnd ? result : nil
    } ?? nil
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, knowsFunctions: Bool) {
    unsafe self.bytes = bytes
    count = bytes.count
    self.knowsFunctions = knowsFunctions
  }

  // MARK: Tests

  private mutating func tests() -> CompiledUnaryTests.View? {
    var view = CompiledUnaryTests.View()
    if take("not(") {
      view.isNegated = true
      skipBlanks()
      guard list(&view) else { return nil }
      skipBlanks()
      return take(")") ? view : nil
    }
    return list(&view) ? view : nil
  }

  private mutating func list(_ view: inout CompiledUnaryTests.View) -> Bool {
    while true {
      guard test(&view) else { return false }
      skipBlanks()
      guard take(",") else { return true }
      skipBlanks()
    }
  }

  private mutating func test(_ view: inout CompiledUnaryTests.View) -> Bool {
    if take("!=") {
      skipBlanks()
      guard let value = value() else { return false }
      view.excluded.append(value)
      return true
    }
    switch single() {
    case .point(let value): view.points.append(value)
    case .interval(let interval): view.intervals.append(interval)
    case .any, .tests, nil: return false
    }
    return true
  }

  private mutating func single() -> PlainTest? {
    switch next {
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      let isLess = take("<")
      if !isLess { position += 1 }
      let isEqual = take("=")
      skipBlanks()
      guard let bound = value(), !bound.isNull else { return nil }
      let form: RangeValue.Form =
        isLess ? (isEqual ? .lessOrEqual : .less) : isEqual ? .greaterOrEqual : .greater
      return .interval(RangeValue(form, bound))
    case UInt8(ascii: "["), UInt8(ascii: "("): return interval().map(PlainTest.interval)
    default: return value().map(PlainTest.point)
    }
  }

  private mutating func interval() -> RangeValue? {
    let includesLow = next == UInt8(ascii: "[")
    position += 1
    skipBlanks()
    guard let low = value() else { return nil }
    skipBlanks()
    guard take("..") else { return nil }
    skipBlanks()
    guard let high = value(), low.compared(to: high) != nil else { return nil }
    skipBlanks()
    let includesHigh = next == UInt8(ascii: "]")
    guard includesHigh || next == UInt8(ascii: ")") else { return nil }
    position += 1
    return RangeValue(
      start: low, startIncluded: includesLow, end: high, endIncluded: includesHigh)
  }

  // MARK: Constants

  private mutating func value() -> Value? {
    switch next {
    case UInt8(ascii: "\""): return string().map(Value.string)
    case UInt8(ascii: "-"):
      position += 1
      return number().map { .number($0.negated) }
    case UInt8(ascii: "@"):
      position += 1
      return string().flatMap { Value(temporalText: $0) }
    case let byte? where Self.isDigit(byte): return number().map(Value.number)
    default: return word()
    }
  }

  private mutating func word() -> Value? {
    if take("true") { return isEndOfWord ? .boolean(true) : nil }
    if take("false") { return isEndOfWord ? .boolean(false) : nil }
    if take("null") { return isEndOfWord ? .null : nil }
    guard knowsFunctions else { return nil }
    for function in Self.functions where take(function.opening) {
      guard let text = string(), take(")"), let value = Value(temporalText: text),
        function.gives(value)
      else { return nil }
      return value
    }
    return nil
  }

  private struct Function {
    let opening: StaticString
    let gives: @Sendable (Value) -> Bool
  }

  /// The functions whose result for a text is that of `@` and the text.
  private static let functions = [
    Function(opening: "date(") { if case .date = $0 { true } else { false } },
    Function(opening: "time(") { if case .time = $0 { true } else { false } },
    Function(opening: "date and time(") { if case .dateTime = $0 { true } else { false } },
    Function(opening: "duration(") { value in
      switch value {
      case .daysAndTimeDuration, .yearsAndMonthsDuration: true
      default: false
      }
    },
  ]

  /// A text in quotes without escapes.
  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    let start = position
    while let byte = next {
      if byte == UInt8(ascii: "\"") {
        let text = unsafe String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        return text
      }
      guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
      position += 1
    }
    return nil
  }

  private mutating func number() -> Number? {
    let start = position
    skipDigits()
    guard position > start else { return nil }
    if next == UInt8(ascii: "."), let digit = byte(position + 1), Self.isDigit(digit) {
      position += 1
      skipDigits()
    }
    guard isEndOfWord else { return nil }
    return unsafe Number(utf8: bytes[start..<position])
  }

  // MARK: Bytes

  private var next: UInt8? { byte(position) }

  private func byte(_ place: Int) -> UInt8? {
    guard place < count else { return nil }
    return unsafe bytes[place]
  }

  private var isAtEnd: Bool { position == count }

  /// Whether no letter or digit follows; a single point could go on in many ways, two cannot.
  private var isEndOfWord: Bool {
    guard let next else { return true }
    switch next {
    case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "["):
      return true
    case UInt8(ascii: "."):
      return byte(position + 1) == UInt8(ascii: ".")
    default: return false
    }
  }

  private mutating func skipBlanks() {
    while next == UInt8(ascii: " ") { position += 1 }
  }

  private mutating func skipDigits() {
    while let next, Self.isDigit(next) { position += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count - position >= length else { return false }
    for offset in 0..<length
    where unsafe text.utf8Start[offset] != bytes[position + offset] {
      return false
    }
    position += length
    return true
  }
}
