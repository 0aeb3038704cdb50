import Casework
import Connectors
import DMN
import DecisionSheets
import Diagnostics
import Foundation
import JSON
import Runner
import Service

/// `docket check`: every fault and warning of tables and workflows, all in one run.
enum CheckCommand {
  static let description = CommandDescription(
    name: "check",
    summary: "tells every fault and warning of tables and workflows, each with its cell",
    discussion: [
      "Tables and workflows are checked together, so a workflow that asks for a table that is not "
        + "there is found. Guessed roles of columns and links between tables are told; --notes tells "
        + "inferred types and other notes, too.",
      "With --config, what workflows send is checked, too: whether the connector is configured, knows the "
        + "message, and gets the fields it takes; and whether intake sheets are for the configured kinds. Secrets "
        + "need not be set for that.",
    ],
    arguments: [
      .init(name: "PATH", help: "files and folders", arity: .many, completion: .file)
    ],
    options: [
      .value(
        "--format", "FORMAT", "text, json or sarif; text unless told otherwise",
        .values(["text", "json", "sarif"])),
      .flag("--show-feel", "show each cell that was read as something else than it says"),
      .flag("--watch", "check again whenever a file is changed"),
      .value("--config", "FILE", "check what workflows send against its connectors", .file),
      .flag("--notes", "show all notes, too, such as the types that were inferred"),
    ],
    examples: [
      .init(line: "docket check tables workflows", help: "checks everything"),
      .init(
        line: "docket check tables --format sarif > check.sarif", help: "checks for a code host"),
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    for path in arguments.arguments where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(.couldNotRun, "there is no file or folder \(path)")
    }
    var configuration: Configuration?
    if let file = arguments.value("--config") {
      configuration = try ConfigurationFile.withoutSecrets(file, console)
    }
    let code = check(arguments, configuration, console)
    guard arguments.has("--watch") else { return code }
    var watch = FileWatch(arguments.arguments)
    while true {
      console.note("watching; stop with Ctrl-C")
      try await watch.waitForChange()
      _ = check(arguments, configuration, console)
    }
  }

  /// Notes that change what a table does.
  private static let toldAlways: Set<DiagnosticCode> = [
    DiagnosticCode(SheetCode.guess), DiagnosticCode(SheetCode.link),
  ]

  /// Checks once and shows what was found.
  private static func check(
    _ arguments: ParsedArguments, _ configuration: Configuration?, _ console: Console
  ) -> ExitCode {
    let options = StoreOptions(arguments)
    let found = diagnostics(arguments.arguments, options, configuration)
    let shown = found.filter { diagnostic in
      diagnostic.severity > .note || arguments.has("--notes")
        || Self.toldAlways.contains(diagnostic.code)
    }
    switch arguments.value("--format") ?? (arguments.has("--json") ? "json" : "text") {
    case "json": console.print(DiagnosticReport(diagnostics: shown).json.prettyText)
    case "sarif": console.print(DiagnosticReport(diagnostics: shown).sarif.prettyText)
    default:
      if arguments.has("--show-feel") { showFEEL(arguments.arguments, console) }
      for diagnostic in shown {
        console.print(DiagnosticPrinter.text(diagnostic, console.output))
      }
      console.print(DiagnosticPrinter.summary(shown))
    }
    return found.hasErrors ? .findings : .good
  }

  /// The folder of the tables is always read, for workflows ask for them; what is wrong there only
  /// counts if it was named.
  private static func diagnostics(
    _ paths: [String], _ options: StoreOptions, _ configuration: Configuration?
  ) -> [Diagnostic] {
    // A statechart that is named itself holds no tables.
    var read = paths.filter { !$0.lowercased().hasSuffix(".scxml") }
    if !read.contains(options.tables), FileManager.default.fileExists(atPath: options.tables) {
      read.append(options.tables)
    }
    let library = DefinitionLibrary(loader: StoredDefinitions())
    // So is the folder of the workflows, for the calendars that they name.
    let calendars =
      FileManager.default.fileExists(atPath: options.workflows)
      ? [options.workflows] : []
    let folders = DefinitionFolders(
      tables: read, workflows: paths, calendars: calendars, library: library)
    var all = folders.load().diagnostics
    if let configuration {
      all += SendChecks.diagnostics(of: folders.workflows, with: configuration.connectors)
      all += IntakeSourceChecks.diagnostics(of: folders.intakes, with: configuration.intakes)
    }
    var seen: Set<Diagnostic> = []
    return all.filter { diagnostic in
      let file = diagnostic.origin.file
      let isNamed = paths.contains {
        file == $0 || file.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/")
      }
      return isNamed && seen.insert(diagnostic).inserted
    }.inReadingOrder()
  }

  private static func showFEEL(_ paths: [String], _ console: Console) {
    var table = TextTable(columns: [
      .init(title: "Cell"), .init(title: "Typed", isElastic: true), .init(title: "FEEL"),
    ])
    for definitions in TableFolder.load(paths).definitions {
      for decision in definitions.decisions {
        for rule in decision.decisionTable?.rules ?? [] {
          for cell in rule.inputEntries + rule.outputEntries {
            guard let typed = cell.typed, typed != cell.text else { continue }
            table.rows.append([
              TextTable.Cell(cell.origin.place), TextTable.Cell(typed), TextTable.Cell(cell.text),
            ])
          }
        }
      }
    }
    guard !table.rows.isEmpty else { return }
    for line in table.lines(console.output) { console.print(line) }
    console.print()
  }
}
