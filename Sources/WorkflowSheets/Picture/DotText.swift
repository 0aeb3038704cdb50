/// Text of the graph language of graphviz.
///
/// Reference: graphviz.org/doc/info/lang.html; labels are HTML-like, shapes.html § HTML-Like Labels.
struct DotText {
  private(set) var text = ""
  private var depth = 0

  /// A graph with the look that all our pictures share.
  static func graph(name: String, attributes: [(String, String)], _ body: (inout DotText) -> Void)
    -> String
  {
    var dot = DotText()
    dot.open("digraph \(quoted(name))")
    dot.line("graph [\(list(attributes + [("fontname", font), ("fontsize", "12")]))];")
    dot.line("node [\(list([("fontname", font), ("fontsize", "11")]))];")
    dot.line(
      "edge [\(list([("fontname", font), ("fontsize", "9"), ("color", "#5b6770"), ("fontcolor", "#37424a"), ("arrowsize", "0.7")]))];"
    )
    body(&dot)
    dot.close()
    return dot.text
  }

  /// Fonts that every machine has one of.
  static let font = "Helvetica,Arial,sans-serif"

  mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  mutating func open(_ head: String) {
    line("\(head) {")
    depth += 1
  }

  mutating func close() {
    depth -= 1
    line("}")
  }

  mutating func node(_ id: String, _ attributes: [(String, String)]) {
    line("\(Self.quoted(id)) [\(Self.list(attributes))];")
  }

  mutating func edge(_ from: String, _ to: String, _ attributes: [(String, String)]) {
    let list = attributes.isEmpty ? "" : " [\(Self.list(attributes))]"
    line("\(Self.quoted(from)) -> \(Self.quoted(to))\(list);")
  }

  /// The attribute `html` is the label as HTML-like text.
  private static func list(_ attributes: [(String, String)]) -> String {
    attributes.map { name, value in
      name == "html" ? "label=<\(value)>" : "\(name)=\(quoted(value))"
    }.joined(separator: ", ")
  }

  static func quoted(_ text: String) -> String {
    // Only quotes need a backslash; one at the end would take the closing quote with it.
    let safe = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(safe)\""
  }

  /// Text for inside an HTML-like label.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\r", "\t": result += " "
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A text in lines of about `width` characters, at most `lines` of them.
  static func wrapped(_ text: String, width: Int, lines limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word.prefix(80)) : " \(word.prefix(80))"
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > limit else { return lines }
    return lines.prefix(limit - 1) + [lines[limit - 1] + " …"]
  }
}
