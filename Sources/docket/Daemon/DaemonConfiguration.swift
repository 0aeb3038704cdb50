import Casework
import Connectors
import Diagnostics
import HTTP

/// What `docket serve` was asked to do, checked before anything is opened.
struct DaemonConfiguration: Sendable {
  var options: StoreOptions
  var file: String
  var listen: ListenAddress
  var clock: ClockRecord
  var configuration: Configuration
  var isTextLog: Bool
  /// Where the log goes instead of stderr.
  var logFile: String?

  /// Reads the options and the configuration file.
  ///
  /// - Throws: `UsageError` for a malformed option, `CommandFailure` for what does not go together.
  init(_ arguments: ParsedArguments, _ console: Console) throws {
    let config = arguments.value("--config") ?? ConfigurationFile.standard
    // What goes wrong before the file is read is told as if there were none.
    let settings = try ConfigurationFile.options(config)
    options = StoreOptions(arguments, settings: settings)
    file = try options.databaseFile()
    func option(_ name: String) -> String? { arguments.value("--\(name)") ?? settings[name] }
    let text = option("listen") ?? "127.0.0.1:8080"
    guard let address = ListenAddress(text) else {
      throw UsageError.badValue(
        option: "--listen", value: text, expected: "HOST:PORT, such as 127.0.0.1:8080",
        nearest: nil)
    }
    listen = address
    clock = try Self.clock(option("clock") ?? "system")
    let format = option("log-format") ?? "json"
    guard ["json", "text"].contains(format) else {
      throw UsageError.badValue(
        option: "--log-format", value: format, expected: "json or text",
        nearest: Suggestion.nearest(to: format, among: ["json", "text"]))
    }
    isTextLog = format == "text"
    logFile = option("log-file")
    configuration = try ConfigurationFile.read(
      config, outbox: Self.outbox(beside: file), console)
    guard listen.isLoopback || !configuration.keys.isEmpty else {
      throw CommandFailure(
        .couldNotRun,
        "\(listen) can be reached from other machines, so API keys are needed",
        details: [
          "docket key new NAME makes one for \"apiKeys\" in the file of --config; or listen on 127.0.0.1"
        ])
    }
  }

  private static func clock(_ text: String) throws(UsageError) -> ClockRecord {
    if text == "system" { return ClockRecord(kind: .system, now: SystemTime.stamp) }
    if text == "virtual" { return ClockRecord(kind: .virtual, now: SystemTime.stamp) }
    if text.hasPrefix("virtual:"), let start = Timestamp(String(text.dropFirst(8))) {
      return ClockRecord(kind: .virtual, now: start)
    }
    throw .badValue(
      option: "--clock", value: text,
      expected: "system, virtual, or virtual: and a time such as virtual:2026-11-02T08:00:00Z",
      nearest: Suggestion.nearest(to: text, among: ["system", "virtual"]))
  }

  /// Messages that no connector is configured for are kept beside the store.
  private static func outbox(beside file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "outbox.jsonl" }
    return String(file[...slash]) + "outbox.jsonl"
  }
}
