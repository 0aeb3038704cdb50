/// A statement of a model that the grid of a sheet has no place for, or would read otherwise: an id of
/// DMN, a description, a blank at the end of a word.
///
/// It holds as long as the grid still says what it said when the detail was written: what people type
/// into the grid wins.
struct ModelDetail: Sendable, Hashable {
  /// What it is about, as in `carrier / input order total`.
  var place: String
  /// Which of its properties.
  var property: String
  /// What the grid says; nil for nothing.
  var read: String?
  /// What holds instead; nil for nothing.
  var value: String?
}

/// Lists of names and values in one cell.
enum DetailText {
  /// The items with `;` between them, those in quotes that hold one themselves.
  static func list(_ items: [String]) -> String {
    items.map { item in
      let isPlain = !item.isEmpty && item == item.trimmed && !item.contains(";")
      return isPlain && item.first != "\"" ? item : quoted(item)
    }.joined(separator: "; ")
  }

  /// The items of such a list.
  static func items(_ text: String) -> [String] {
    var items = [String]()
    var rest = Substring(text).drop { $0 == " " }
    while !rest.isEmpty {
      if rest.first == "\"" {
        let end = endOfQuote(rest)
        items.append(content(String(rest[..<end])))
        rest = rest[end...].drop { $0 != ";" }.dropFirst()
      } else {
        let item = rest.prefix { $0 != ";" }
        items.append(item.trimmed)
        rest = rest.dropFirst(item.count).dropFirst()
      }
      rest = rest.drop { $0 == " " }
    }
    return items
  }

  /// A text as a cell holds it so that it comes back as it was; an empty cell is no text at all.
  static func cell(_ text: String?) -> String {
    guard let text else { return "" }
    let isPlain =
      !text.isEmpty && text == text.trimmed && text.first != "\"" && text.first != "="
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && ($0 == " " || !$0.isBlank) }
    return isPlain ? text : quoted(text)
  }

  /// The text of such a cell.
  static func text(ofCell cell: String) -> String? {
    if cell.isEmpty { return nil }
    return cell.first == "\"" && cell.last == "\"" && cell.count > 1 ? content(cell) : cell
  }

  private static func quoted(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case _ where scalar.value < 0x20 || scalar != " " && scalar.isBlank:
        literal += "\\u{\(String(scalar.value, radix: 16))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// The index behind the quote that closes the one at the start.
  private static func endOfQuote(_ text: Substring) -> Substring.Index {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex {
      let character = text[index]
      index = text.index(after: index)
      if character == "\"" { return index }
      if character == "\\", index < text.endIndex { index = text.index(after: index) }
    }
    return index
  }

  private static func content(_ literal: String) -> String {
    var text = String.UnicodeScalarView()
    var rest = literal.unicodeScalars.dropFirst().dropLast()
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let escape = rest.popFirst() else {
        text.append(scalar)
        continue
      }
      switch escape {
      case "n": text.append("\n")
      case "u":
        let digits = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(digits.count + 2)
        if let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
          let scalar = Unicode.Scalar(value)
        {
          text.append(scalar)
        }
      default: text.append(escape)
      }
    }
    return String(text)
  }
}
