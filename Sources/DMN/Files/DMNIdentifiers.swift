/// The ids of one file of DMN XML, each used once.
///
/// Modelling tools need an id wherever there may be one. Those that nobody gave are made up, as
/// `docket_` with a number, and are taken for no id when the file is read.
struct DMNIdentifiers {
  /// An id as the file has it.
  struct Assigned {
    /// The id in the file.
    var xml: String
    /// The id of the model, where the file has another.
    var kept: String?
  }

  private var used = Set<String>()
  private var elements = [String: String]()
  private var claimed = Set<String>()
  private var count = 0

  /// Sets the ids of the elements that requirements point to apart, before any other is given.
  init(reserving ids: [String]) {
    for id in ids where elements[id] == nil {
      let xml = Self.encoded(id)
      elements[id] = xml
      used.insert(xml)
    }
  }

  /// Sets ids apart that stand in kept parts of the file.
  mutating func reserve(_ ids: Set<String>) { used.formUnion(ids) }

  /// The id in the file of an element that requirements point to; nil if there is no such element.
  func element(_ id: String) -> String? { elements[id] }

  /// The id in the file for the element itself; nil if another element of that id came first.
  mutating func claim(_ id: String) -> String? {
    claimed.insert(id).inserted ? elements[id] : nil
  }

  /// Gives an id to something that nothing points to.
  mutating func assign(_ id: String?) -> Assigned {
    guard let id else { return Assigned(xml: fresh()) }
    if Self.isPlain(id), !Self.isMadeUp(id), used.insert(id).inserted { return Assigned(xml: id) }
    return Assigned(xml: fresh(), kept: id)
  }

  /// An id that nobody used.
  mutating func fresh() -> String {
    while true {
      count += 1
      let id = "docket_\(count)"
      if used.insert(id).inserted { return id }
    }
  }

  /// Whether an id of a file was made up.
  static func isMadeUp(_ id: String) -> Bool {
    guard id.hasPrefix("docket_") else { return false }
    let digits = id.utf8.dropFirst(7)
    return !digits.isEmpty
      && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// The id in the form that XML asks for; different ids never become the same.
  ///
  /// Characters that may not stand there become `_xHHHH_`, as spreadsheet programs write them.
  static func encoded(_ id: String) -> String {
    if isPlain(id), !id.contains("_x") { return id }
    var text = ""
    let scalars = Array(id.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isEscape = scalar == "_" && index + 1 < scalars.count && scalars[index + 1] == "x"
      if !isEscape, index == 0 ? isFirst(scalar) : isFurther(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "_x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
      }
    }
    return text.isEmpty ? "_x_" : text
  }

  /// Whether a text is an NCName, the form of ids; letters beyond those in common use are left out.
  static func isPlain(_ id: String) -> Bool {
    var scalars = id.unicodeScalars.makeIterator()
    guard let first = scalars.next(), isFirst(first) else { return false }
    while let next = scalars.next() {
      if !isFurther(next) { return false }
    }
    return true
  }

  /// Spec: Namespaces in XML 1.0, production 4 (NCName), as far as Latin, Greek and Cyrillic go.
  private static func isFirst(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "A"..."Z", "a"..."z", "_", "\u{C0}"..."\u{D6}", "\u{D8}"..."\u{F6}",
      "\u{F8}"..."\u{2FF}", "\u{370}"..."\u{37D}", "\u{37F}"..."\u{52F}":
      true
    default: false
    }
  }

  private static func isFurther(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "-", ".", "\u{B7}": true
    default: isFirst(scalar)
    }
  }
}
