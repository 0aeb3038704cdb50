import DecisionSheets
import Diagnostics
import Foundation
import Spreadsheets

/// `docket new`: files to begin with.
enum NewCommands {
  static let description = CommandDescription(
    name: "new",
    summary: "writes files to begin with",
    subcommands: [table, NewWorkflow.description])

  private static let table = CommandDescription(
    name: "table",
    summary: "writes a table to begin with: its types, three rules and their tests",
    discussion: [
      "The file goes into the folder of the tables unless NAME says a path, with a remark beside "
        + "each rule. It can be used as it is: docket check finds nothing wrong, and its tests pass.",
      "The extension of NAME says what kind of file it is, unless --format does; a CSV file otherwise.",
    ],
    arguments: [.init(name: "NAME", help: "what people call it, such as \"Shipping\", or a path")],
    options: [
      .value(
        "--format", "FORMAT", "csv, xlsx, ods, fods, xml or dmn",
        .values(ConversionFormat.starters.map(\.fileExtension)))
    ],
    examples: [
      .init(line: "docket new table Shipping --format xlsx", help: "writes tables/shipping.xlsx")
    ],
    run: runTable)

  private static func runTable(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let starter = try TableStarter(arguments.arguments[0], extension: arguments.value("--format"))
    let path = starter.path(inFolder: StoreOptions(arguments).tables)
    try FileOutput.check(path, mayReplace: false)
    guard let format = ConversionFormat.of(path), format.isComplete, let write = format.tables
    else {
      throw CommandFailure(
        .usage,
        "\(path): no tables are written with this extension; use one of "
          + ConversionFormat.starters.map { ".\($0.fileExtension)" }
          .joined(separator: ", "))
    }
    var conversion = try starter.conversion()
    conversion.target = path
    let (bytes, diagnostics) = try write(conversion)
    guard !diagnostics.hasErrors else {
      throw CommandFailure(
        .couldNotRun, "\(format.name) cannot hold this", details: diagnostics.map(\.text))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileOutput.write(bytes, to: path)
    console.print("wrote \(path)")
    console.print("try   docket check \(path)")
    console.print("      docket test \(path)")
    console.print(
      "      docket decide \(starter.name) --input '{\"region\": \"EU\", \"total\": 40}'")
    return .good
  }
}
