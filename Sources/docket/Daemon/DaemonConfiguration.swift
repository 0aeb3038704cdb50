import Casework
import Connectors
import Diagnostics
import Foundation
import HTTP
import JSON

/// What `docket serve` was asked to do, checked before anything is opened.
struct DaemonConfiguration: Sendable {
  var options: StoreOptions
  var file: String
  var listen: ListenAddress
  var clock: ClockRecord
  var configuration: Configuration
  var isTextLog: Bool

  /// Reads the options and the configuration file.
  ///
  /// - Throws: `UsageError` for a malformed option, `CommandFailure` for what does not go together.
  init(_ arguments: ParsedArguments, _ console: Console) throws {
    options = StoreOptions(arguments)
    file = try options.databaseFile()
    let text = arguments.value("--listen") ?? "127.0.0.1:8080"
    guard let address = ListenAddress(text) else {
      throw UsageError.badValue(
        option: "--listen", value: text, expected: "HOST:PORT, such as 127.0.0.1:8080",
        nearest: nil)
    }
    listen = address
    clock = try Self.clock(arguments.value("--clock") ?? "system")
    isTextLog = arguments.value("--log-format") == "text"
    configuration = try Self.configuration(
      arguments.value("--config"), outbox: Self.outbox(beside: file), console)
    guard listen.isLoopback || !configuration.keys.isEmpty else {
      throw CommandFailure(
        .couldNotRun,
        "\(listen) can be reached from other machines, so API keys are needed",
        details: ["put \"apiKeys\" into the file of --config, or listen on 127.0.0.1"])
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

  private static func configuration(
    _ path: String?, outbox: String, _ console: Console
  ) throws(CommandFailure) -> Configuration {
    let standard = "docket.json"
    guard let file = path ?? (FileManager.default.fileExists(atPath: standard) ? standard : nil)
    else { return Configuration(outbox: outbox) }
    let json = try JSONInput.parse(try JSONInput.bytes(of: file), from: file)
    let (configuration, diagnostics) = Configuration.read(
      json, file: file, outbox: outbox, environment: Console.environment)
    for diagnostic in diagnostics { DiagnosticPrinter(console).print(diagnostic) }
    guard !diagnostics.hasErrors else {
      throw CommandFailure(.couldNotRun, "the configuration \(file) has faults")
    }
    return configuration
  }

  /// Messages that no connector is configured for are kept beside the store.
  private static func outbox(beside file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "outbox.jsonl" }
    return String(file[...slash]) + "outbox.jsonl"
  }
}
