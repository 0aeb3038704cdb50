extension Diagnostic {
  /// The diagnostic as people read it: a headline, then indented `found`, `expected`, `mend` and
  /// `note` lines.
  public var text: String {
    var lines = ["\(origin.place): \(severity.rawValue): \(code): \(headline)"]
    func add(_ label: String, _ content: String?) {
      guard let content else { return }
      let indented = content.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\n            ")
      lines.append("  \(label.padded(to: 9)) \(indented)")
    }
    var foundText = found
    if let span = origin.span, let text = found, case .cell = origin.anchor, span.end > span.start {
      foundText = "\(text)   (characters \(span.start + 1) to \(span.end) of the cell)"
    }
    add("found", foundText)
    add("expected", expected)
    add("mend", mend)
    for note in notes {
      add("note", note.origin.map { "\(note.text), see \($0.place)" } ?? note.text)
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }
}
