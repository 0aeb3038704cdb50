import DMN
import DecisionSheets
import Diagnostics
import Foundation
import JSON
import Service

/// `docket test`: the tests kept beside the tables.
enum TestCommand {
  static let description = CommandDescription(
    name: "test",
    summary: "runs the tests kept beside the tables, and tells which rules no test reaches",
    arguments: [
      .init(name: "PATH", help: "files and folders", arity: .many, completion: .file)
    ],
    options: [
      .value("--junit", "FILE", "write the outcome as JUnit XML, too", .file)
    ],
    examples: [.init(line: "docket test tables", help: "runs all tests")],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    for path in arguments.arguments where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(.couldNotRun, "there is no file or folder \(path)")
    }
    let tables = TableFolder.load(arguments.arguments)
    let faults = tables.diagnostics.filter { $0.severity == .error }
    for fault in faults { DiagnosticPrinter(console).print(fault) }
    let report = TableTestRun(
      model: tables.model, definitions: tables.definitions, tests: tables.tests,
      now: SystemTime.now
    ).run()
    if let path = arguments.value("--junit") {
      guard FileManager.default.createFile(atPath: path, contents: Data(report.junit.utf8)) else {
        throw CommandFailure(.couldNotRun, "\(path) cannot be written")
      }
    }
    if arguments.has("--json") {
      console.print(report.json.prettyText)
    } else {
      show(report, console)
    }
    return report.failed == 0 && faults.isEmpty ? .good : .findings
  }

  private static func show(_ report: TableTestReport, _ console: Console) {
    for outcome in report.outcomes where !outcome.isGood {
      console.print(
        "\(outcome.test.origin.place): ".styled(.bold, console.output)
          + "failed:".styled(.red, console.output) + " \(outcome.test.decision)")
      console.print("  input     \(outcome.input.text.printable)")
      console.print("  expected  \(outcome.expected.text.printable)")
      console.print("  got       \(outcome.got.text.printable)")
      for place in outcome.rules { console.print("  by        rule at \(place)") }
      for error in outcome.errors { console.print("  note      \(error.headline.printable)") }
    }
    if !report.unreached.isEmpty {
      console.print("no test reaches".styled(.yellow, console.output))
      for rule in report.unreached {
        console.print("  \(rule.place)  rule \(rule.number) of \(rule.decision)".printable)
      }
    }
    let summary = "\(report.passed) passed, \(report.failed) failed"
    console.print(
      summary.styled(report.failed == 0 ? .green : .red, console.output)
        + (report.unreached.isEmpty ? "" : ", \(report.unreached.count) rules without a test"))
  }
}
