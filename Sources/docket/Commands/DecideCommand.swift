import Casework
import DMN
import DecisionCalls
import Diagnostics
import FEEL
import JSON

/// `docket decide`: one decision about one input, or about each line of a stream.
enum DecideCommand {
  static let description = CommandDescription(
    name: "decide",
    summary: "decides about an input, or about each line of a file, by a table",
    discussion: [
      "The input is an object whose keys are names or labels of the table's inputs. The result is "
        + "JSON on standard output: a value, an object of the outputs, a list, or null.",
      "With --jsonl each line is an input and each answer a line, in the same order. A line that "
        + "cannot be decided gives {\"error\": …} in its place, and exit code 1 at the end.",
    ],
    arguments: [
      .init(
        name: "TABLE", help: "a file, or the name or label of a decision under --tables",
        completion: .file)
    ],
    options: [
      .value("--input", "JSON", "the input"),
      .value("--input-file", "FILE", "a file with the input; - is standard input", .file),
      .value("--jsonl", "FILE", "a file with one input a line; - is standard input", .file),
      OptionDescription(
        name: "--explain", value: .optional("all"),
        help: "tell which rules matched, by cell, and why the nearest others, or all, did not",
        completion: .values(["all"])),
      .flag("--strict", "take a missing input or a wrong type for an error"),
      .value("--at", "DATE-TIME", "decide as of this time, such as 2026-03-01T12:00:00Z"),
    ],
    exclusive: [["--input", "--input-file", "--jsonl"]],
    needsOneOf: ["--input", "--input-file", "--jsonl"],
    examples: [
      .init(
        line: "docket decide order_exception --input-file order.json --explain",
        help: "decides, and tells the rule by its cell"),
      .init(
        line: "docket decide tables/spotify/playlist.csv --jsonl - < requests.jsonl",
        help: "decides about a stream"),
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    var options = DecisionOptions(now: try time(arguments))
    options.isStrict = arguments.has("--strict")
    if arguments.has("--explain") {
      options.explanation = arguments.value("--explain") == "all" ? .all : .standard
    }
    let (decision, model) = try DecisionFinder(
      StoreOptions(arguments), console
    ).find(arguments.arguments[0])
    let call = DecisionCall(decision, options, in: model)
    if let path = arguments.value("--jsonl") {
      return try await DecisionStream(call: call, console: console).run(LineBlocks(path))
    }
    return try decideOne(call, arguments, console)
  }

  private static func decideOne(
    _ call: DecisionCall, _ arguments: ParsedArguments, _ console: Console
  ) throws -> ExitCode {
    let input: JSONValue
    if let text = arguments.value("--input") {
      input = try JSONInput.parse(Array(text.utf8), from: "--input")
    } else {
      let path = arguments.value("--input-file") ?? "-"
      input = try JSONInput.parse(try JSONInput.bytes(of: path), from: path)
    }
    guard let outcome = call.decide(input) else {
      throw CommandFailure(.findings, "the input should be an object, such as {\"age\": 42}")
    }
    for remark in outcome.remarks + outcome.errors {
      DiagnosticPrinter(console).print(remark)
    }
    guard outcome.errors.isEmpty else { return .findings }
    console.print(arguments.has("--explain") ? outcome.json.prettyText : outcome.json.text)
    return .good
  }

  private static func time(_ arguments: ParsedArguments) throws(UsageError) -> DateAndTime {
    guard let text = arguments.value("--at") else { return SystemTime.now }
    // A bare date is its first moment.
    guard let time = DateAndTime(text) ?? Timestamp(text).flatMap({ DateAndTime("\($0)") }) else {
      throw .badValue(
        option: "--at", value: text, expected: "a date and time such as 2026-03-01T12:00:00Z",
        nearest: nil)
    }
    return time
  }
}
