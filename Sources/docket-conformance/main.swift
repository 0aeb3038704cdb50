import Foundation

/// A suite that this program can run; each stands in a file of its own.
protocol ConformanceSuite {
  /// The word that chooses it on the command line.
  static var name: String { get }
  /// The line that explains its arguments.
  static var usage: String { get }
  /// Runs the suite and gives the exit code: 0 all passed, 1 some failed, 2 could not run, 64 wrong
  /// usage.
  static func run(_ arguments: [String]) -> Int32
}

/// Writes a message for people.
func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}

let suites: [any ConformanceSuite.Type] = [DMNSuite.self, SCXMLSuite.self, SCXMLRandom.self]
/// What the suites start themselves.
let helpers: [any ConformanceSuite.Type] = [SCXMLLife.self]
let arguments = Array(CommandLine.arguments.dropFirst())
guard let chosen = (suites + helpers).first(where: { $0.name == arguments.first }) else {
  complain("usage:")
  for suite in suites { complain("  docket-conformance \(suite.usage)") }
  exit(64)
}
exit(chosen.run(Array(arguments.dropFirst())))
