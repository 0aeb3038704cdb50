/// How texts are written in e-mail (RFC 2045, 2047, 5322).
enum MailText {
  /// A header's text: as it is where it is plain, else in encoded words of at most 75 characters, none of
  /// which splits a character (RFC 2047, section 2).
  static func header(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    if isPlain, text.utf8.count <= 60, !text.contains("=?") { return text }
    var words: [String] = []
    var word: [UInt8] = []
    // 45 bytes are 60 digits, and 72 characters with what stands around them.
    for scalars in pieces(of: text, bytes: 45) {
      if word.count + scalars.count > 45 {
        words.append(encodedWord(word))
        word = []
      }
      word += scalars
    }
    if !word.isEmpty || words.isEmpty { words.append(encodedWord(word)) }
    return words.joined(separator: "\r\n ")
  }

  /// The characters as bytes; one that is longer than a word, by its scalars.
  private static func pieces(of text: String, bytes limit: Int) -> [[UInt8]] {
    text.flatMap { character -> [[UInt8]] in
      let bytes = Array(String(character).utf8)
      return bytes.count <= limit
        ? [bytes] : character.unicodeScalars.map { Array(String($0).utf8) }
    }
  }

  private static func encodedWord(_ bytes: [UInt8]) -> String {
    "=?UTF-8?B?\(Base64.encode(bytes))?="
  }

  /// A text's body and how it is encoded: quoted-printable where most of it is ASCII, else Base64.
  static func body(_ text: String) -> (encoding: String, bytes: [UInt8]) {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    let count = lines.utf8.count
    let foreign = lines.utf8.reduce(0) { $0 + ($1 > 0x7E ? 1 : 0) }
    return foreign * 6 <= count
      ? ("quoted-printable", quotedPrintable(lines))
      : ("base64", base64(Array(lines.replacing("\n", with: "\r\n").utf8)))
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(Base64.encode(bytes).utf8)
    var lines: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 76) {
      lines += digits[start..<min(start + 76, digits.count)]
      lines += [0x0D, 0x0A]
    }
    return lines
  }

  /// Lines of at most 76 characters; blanks at their ends and everything but printable ASCII are written as
  /// `=XX` (RFC 2045, section 6.7).
  private static func quotedPrintable(_ text: String) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bytes = Array(line.utf8)
      var width = 0
      for (index, byte) in bytes.enumerated() {
        let isLast = index == bytes.count - 1
        let isBlank = byte == 0x20 || byte == 0x09
        let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D || isBlank && !isLast
        let piece =
          isPlain ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        if width + piece.count > 75 {
          result += [UInt8(ascii: "="), 0x0D, 0x0A]
          width = 0
        }
        result += piece
        width += piece.count
      }
      result += [0x0D, 0x0A]
    }
    return result
  }

  /// Whether a text is an address that can be written to without further agreement: `local@domain` in ASCII.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && text.utf8.count <= 254
      && parts.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>()[],;:\\\"".utf8.contains($0) }
  }
}
