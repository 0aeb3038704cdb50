import Diagnostics

/// A part of a cell that knows where in the cell it stands.
struct FlowText {
  let sub: Substring
  /// The whole cell.
  let cell: Origin

  init(_ text: String, at cell: Origin) {
    sub = text[...]
    self.cell = cell
  }

  init(_ sub: Substring, in cell: Origin) {
    self.sub = sub
    self.cell = cell
  }

  var text: String { String(sub) }
  var isEmpty: Bool { sub.isEmpty }

  /// The cell, narrowed to the part if it is not all of it.
  var origin: Origin {
    let base = sub.base
    if sub.startIndex == base.startIndex, sub.endIndex == base.endIndex { return cell }
    let start = base.utf8.distance(from: base.startIndex, to: sub.startIndex)
    return cell.narrowed(to: TextSpan(start, start + sub.utf8.count))
  }

  /// Without blanks around it.
  var trimmed: FlowText {
    let start = sub.firstIndex { !$0.isWhitespace } ?? sub.endIndex
    let end = sub.lastIndex { !$0.isWhitespace }.map { sub.index(after: $0) } ?? sub.endIndex
    return FlowText(sub[start..<max(start, end)], in: cell)
  }

  /// What follows `word` if the text begins with it, whatever the case.
  func stripping(_ word: String) -> FlowText? {
    guard sub.lowercased().hasPrefix(word) else { return nil }
    let rest = sub.dropFirst(word.count)
    if word.last?.isLetter == true, let next = rest.first,
      next.isLetter || next.isNumber || next == "." || next == "_"
    {
      return nil
    }
    return FlowText(rest, in: cell).trimmed
  }

  /// The parts between separators that stand outside quotes and brackets, blanks taken off.
  func split(at separators: Set<Character>) -> [FlowText] {
    var parts = [FlowText]()
    var start = sub.startIndex
    forEachOutside { index in
      guard separators.contains(sub[index]) else { return true }
      parts.append(FlowText(sub[start..<index], in: cell).trimmed)
      start = sub.index(after: index)
      return true
    }
    parts.append(FlowText(sub[start...], in: cell).trimmed)
    return parts.filter { !$0.isEmpty }
  }

  /// The parts before and behind the first place outside quotes and brackets where `word` stands.
  func cut(at word: String) -> (before: FlowText, behind: FlowText)? {
    var found: (FlowText, FlowText)?
    forEachOutside { index in
      guard sub[index...].lowercased().hasPrefix(word) else { return true }
      let end = sub.index(index, offsetBy: word.count, limitedBy: sub.endIndex) ?? sub.endIndex
      found = (
        FlowText(sub[..<index], in: cell).trimmed, FlowText(sub[end...], in: cell).trimmed
      )
      return false
    }
    return found
  }

  /// The text without ` as NAME` at its end, and the name.
  var named: (rest: FlowText, name: FlowText)? {
    var found: (FlowText, FlowText)?
    forEachOutside { index in
      guard sub[index...].hasPrefix(" as ") else { return true }
      let name = FlowText(sub[sub.index(index, offsetBy: 4)...], in: cell).trimmed
      let isName = name.sub.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
      if isName, !name.isEmpty { found = (FlowText(sub[..<index], in: cell).trimmed, name) }
      return found == nil
    }
    return found
  }

  /// The content of a text in double quotes.
  var unquoted: FlowText? {
    guard sub.count >= 2, sub.first == "\"", sub.last == "\"" else { return nil }
    let inner = sub.dropFirst().dropLast()
    return inner.contains("\"") ? nil : FlowText(inner, in: cell)
  }

  /// The text with or without its quotes.
  var name: FlowText { unquoted ?? self }

  /// Calls `body` for each index outside quotes and brackets until it answers false.
  func forEachOutside(_ body: (Substring.Index) -> Bool) {
    var isQuoted = false
    var isEscaped = false
    var depth = 0
    for index in sub.indices {
      let character = sub[index]
      if isEscaped {
        isEscaped = false
        continue
      }
      // `\"` does not end a FEEL string.
      isEscaped = isQuoted && character == "\\"
      if character == "\"" { isQuoted.toggle() }
      if isQuoted || character == "\"" { continue }
      if "({[".contains(character) { depth += 1 }
      if ")}]".contains(character) { depth -= 1 }
      if depth <= 0, !body(index) { return }
    }
  }
}

/// Gathers what is wrong with a workflow.
final class FlowFindings {
  private(set) var diagnostics = [Diagnostic]()

  func add(_ others: [Diagnostic]) { diagnostics += others }

  func report(
    _ code: FlowCode, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String, notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend,
        notes: notes))
  }
}
