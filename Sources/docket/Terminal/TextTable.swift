/// Rows and columns for people: aligned, with a header, and cut to the terminal's width.
struct TextTable {
  /// One column.
  struct Column {
    enum Alignment { case left, right }
    var title: String
    var alignment = Alignment.left
    /// Whether this column gives way where the terminal is narrow.
    var isElastic = false
  }

  /// One cell.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style: Style?

    init(_ text: String, _ style: Style? = nil) {
      self.text = text.printable
      self.style = style
    }

    init(stringLiteral value: String) { self.init(value) }
  }

  var columns: [Column]
  var rows: [[Cell]] = []
  var indent = 0

  /// The lines of the table, with the header if any column has a title.
  func lines(_ capabilities: Console.Capabilities) -> [String] {
    let widths = widths(capabilities)
    var lines: [String] = []
    if columns.contains(where: { !$0.title.isEmpty }) {
      lines.append(line(columns.map { Cell($0.title, .dim) }, widths, capabilities))
    }
    return lines + rows.map { line($0, widths, capabilities) }
  }

  private func widths(_ capabilities: Console.Capabilities) -> [Int] {
    var widths = columns.indices.map { index in
      ([columns[index].title.columnCount]
        + rows.map { $0.indices.contains(index) ? $0[index].text.columnCount : 0 }).max() ?? 0
    }
    guard capabilities.isTerminal else { return widths }
    var surplus = indent + widths.reduce(0, +) + 2 * (widths.count - 1) - capabilities.width
    for index in columns.indices where columns[index].isElastic && surplus > 0 {
      let cut = min(surplus, max(0, widths[index] - 12))
      widths[index] -= cut
      surplus -= cut
    }
    return widths
  }

  private func line(
    _ cells: [Cell], _ widths: [Int], _ capabilities: Console.Capabilities
  ) -> String {
    var line = String(repeating: " ", count: indent)
    for (index, cell) in cells.enumerated() where widths.indices.contains(index) {
      let text = cell.text.cut(to: widths[index])
      let padding = String(repeating: " ", count: max(0, widths[index] - text.columnCount))
      let shown = cell.style.map { text.styled($0, capabilities) } ?? text
      line += columns[index].alignment == .left ? shown + padding : padding + shown
      if index < cells.count - 1 { line += "  " }
    }
    // Trailing blanks would show up in every copied text.
    while line.last == " " { line.removeLast() }
    return line
  }
}

extension String {
  /// The columns the text takes on a terminal: East Asian wide characters and emoji take two.
  var columnCount: Int {
    reduce(0) { sum, character in
      guard let scalar = character.unicodeScalars.first else { return sum }
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        return sum + 2
      default: return sum + 1
      }
    }
  }

  /// The text, or its beginning and `…` where it takes more than `width` columns.
  func cut(to width: Int) -> String {
    guard columnCount > width, width > 0 else { return self }
    var result = ""
    var used = 0
    for character in self {
      let count = String(character).columnCount
      if used + count > width - 1 { break }
      result.append(character)
      used += count
    }
    return result + "…"
  }
}
