import Casework
import Connectors
import JSON
import Runner

/// Writes what the loops have to tell.
struct RunnerLog: Sendable {
  let log: DaemonLog
  let connectors: ConnectorRegistry

  /// Writes an event; steps and timers in time are not worth a line.
  func write(_ event: RunnerEvent) {
    switch event {
    case .steps: break
    case .timers(let count, let latest):
      // A minute late means that the daemon was down or overloaded.
      guard latest >= 60_000_000 else { return }
      log.write(
        .warning, "deadlines ran out late",
        [
          ("count", .number(String(count))),
          ("latestSeconds", .number(String(latest / 1_000_000))),
        ])
    case .delivered(let message) where isUnanswered(message):
      log.write(
        .warning, "no such connector is configured: the message was written to a file",
        fields(of: message) + [("file", connectors.fallbackName.json)])
    case .delivered(let message):
      log.write(.info, "delivered", fields(of: message))
    case .retrying(let message, let reason):
      log.write(
        .warning, "not delivered, will be tried again",
        fields(of: message) + [("reason", reason.json)])
    case .dead(let message, let reason):
      log.write(.error, "given up", fields(of: message) + [("reason", reason.json)])
    case .circuitOpened(let receiver, let reason):
      log.write(
        .error, "a receiver does not answer and is left alone for a while",
        [("receiver", receiver.json), ("reason", reason.json)])
    case .circuitClosed(let receiver):
      log.write(.info, "a receiver answers again", [("receiver", receiver.json)])
    case .reloaded(let report):
      log.write(report.diagnostics)
      log.write(
        report.keptFiles.isEmpty ? .info : .warning, "tables and workflows were read again",
        [
          ("decisions", .number(String(report.decisions))),
          ("workflows", .number(String(report.workflows))),
          ("kept", .array(report.keptFiles.map(JSONValue.string))),
        ])
    case .clockWentBack(let microseconds):
      log.write(
        .warning, "the machine's clock went back; deadlines wait until it has caught up",
        [("seconds", .number(String(microseconds / 1_000_000)))])
    case .forgotten(let count):
      log.write(
        .info, "forgot event ids of cases that ended long ago",
        [("count", .number(String(count)))])
    case .failed(let loop, let reason):
      log.write(
        .error, "a loop failed and goes on", [("loop", loop.json), ("reason", reason.json)])
    }
  }

  /// Whether nobody got the message; people's notices may well go to a file.
  private func isUnanswered(_ message: OutboxMessage) -> Bool {
    message.kind == .connector && message.target != "notify"
      && !connectors.isConfigured(message.target)
  }

  private func fields(of message: OutboxMessage) -> [(String, JSONValue)] {
    [
      ("message", "\(message.id)".json), ("event", message.event.json),
      ("to", message.target.json), ("case", "\(message.caseID)".json),
      ("attempts", .number(String(message.attempts))),
    ]
  }
}
