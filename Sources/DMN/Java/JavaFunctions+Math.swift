#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension JavaFunctions {
  private static let math = "java.lang.Math"

  /// `java.lang.Math`.
  mutating func registerMath() {
    registerUnaryMath()
    registerBinaryMath()
    registerOrder(of: Self.math)
    registerRounding()
    for type in ["int", "long"] {
      add(Self.math, "abs(\(type))") { $0.integer(0).map { .integer($0 == .min ? $0 : abs($0)) } }
      addDivision("floorDiv", type) { ($0 - Self.floorModulo($0, $1)) / $1 }
      addDivision("floorMod", type) { Self.floorModulo($0, $1) }
      addExact("addExact", type) { $0.addingReportingOverflow($1) }
      addExact("subtractExact", type) { $0.subtractingReportingOverflow($1) }
      addExact("multiplyExact", type) { $0.multipliedReportingOverflow(by: $1) }
    }
    add(Self.math, "abs(double)") { $0.double(0).map { .double($0.magnitude) } }
    add(Self.math, "abs(float)") { $0.float(0).map { .float($0.magnitude) } }
  }

  private mutating func registerUnaryMath() {
    let functions: [(String, @Sendable (Double) -> Double)] = [
      ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }), ("asin", { asin($0) }),
      ("acos", { acos($0) }), ("atan", { atan($0) }), ("sinh", { sinh($0) }),
      ("cosh", { cosh($0) }), ("tanh", { tanh($0) }), ("exp", { exp($0) }),
      ("expm1", { expm1($0) }), ("log", { log($0) }), ("log10", { log10($0) }),
      ("log1p", { log1p($0) }), ("sqrt", { $0.squareRoot() }), ("cbrt", { cbrt($0) }),
      ("ceil", { $0.rounded(.up) }), ("floor", { $0.rounded(.down) }),
      ("rint", { $0.rounded(.toNearestOrEven) }), ("toRadians", { $0 / 180 * .pi }),
      ("toDegrees", { $0 * 180 / .pi }),
      ("signum", { $0 == 0 || $0.isNaN ? $0 : $0 < 0 ? -1 : 1 }),
    ]
    for (name, function) in functions {
      add(Self.math, "\(name)(double)") { $0.double(0).map { .double(function($0)) } }
    }
    add(Self.math, "random()") { _ in .double(Double.random(in: 0..<1)) }
  }

  private mutating func registerBinaryMath() {
    let functions: [(String, @Sendable (Double, Double) -> Double)] = [
      ("pow", { pow($0, $1) }), ("atan2", { atan2($0, $1) }), ("hypot", { hypot($0, $1) }),
      ("IEEEremainder", { remainder($0, $1) }),
    ]
    for (name, function) in functions {
      add(Self.math, "\(name)(double, double)") { arguments in
        guard let first = arguments.double(0), let second = arguments.double(1) else { return nil }
        return .double(function(first, second))
      }
    }
  }

  /// `max` and `min` of all number types, which several classes have.
  mutating func registerOrder(of className: String, types: [String] = ["int", "long"]) {
    for type in types {
      add(className, "max(\(type), \(type))") { $0.integers { max($0, $1) } }
      add(className, "min(\(type), \(type))") { $0.integers { min($0, $1) } }
    }
    add(className, "max(double, double)") { $0.doubles { max($0, $1) } }
    add(className, "min(double, double)") { $0.doubles { min($0, $1) } }
    add(className, "max(float, float)") { $0.floats { max($0, $1) } }
    add(className, "min(float, float)") { $0.floats { min($0, $1) } }
  }

  /// Java rounds halves up, also below zero.
  private mutating func registerRounding() {
    add(Self.math, "round(double)") { arguments in
      guard let double = arguments.double(0) else { return nil }
      let rounded = (double + 0.5).rounded(.down)
      return rounded.magnitude < 0x1p63 ? .integer(Int(rounded)) : nil
    }
    add(Self.math, "round(float)") { arguments in
      guard let float = arguments.float(0) else { return nil }
      let rounded = (float + 0.5).rounded(.down)
      return rounded.magnitude < 0x1p31 ? .integer(Int(rounded)) : nil
    }
  }

  private mutating func addDivision(
    _ name: String, _ type: String, _ function: @escaping @Sendable (Int, Int) -> Int
  ) {
    add(Self.math, "\(name)(\(type), \(type))") { arguments in
      // Java throws for a zero; the one overflow is refused as well.
      guard let first = arguments.integer(0), let second = arguments.integer(1), second != 0,
        !(first == .min && second == -1)
      else { return nil }
      return .integer(function(first, second))
    }
  }

  private static func floorModulo(_ first: Int, _ second: Int) -> Int {
    let rest = first % second
    return rest != 0 && (rest < 0) != (second < 0) ? rest + second : rest
  }

  private mutating func addExact(
    _ name: String, _ type: String,
    _ function: @escaping @Sendable (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) {
    let range = JavaType(rawValue: type)?.integers ?? Int.min...Int.max
    add(Self.math, "\(name)(\(type), \(type))") { arguments in
      guard let first = arguments.integer(0), let second = arguments.integer(1) else { return nil }
      let (value, overflow) = function(first, second)
      return overflow || !range.contains(value) ? nil : .integer(value)
    }
  }
}

extension [JavaValue] {
  func double(_ place: Int) -> Double? {
    if indices.contains(place), case .double(let double) = self[place] { double } else { nil }
  }

  func float(_ place: Int) -> Float? {
    if indices.contains(place), case .float(let float) = self[place] { float } else { nil }
  }

  func integer(_ place: Int) -> Int? {
    if indices.contains(place), case .integer(let integer) = self[place] { integer } else { nil }
  }

  func string(_ place: Int) -> String? {
    if indices.contains(place), case .string(let text) = self[place] { text } else { nil }
  }

  func boolean(_ place: Int) -> Bool? {
    if indices.contains(place), case .boolean(let truth) = self[place] { truth } else { nil }
  }

  func integers(_ function: (Int, Int) -> Int) -> JavaValue? {
    guard let first = integer(0), let second = integer(1) else { return nil }
    return .integer(function(first, second))
  }

  func doubles(_ function: (Double, Double) -> Double) -> JavaValue? {
    guard let first = double(0), let second = double(1) else { return nil }
    return .double(function(first, second))
  }

  func floats(_ function: (Float, Float) -> Float) -> JavaValue? {
    guard let first = float(0), let second = float(1) else { return nil }
    return .float(function(first, second))
  }
}
