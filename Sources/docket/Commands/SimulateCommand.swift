import Casework
import Diagnostics
import FEEL
import Foundation
import JSON
import Runner
import SQLiteStore

/// `docket simulate`: what would become of cases, before anybody meets one.
enum SimulateCommand {
  static let description = CommandDescription(
    name: "simulate",
    summary:
      "runs cases of a workflow on a virtual clock, and tells where they end and what is late",
    discussion: [
      "The same engine runs them as in earnest, on a store of its own that is thrown away; nothing "
        + "leaves the machine. A line of the cases is the start data, or an object with data, key, "
        + "after and events: what happens to this case from outside.",
      "How people and other systems answer otherwise stands in the file of --answers: outcomes of "
        + "tasks with weights, events with chances, failures of messages. Without it tasks stay "
        + "undone until a deadline takes the case on, and messages are delivered at once. The same "
        + "seed gives the same run. docs/workflows.md describes both files.",
    ],
    arguments: [.init(name: "WORKFLOW", help: "the name or label of a workflow")],
    options: [
      .value("--cases", "FILE", "the cases, one a line; - for standard input", .file),
      .value("--answers", "FILE", "how people and other systems answer", .file),
      .value("--seed", "N", "where the random numbers begin; 1 unless told otherwise"),
      .value(
        "--start", "DATE-TIME",
        "when it begins; 2026-01-05T08:00:00Z, a Monday, unless told otherwise"),
      .value(
        "--every", "DURATION",
        "how far the starts of the cases lie apart; PT0S unless told otherwise"),
      .value("--for", "DURATION", "the most virtual time that passes; P365D unless told otherwise"),
    ],
    needsOneOf: ["--cases"],
    examples: [
      .init(
        line: "docket simulate order-exceptions --cases orders.jsonl --answers answers.json",
        help: "shows where orders would end, and which deadlines would be broken")
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let options = StoreOptions(arguments)
    let definitions = LoadedDefinitions.load(
      tables: [options.tables], workflows: [options.workflows])
    let library = definitions.makeLibrary()
    let workflow: LoadedWorkflow
    do throws(CaseworkError) {
      workflow = try library.workflow(named: arguments.arguments[0])
    } catch {
      let faulty = definitions.diagnostics.contains { $0.severity == .error }
      throw CommandFailure(
        .couldNotRun, error.message,
        details: faulty ? ["some files have faults: docket check tells them"] : [])
    }
    let run = try settings(arguments)
    let answers = try answers(arguments.value("--answers"), for: workflow)
    let (cases, faults) = try cases(arguments.value("--cases") ?? "-")
    for fault in faults { console.note(fault) }
    let report = try simulate(workflow, cases, answers, run, library, console)
    if arguments.has("--json") {
      console.print(SimulationJSON(report: report).value.prettyText)
    } else {
      for line in SimulationText(report: report, hasAnswers: arguments.has("--answers"))
        .lines(console.output)
      {
        console.print(line)
      }
    }
    return faults.isEmpty && report.refusals.isEmpty && report.incidents.isEmpty ? .good : .findings
  }

  private static func simulate(
    _ workflow: LoadedWorkflow, _ cases: [SimulatedCase], _ answers: SimulationAnswers,
    _ options: Simulation.Options, _ library: DefinitionLibrary, _ console: Console
  ) throws -> SimulationReport {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-simulation-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(
      path: folder.appendingPathComponent("simulation.db").path,
      options: .init(clock: ClockRecord(kind: .virtual, now: options.start)))
    let simulation = Simulation(
      of: workflow, answers: answers, store: store, engine: CaseEngine(library: library),
      options: options)
    var progress = Progress("simulating, cases over", console)
    var shown = 0
    defer { progress.clear() }
    return try simulation.run(cases) { finished in
      while shown < finished {
        shown += 1
        progress.step()
      }
    }
  }

  // MARK: Input

  private static func settings(_ arguments: ParsedArguments) throws -> Simulation.Options {
    func duration(_ name: String, _ standard: Int64) throws(CommandFailure) -> Int64 {
      guard let text = arguments.value(name) else { return standard }
      guard let duration = DaysAndTimeDuration(text), duration.nanoseconds >= 0 else {
        throw CommandFailure(
          .usage, "\(name) is no duration: \(text); write one such as PT8H or P30D")
      }
      return Int64(clamping: duration.nanoseconds / 1000)
    }
    let text = arguments.value("--start") ?? "2026-01-05T08:00:00Z"
    guard let start = Timestamp(text) else {
      throw CommandFailure(
        .usage, "--start is no date and time: \(text); write one such as 2026-01-05T08:00:00Z")
    }
    return Simulation.Options(
      start: start, length: try duration("--for", 365 * 86_400_000_000),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1),
      interval: try duration("--every", 0))
  }

  private static func answers(
    _ path: String?, for workflow: LoadedWorkflow
  ) throws(CommandFailure) -> SimulationAnswers {
    guard let path else { return SimulationAnswers() }
    let json = try JSONInput.parse(try JSONInput.bytes(of: path), from: path)
    let answers: SimulationAnswers
    do throws(SimulationFault) {
      answers = try SimulationAnswers(json: json, file: path)
    } catch {
      throw CommandFailure(.findings, error.description, details: [error.mend].compactMap(\.self))
    }
    let faults = answers.faults(for: workflow.statechart)
    guard faults.isEmpty else {
      throw CommandFailure(
        .findings, "\(path) does not fit the workflow",
        details: faults.flatMap { [$0.description] + ($0.mend.map { ["  \($0)"] } ?? []) })
    }
    return answers
  }

  /// The cases, and what is wrong with lines that hold none.
  private static func cases(
    _ path: String
  ) throws(CommandFailure) -> (cases: [SimulatedCase], faults: [String]) {
    var lines = try LineReader(path)
    var cases: [SimulatedCase] = []
    var faults: [String] = []
    while true {
      let batch = try lines.next(1000)
      if batch.isEmpty { return (cases, faults) }
      for line in batch {
        do throws(CommandFailure) {
          cases.append(try read(line))
        } catch {
          faults.append(([error.message] + error.details).joined(separator: "; "))
        }
      }
    }
  }

  private static func read(_ line: LineReader.Line) throws(CommandFailure) -> SimulatedCase {
    let json = try JSONInput.parse(line.bytes, from: "line \(line.number)")
    do throws(SimulationFault) {
      return try SimulatedCase(json: json, line: line.number)
    } catch {
      throw CommandFailure(.findings, error.description, details: [error.mend].compactMap(\.self))
    }
  }
}
