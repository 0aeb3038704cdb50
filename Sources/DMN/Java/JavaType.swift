/// A type in the signature of a Java method.
public enum JavaType: String, Sendable, Hashable, CaseIterable {
  /// 64-bit binary floating point.
  case double
  /// 32-bit binary floating point.
  case float
  /// 64-bit integer.
  case long
  /// 32-bit integer.
  case int
  /// 16-bit integer.
  case short
  /// 8-bit integer.
  case byte
  /// One UTF-16 code unit.
  case char
  /// Truth value.
  case boolean
  /// Text.
  case string = "java.lang.String"
  /// A decimal number.
  case decimal = "java.math.BigDecimal"
  /// Any value.
  case object = "java.lang.Object"

  /// Reads a type as signatures write it; the classes that box primitive types count as these.
  public init?(name: String) {
    let boxed: [String: JavaType] = [
      "Double": .double, "Float": .float, "Long": .long, "Integer": .int, "Short": .short,
      "Byte": .byte, "Character": .char, "Boolean": .boolean, "String": .string,
      "Object": .object, "CharSequence": .string, "Number": .decimal,
    ]
    if let plain = JavaType(rawValue: name) {
      self = plain
    } else if name.hasPrefix("java.lang."), let known = boxed[String(name.dropFirst(10))] {
      self = known
    } else if let known = boxed[name] {
      self = known
    } else if name == "java.math.BigInteger" {
      self = .decimal
    } else {
      return nil
    }
  }

  /// The integers that the type holds; nil for a type that is no integer.
  var integers: ClosedRange<Int>? {
    switch self {
    case .long: Int.min...Int.max
    case .int: Int(Int32.min)...Int(Int32.max)
    case .short: Int(Int16.min)...Int(Int16.max)
    case .byte: Int(Int8.min)...Int(Int8.max)
    case .double, .float, .char, .boolean, .string, .decimal, .object: nil
    }
  }
}

/// A method's name and the types of its parameters: `max(double, double)`.
public struct JavaSignature: Sendable, Hashable, CustomStringConvertible {
  /// The name of the method.
  public let name: String
  /// The types of the parameters; for a variadic method the last is that of each further argument.
  public let parameters: [JavaType]
  /// Whether the last parameter takes any number of arguments (`Object...`, `[Ljava.lang.Object;`).
  public let isVariadic: Bool

  /// Reads a signature, nil if a type is not known or it is not well-formed.
  public init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace }
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")"), open != text.startIndex else {
      return nil
    }
    var types = [JavaType]()
    var isVariadic = false
    let list = text[text.index(after: open)...].dropLast()
    if !list.isEmpty {
      for part in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard !isVariadic else { return nil }
        var name = String(part)
        if let element = Self.arrayElement(name) {
          name = element
          isVariadic = true
        }
        guard let type = JavaType(name: name) else { return nil }
        types.append(type)
      }
    }
    name = String(text[..<open])
    parameters = types
    self.isVariadic = isVariadic
  }

  /// The element type of an array as source code or class files write it.
  private static func arrayElement(_ name: String) -> String? {
    if name.hasSuffix("...") { return String(name.dropLast(3)) }
    if name.hasSuffix("[]") { return String(name.dropLast(2)) }
    if name.hasPrefix("[L"), name.hasSuffix(";") { return String(name.dropFirst(2).dropLast()) }
    return nil
  }

  /// The signature as text.
  public var description: String {
    var types = parameters.map(\.rawValue)
    if isVariadic, let last = types.popLast() { types.append(last + "...") }
    return "\(name)(\(types.joined(separator: ", ")))"
  }
}
