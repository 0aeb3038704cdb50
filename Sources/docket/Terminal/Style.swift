/// How a piece of text looks on a terminal that has colours.
enum Style: String, Sendable {
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"
}

extension String {
  /// The text in a style, or as it is where there are no colours.
  func styled(_ style: Style, _ capabilities: Console.Capabilities) -> String {
    capabilities.colour && !isEmpty ? "\u{1B}[\(style.rawValue)m\(self)\u{1B}[0m" : self
  }

  /// The text without characters that would move the cursor or change the terminal.
  ///
  /// Case data come from outside; an escape sequence in a business key must stay harmless.
  var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
          default: scalar
          }
        }))
  }
}
