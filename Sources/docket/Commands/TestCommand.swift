import DMN
import DecisionSheets
import Diagnostics
import FEEL
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
    let report = TestRun.run(tables, now: SystemTime.now)
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

  private static func show(_ report: TestReport, _ console: Console) {
    var shown: Set<String> = []
    for test in report.tests where shown.insert(test.table).inserted {
      for line in TestReportText(test.table, in: report, console).lines { console.print(line) }
    }
    // One line stands for all tests of a faulty table: its faults were told above.
    var told: Set<String> = []
    for test in report.tests where test.isTableFaulty && told.insert(test.table).inserted {
      let count = report.tests.count { $0.isTableFaulty && $0.table == test.table }
      console.print(
        "\(test.table): ".styled(.bold, console.output)
          + "its \(count) tests fail until the faults above are mended")
    }
    if !report.unreached.isEmpty {
      console.print("no test reaches".styled(.yellow, console.output))
      for rule in report.unreached {
        console.print("  \(rule.at)  rule \(rule.rule) of \(rule.table)".printable)
      }
    }
    let missed = report.unreached.count
    let summary = "\(report.passed) passed, \(report.failed) failed"
    console.print(
      summary.styled(report.failed == 0 ? .green : .red, console.output)
        + (missed == 0 ? "" : ", \(missed) rule\(missed == 1 ? "" : "s") without a test"))
  }
}
