import Diagnostics

/// Shows diagnostics to people; the only place that knows about their colours.
struct DiagnosticPrinter {
  private let console: Console

  init(_ console: Console) {
    self.console = console
  }

  /// Writes one to stderr.
  func print(_ diagnostic: Diagnostic) {
    console.note(Self.text(diagnostic, console.messages))
  }

  /// The text, its severity in colour.
  static func text(_ diagnostic: Diagnostic, _ capabilities: Console.Capabilities) -> String {
    let text = diagnostic.text
    guard capabilities.colour else { return text }
    let word = "\(diagnostic.severity.rawValue):"
    guard let range = text.firstRange(of: ": \(word) ") else { return text }
    let style: Style =
      switch diagnostic.severity {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    return text[..<range.lowerBound].description.styled(.bold, capabilities) + ": "
      + word.styled(style, capabilities) + " " + text[range.upperBound...]
  }

  /// The closing line: how many there were.
  static func summary(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count { $0.severity == .warning }
    return "\(errors) \(errors == 1 ? "error" : "errors"), "
      + "\(warnings) \(warnings == 1 ? "warning" : "warnings")"
  }
}
