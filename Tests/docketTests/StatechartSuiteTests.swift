import Foundation
import TestSupport
import Testing

/// Statecharts run to their ends in memory, reloaded from SQLite after every step, and killed at random: the
/// project's own (`conformance/scxml`), and the W3C's where they are at hand.
@Suite struct StatechartSuiteTests {
  struct Run: Sendable, CustomTestStringConvertible {
    var mode: String
    var suite: String
    var testDescription: String { "\(suite), \(mode)" }
  }

  private static let modes = ["plain", "reload", "crash"]
  private static let own = modes.map { Run(mode: $0, suite: "own") }
  private static let standard = modes.map { Run(mode: $0, suite: "W3C") }

  @Test(arguments: own) func everyChartOfOurOwnEndsInPass(_ run: Run) throws {
    let outcome = try Self.run(Corpus.packagePath("conformance/scxml"), mode: run.mode)
    #expect(outcome.contains(" passed, 0 failed, 0 skipped"), "\(outcome)")
    #expect(!outcome.hasPrefix("0 passed"))
  }

  @Test(
    .enabled(
      if: Corpus.shared != nil, "skipped: DOCKET_SHARED does not name the conformance suites"),
    arguments: standard)
  func asManyChartsOfTheStandardPassAsEver(_ run: Run) throws {
    let folder = try #require(Corpus.shared).appendingPathComponent("conformance/scxml-irp").path
    let recorded = try String(
      contentsOfFile: Corpus.packagePath("conformance/scxml-\(run.mode).txt"), encoding: .utf8)
    let expected = try #require(Int(recorded.trimmingCharacters(in: .whitespacesAndNewlines)))
    let outcome = try Self.run(folder, mode: run.mode)
    let last = outcome.split(separator: "\n").last ?? ""
    let passed = try #require(last.split(separator: " ").first.flatMap { Int($0) })
    #expect(passed >= expected, "\(outcome)")
  }

  /// Charts made up from a seed, with events that come to them: what the store holds in the end is what the
  /// machine in memory says.
  @Test(arguments: [("reload", 200), ("crash", 10)])
  func whatTheStoreHoldsIsWhatTheMachineSays(_ mode: String, _ count: Int) throws {
    // `make fuzz` takes other seeds each time.
    let outcome = try Self.run([
      "scxml-random", "--mode", mode, "--count", "\(count)", "--seed", "20261121",
    ])
    #expect(outcome.hasSuffix("\(count) passed, 0 failed, 0 skipped"), "\(outcome)")
  }

  /// What the runner prints; the seed of a crash run is in it.
  private static func run(_ folder: String, mode: String) throws -> String {
    try run(["scxml", folder, "--mode", mode])
  }

  private static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = Program.path.deletingLastPathComponent()
      .appendingPathComponent("docket-conformance")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
