import Connectors
import Diagnostics
import Foundation
import JSON

/// The configuration file: the one named, or `docket.json` in the folder.
enum ConfigurationFile {
  private static let name = "docket.json"

  /// The file of the folder, if it is there.
  static var standard: String? { FileManager.default.fileExists(atPath: name) ? name : nil }

  /// What the file of the folder says in place of options; nothing if it cannot be read, which only
  /// `docket serve` tells.
  static var nearby: [String: String] { (try? options(standard)) ?? [:] }

  /// What a file says in place of options, by the options' names.
  ///
  /// - Throws: `CommandFailure` when it is not there or no JSON.
  static func options(_ file: String?) throws(CommandFailure) -> [String: String] {
    guard let file else { return [:] }
    let json = try JSONInput.parse(try JSONInput.bytes(of: file), from: file)
    return Configuration.read(
      json, file: file, outbox: "", environment: Console.environment
    ).configuration.options
  }

  /// What a file says, as far as it can be told without its secrets; faults are shown, each with its line and column.
  ///
  /// - Throws: `CommandFailure` when the file has faults.
  static func withoutSecrets(
    _ file: String, _ console: Console
  ) throws(CommandFailure) -> Configuration {
    let bytes = try JSONInput.bytes(of: file)
    let (configuration, diagnostics) = Configuration.read(
      try JSONInput.parse(bytes, from: file), file: file, outbox: "outbox.jsonl",
      environment: Console.environment, needsSecrets: false, text: bytes)
    for diagnostic in diagnostics { DiagnosticPrinter(console).print(diagnostic) }
    guard !diagnostics.hasErrors else {
      throw CommandFailure(.couldNotRun, "the configuration \(file) has faults")
    }
    return configuration
  }

  /// Reads a file; faults are shown, each with its line and column.
  ///
  /// - Parameters:
  ///   - file: Its path; nil for none.
  ///   - outbox: Where messages go that no connector is configured for.
  ///   - console: Where faults are shown.
  /// - Returns: What it says.
  /// - Throws: `CommandFailure` when it has faults.
  static func read(
    _ file: String?, outbox: String, _ console: Console
  ) throws(CommandFailure) -> Configuration {
    guard let file else { return Configuration(outbox: outbox) }
    let bytes = try JSONInput.bytes(of: file)
    let (configuration, diagnostics) = Configuration.read(
      try JSONInput.parse(bytes, from: file), file: file, outbox: outbox,
      environment: Console.environment, text: bytes)
    for diagnostic in diagnostics { DiagnosticPrinter(console).print(diagnostic) }
    guard !diagnostics.hasErrors else {
      throw CommandFailure(.couldNotRun, "the configuration \(file) has faults")
    }
    return configuration
  }
}
