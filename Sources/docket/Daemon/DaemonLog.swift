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
  /// Where lines go instead of stderr.
  var file: LogFile?

  /// Writes an entry.
  func write(
    _ level: Level, _ message: String, _ fields: [(String, JSONValue)] = []
  ) {
    let at = "\(SystemTime.stamp)"
    guard isText else {
      let members =
        [("at", at.json), ("level", level.rawValue.json), ("message", message.json)] + fields
      emit(JSONValue.object(members.map { JSONMember($0.0, $0.1) }).text)
      return
    }
    let style: Style? =
      switch level {
      case .info: nil
      case .warning: .yellow
      case .error: .red
      }
    let text = style.map { message.styled($0, capabilities) } ?? message
    let details = fields.map { " \($0.0)=\($0.1.shown ?? $0.1.text)" }.joined()
    emit(
      TimeText.second(at).styled(.dim, capabilities) + "  " + text
        + details.printable.styled(.dim, capabilities))
  }

  /// Writes faults of files: as objects, or as people read them.
  func write(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics where diagnostic.severity > .note {
      if isText {
        emit(DiagnosticPrinter.text(diagnostic, capabilities))
      } else {
        let level = diagnostic.severity == .error ? Level.error : .warning
        write(level, diagnostic.headline, [("diagnostic", diagnostic.json)])
      }
    }
  }

  /// Files hold no colours.
  private var capabilities: Console.Capabilities {
    file == nil ? console.messages : Console.Capabilities()
  }

  private func emit(_ line: String) {
    if let file { file.write(line) } else { console.note(line) }
  }
}
