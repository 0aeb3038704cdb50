import Diagnostics
import JSON
import Service

/// The daemon's log on stderr: a JSON object a line, or text for people.
///
/// It never holds data of cases.
struct DaemonLog: Sendable {
  /// How much an entry weighs.
  enum Level: String, Sendable {
    case info
    case warning
    case error
  }

  let console: Console
  let isText: Bool

  /// Writes an entry.
  func write(
    _ level: Level, _ message: String, _ fields: [(String, JSONValue)] = []
  ) {
    let at = "\(SystemTime.stamp)"
    guard isText else {
      let members =
        [("at", at.json), ("level", level.rawValue.json), ("message", message.json)] + fields
      console.note(JSONValue.object(members.map { JSONMember($0.0, $0.1) }).text)
      return
    }
    let style: Style? =
      switch level {
      case .info: nil
      case .warning: .yellow
      case .error: .red
      }
    let text = style.map { message.styled($0, console.messages) } ?? message
    let details = fields.map { " \($0.0)=\($0.1.shown ?? $0.1.text)" }.joined()
    console.note(
      TimeText.second(at).styled(.dim, console.messages) + "  " + text
        + details.printable.styled(.dim, console.messages))
  }

  /// Writes faults of files: as objects, or as people read them.
  func write(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics where diagnostic.severity > .note {
      if isText {
        console.note(DiagnosticPrinter.text(diagnostic, console.messages))
      } else {
        let level = diagnostic.severity == .error ? Level.error : .warning
        write(level, diagnostic.headline, [("diagnostic", diagnostic.json)])
      }
    }
  }
}
