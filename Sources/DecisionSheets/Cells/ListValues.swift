/// The allowed values of a column that holds lists: people list those of the items, while the
/// `inputValues` and `outputValues` of DMN are tests of the whole list.
enum ListValues {
  private static let opening = "every value in ? satisfies value in ("

  /// Tests of a list whose items must pass these tests.
  static func tests(ofItems items: String) -> String { opening + items + ")" }

  /// The tests of the items; nil if the tests of the list say something else.
  static func items(ofTests tests: String) -> String? {
    guard tests.hasPrefix(opening), tests.hasSuffix(")") else { return nil }
    let items = String(tests.dropFirst(opening.count).dropLast())
    // A bracket that closes before the end belongs to a longer formula.
    return closesEarly(items) ? nil : items
  }

  private static func closesEarly(_ text: String) -> Bool {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for character in text.unicodeScalars {
      if isQuoted {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isQuoted = false
        }
        continue
      }
      switch character {
      case "\"": isQuoted = true
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth < 0 { return true }
      default: break
      }
    }
    return depth != 0
  }
}
