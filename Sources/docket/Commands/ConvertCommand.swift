import DMN
import DecisionSheets
import Diagnostics
import Foundation
import JSON

/// `docket convert`: the same model in another kind of file.
enum ConvertCommand {
  static let description = CommandDescription(
    name: "convert",
    summary: "writes tables and workflows as another kind of file",
    discussion: [
      "The extensions say what the files are: "
        + ConversionFormat.all.map { ".\($0.fileExtension) \($0.name)" }.joined(separator: ", ")
        + "; workflows also .scxml; .svg and .dot are pictures of a workflow, or of how tables depend "
        + "on each other.",
      "All tables of the file go, with their tests, those of NAME.tests.csv beside it among them. "
        + "What is written is read back and compared before the file is there, so nothing is lost. "
        + "What the other kind of file cannot hold is told, and then nothing is written; only .otdt "
        + "leaves out what no decision depends on, such as tests, with a warning.",
    ],
    arguments: [
      .init(name: "IN", help: "the file to read", completion: .file),
      .init(name: "OUT", help: "the file to write", completion: .file),
    ],
    options: [
      .value("--table", "NAME", "only this table, with the tables that it takes results from"),
      .flag("--force", "write over a file that is there"),
    ],
    examples: [
      .init(
        line: "docket convert tables/instagram/order-exceptions.csv order-exceptions.xlsx",
        help: "makes a workbook with lists to choose from, notes and instructions"),
      .init(
        line: "docket convert model.dmn tables/model.csv --table carrier",
        help: "takes one table out of a DMN model"),
      .init(
        line: "docket convert workflows/instagram/order-exceptions.csv order-exceptions.svg",
        help: "draws a workflow"),
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let source = arguments.arguments[0]
    let target = arguments.arguments[1]
    try ConversionSource.check(source)
    if let code = try WorkflowConversion.convert(source, to: target, arguments, console) {
      return code
    }
    guard let format = ConversionFormat.of(target) else {
      throw CommandFailure(
        .usage,
        "\(target): nothing is written with this extension; use one of "
          + (ConversionFormat.all.map(\.fileExtension) + ["scxml", "svg", "dot"])
          .map { ".\($0)" }.joined(separator: ", "))
    }
    try FileOutput.check(target, mayReplace: arguments.has("--force"))
    let read = try ConversionSource.read(source, table: arguments.value("--table"), target: target)
    guard let conversion = read.conversion else {
      return refuse(read.diagnostics, nil, console)
    }
    guard let write = format.tables else {
      throw CommandFailure(.findings, "\(format.name) (.\(format.fileExtension)) holds no tables")
    }
    let (bytes, diagnostics) = try write(conversion)
    guard !diagnostics.hasErrors else { return refuse(diagnostics, target, console) }
    let differences =
      format.isComplete ? ConversionSource.differences(conversion, bytes) : []
    guard differences.isEmpty else {
      throw CommandFailure(
        .findings, "\(target) would not be the same model, so it was not written",
        details: differences)
    }
    for diagnostic in diagnostics where diagnostic.severity > .note {
      DiagnosticPrinter(console).print(diagnostic)
    }
    try FileOutput.write(bytes, to: target)
    report(conversion, format, arguments.has("--json"), console)
    return .good
  }

  static func refuse(
    _ diagnostics: [Diagnostic], _ target: String?, _ console: Console
  ) -> ExitCode {
    for diagnostic in diagnostics where diagnostic.severity == .error {
      DiagnosticPrinter(console).print(diagnostic)
    }
    console.note(DiagnosticPrinter.summary(diagnostics) + "; nothing was written")
    return .findings
  }

  private static func report(
    _ conversion: TableConversion, _ format: ConversionFormat, _ isJSON: Bool, _ console: Console
  ) {
    let tables = conversion.definitions.decisions.filter { $0.decisionTable != nil }
    let rules = tables.map { $0.decisionTable?.rules.count ?? 0 }.reduce(0, +)
    guard !isJSON else {
      console.print(
        JSONValue.object([
          .init("file", .string(conversion.target)),
          .init("tables", .array(tables.map { .string($0.name) })),
          .init("rules", .number("\(rules)")),
          .init("tests", .number("\(conversion.tests.count)")),
        ]).prettyText)
      return
    }
    func counted(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    console.print(
      "\(conversion.target): \(format.name) with \(counted(tables.count, "table")), "
        + "\(counted(rules, "rule")) and \(counted(conversion.tests.count, "test"))")
  }
}
