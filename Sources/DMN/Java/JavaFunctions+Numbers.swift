import FEEL

extension JavaFunctions {
  /// The classes of numbers and truth values.
  mutating func registerNumbers() {
    registerInteger("java.lang.Integer", .int, parse: "parseInt")
    registerInteger("java.lang.Long", .long, parse: "parseLong")
    registerInteger("java.lang.Short", .short, parse: "parseShort")
    registerInteger("java.lang.Byte", .byte, parse: "parseByte")
    registerDouble()
    registerFloat()
    registerBoolean()
    add("java.math.BigDecimal", "valueOf(double)") { $0.double(0).map { .double($0) } }
    add("java.math.BigDecimal", "valueOf(long)") { $0.integer(0).map { .integer($0) } }
  }

  private mutating func registerInteger(_ name: String, _ type: JavaType, parse: String) {
    let range = type.integers ?? Int.min...Int.max
    let read: Body = { arguments in
      guard let text = arguments.string(0), let integer = Int(text), range.contains(integer) else {
        return nil
      }
      return .integer(integer)
    }
    add(name, "valueOf(java.lang.String)", read)
    add(name, "\(parse)(java.lang.String)", read)
    add(name, "valueOf(\(type.rawValue))") { $0.first }
    add(name, "toString(\(type.rawValue))") { $0.first.map { .string($0.text) } }
    add(name, "compare(\(type.rawValue), \(type.rawValue))") {
      $0.integers { $0 < $1 ? -1 : $0 == $1 ? 0 : 1 }
    }
    guard type == .int || type == .long else { return }
    add(name, "max(\(type.rawValue), \(type.rawValue))") { $0.integers { max($0, $1) } }
    add(name, "min(\(type.rawValue), \(type.rawValue))") { $0.integers { min($0, $1) } }
    // Java's sum wraps around.
    add(name, "sum(\(type.rawValue), \(type.rawValue))") { arguments in
      arguments.integers { type == .int ? Int(Int32(truncatingIfNeeded: $0 &+ $1)) : $0 &+ $1 }
    }
    add(name, "signum(\(type.rawValue))") { $0.integer(0).map { .integer($0.signum()) } }
    for (method, radix) in [("toHexString", 16), ("toBinaryString", 2), ("toOctalString", 8)] {
      add(name, "\(method)(\(type.rawValue))") { arguments in
        guard let integer = arguments.integer(0) else { return nil }
        let bits =
          type == .int ? UInt(UInt32(truncatingIfNeeded: integer)) : UInt(bitPattern: integer)
        return .string(String(bits, radix: radix))
      }
    }
  }

  private mutating func registerDouble() {
    let name = "java.lang.Double"
    let read: Body = {
      $0.string(0).flatMap { Double($0.trimmingWhitespace()) }.map { .double($0) }
    }
    add(name, "valueOf(java.lang.String)", read)
    add(name, "parseDouble(java.lang.String)", read)
    add(name, "valueOf(double)") { $0.first }
    add(name, "toString(double)") { $0.first.map { .string($0.text) } }
    add(name, "sum(double, double)") { $0.doubles { $0 + $1 } }
    add(name, "max(double, double)") { $0.doubles { max($0, $1) } }
    add(name, "min(double, double)") { $0.doubles { min($0, $1) } }
    add(name, "isNaN(double)") { $0.double(0).map { .boolean($0.isNaN) } }
  }

  private mutating func registerFloat() {
    let name = "java.lang.Float"
    let read: Body = { $0.string(0).flatMap { Float($0.trimmingWhitespace()) }.map { .float($0) } }
    add(name, "valueOf(java.lang.String)", read)
    add(name, "parseFloat(java.lang.String)", read)
    add(name, "valueOf(float)") { $0.first }
    add(name, "toString(float)") { $0.first.map { .string($0.text) } }
    add(name, "sum(float, float)") { $0.floats { $0 + $1 } }
    add(name, "max(float, float)") { $0.floats { max($0, $1) } }
    add(name, "min(float, float)") { $0.floats { min($0, $1) } }
  }

  private mutating func registerBoolean() {
    let name = "java.lang.Boolean"
    let read: Body = { $0.string(0).map { .boolean($0.lowercased() == "true") } }
    add(name, "valueOf(java.lang.String)", read)
    add(name, "parseBoolean(java.lang.String)", read)
    add(name, "valueOf(boolean)") { $0.first }
    add(name, "toString(boolean)") { $0.first.map { .string($0.text) } }
    let functions: [(String, @Sendable (Bool, Bool) -> Bool)] = [
      ("logicalAnd", { $0 && $1 }), ("logicalOr", { $0 || $1 }), ("logicalXor", { $0 != $1 }),
    ]
    for (method, function) in functions {
      add(name, "\(method)(boolean, boolean)") { arguments in
        guard let first = arguments.boolean(0), let second = arguments.boolean(1) else {
          return nil
        }
        return .boolean(function(first, second))
      }
    }
  }
}
