import XML

/// The text of OpenDocument cells.
enum ODSText {
  /// The text of a paragraph whose start tag was just read.
  ///
  /// Spec: OpenDocument 1.3 part 3, § 6.1: `text:s` stands for blanks, and blanks run together. But
  /// LibreOffice writes blanks as they are, so that they only do where lines were broken for looks.
  static func paragraph(_ stream: XMLStream) -> String {
    let level = stream.depth
    var text = ""
    while let event = stream.next() {
      switch event {
      case .text: append(stream.text, to: &text)
      case .start where stream.name == "s":
        let count = stream.attribute("c").flatMap { Int($0) } ?? 1
        text += String(repeating: " ", count: min(max(count, 0), 10_000))
      case .start where stream.name == "tab": text += "\t"
      case .start where stream.name == "line-break": text += "\n"
      case .start where stream.name == "annotation": stream.skipElement()
      case .end where stream.depth == level: return text
      default: break
      }
    }
    return text
  }

  private static func append(_ piece: String, to text: inout String) {
    guard piece.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else {
      text += piece
      return
    }
    var endsInBlank = text.isEmpty || text.last == " " || text.last == "\n"
    for letter in piece.unicodeScalars {
      let isBlank = letter == " " || letter == "\n" || letter == "\t" || letter == "\r"
      if isBlank {
        if !endsInBlank { text += " " }
      } else {
        text.unicodeScalars.append(letter)
      }
      endsInBlank = isBlank
    }
  }

  /// An OpenFormula such as `of:=[.A1]+1` as people know it, `=A1+1`.
  static func formula(_ text: String) -> String {
    let body = text.firstIndex(of: "=").map { text[$0...] } ?? text[...]
    var result = ""
    var isQuoted = false
    var previous: Character?
    for letter in body {
      if letter == "\"" { isQuoted.toggle() }
      let isMark =
        letter == "[" || letter == "]" || letter == "." && (previous == "[" || previous == ":")
      if isQuoted || !isMark { result.append(letter) }
      previous = letter
    }
    return result
  }

  /// The seconds of a duration such as `PT10H30M00S`; nil for anything else.
  static func seconds(_ duration: String) -> Double? {
    guard duration.hasPrefix("PT") || duration.hasPrefix("-PT") else { return nil }
    var total = 0.0
    var number = ""
    for letter in duration.drop(while: { $0 != "T" }).dropFirst() {
      let factor: Double
      switch letter {
      case "H": factor = 3600
      case "M": factor = 60
      case "S": factor = 1
      default:
        number.append(letter)
        continue
      }
      guard let value = NumberText.value(number) else { return nil }
      total += value * factor
      number = ""
    }
    return number.isEmpty ? (duration.hasPrefix("-") ? -total : total) : nil
  }
}
