import JSON

/// `docket case start`: one case, or one for each line of a file.
enum CaseStart {
  static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitCode {
    let workflow = arguments.arguments[0]
    let actor = arguments.value("--as")?.json
    if let path = arguments.value("--jsonl") {
      let lines = try LineReader(path)
      return try await StoreAccess.withService(arguments, console, mayCreate: true) { service in
        try await startAll(lines, workflow, actor, service, arguments, console)
      }
    }
    let data = try arguments.value("--data").map {
      try JSONInput.parse(Array($0.utf8), from: "--data")
    }
    let body = JSONValue.object(
      present: [
        ("workflow", workflow.json), ("key", arguments.value("--key")?.json), ("data", data),
        ("as", actor),
      ])
    return try await StoreAccess.withService(arguments, console, mayCreate: true) { service in
      let answer = try await service.post(["cases"], body)
      CaseOutcome.report(answer, arguments, console, verb: "was started")
      return .good
    }
  }

  /// Starts the cases in the order of the lines, many at a time so that they share commits.
  private static func startAll(
    _ lines: LineReader, _ workflow: String, _ actor: JSONValue?, _ service: ServiceAccess,
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    var tally = StartTally(workflow: workflow, wantsJSON: arguments.has("--json"), console: console)
    var lines = lines
    while let batch = try tally.next(&lines) {
      let outcomes = await start(batch, workflow, actor, service)
      for (line, outcome) in zip(batch, outcomes) { try tally.take(outcome, of: line) }
    }
    return tally.report()
  }

  /// Starts the cases of some lines in one commit; a line that is no request starts nothing.
  private static func start(
    _ lines: [LineReader.Line], _ workflow: String, _ actor: JSONValue?, _ service: ServiceAccess
  ) async -> [Result<JSONValue, CommandFailure>] {
    let requests = lines.map(request)
    let cases = requests.compactMap { try? $0.get() }
    var answers = await results(cases, workflow, actor, service).makeIterator()
    return requests.map { request in
      switch request {
      case .failure(let error): .failure(error)
      case .success:
        answers.next() ?? .failure(CommandFailure(.couldNotRun, "the service gave no answer"))
      }
    }
  }

  @inline(never)
  private static func results(
    _ cases: [JSONValue], _ workflow: String, _ actor: JSONValue?, _ service: ServiceAccess
  ) async -> [Result<JSONValue, CommandFailure>] {
    guard !cases.isEmpty else { return [] }
    let body = JSONValue.object(
      present: [("workflow", workflow.json), ("as", actor), ("cases", .array(cases))])
    do {
      let answer = try await service.post(["case-batches"], body)
      return (answer["results"]?.arrayValue ?? []).map { result in
        if let problem = result["error"] {
          return .failure(CommandFailure(problem: problem))
        }
        return .success(result["case"] ?? .null)
      }
    } catch {
      return cases.map { _ in .failure(error) }
    }
  }

  /// A line is either the data, or `{"id": …, "key": …, "data": {…}}`: with an id, a line that was
  /// accepted before does not start a second case.
  private static func request(of line: LineReader.Line) -> Result<JSONValue, CommandFailure> {
    do throws(CommandFailure) {
      let value = try JSONInput.parse(line.bytes, from: "line \(line.number)")
      guard let members = value.objectValue else {
        throw CommandFailure(.findings, "the line is no object")
      }
      let isEnvelope =
        value["data"]?.objectValue != nil
        && members.allSatisfy { ["id", "key", "data"].contains($0.name) }
      guard isEnvelope else { return .success(.object([JSONMember("data", value)])) }
      return .success(
        .object(
          present: [
            ("key", value["key"]), ("data", value["data"]),
            ("id", value["id"]?.shown.map(JSONValue.string)),
          ]))
    } catch {
      return .failure(error)
    }
  }
}

/// What became of the lines so far.
///
/// Its functions stay out of line: inlined into the loop that awaits, their errors crash the
/// optimiser of Swift 6.3.
private struct StartTally {
  let workflow: String
  let wantsJSON: Bool
  let console: Console
  private var states: [(state: String, count: Int)] = []
  private var started = 0
  private var failed = 0
  private var progress: Progress

  init(workflow: String, wantsJSON: Bool, console: Console) {
    self.workflow = workflow
    self.wantsJSON = wantsJSON
    self.console = console
    progress = Progress("starting", console)
  }

  /// So many lines share a commit.
  private static let batch = 200

  /// The next lines that are not blank; nil at the end.
  @inline(never)
  func next(_ lines: inout LineReader) throws -> [LineReader.Line]? {
    try Task.checkCancellation()
    let batch = try lines.next(Self.batch)
    return batch.isEmpty ? nil : batch
  }

  @inline(never)
  mutating func take(
    _ outcome: Result<JSONValue, CommandFailure>, of line: LineReader.Line
  ) throws {
    switch outcome {
    case .success(let answer):
      started += 1
      if wantsJSON { console.print(answer.text) }
      let states = answer["labels"]?.arrayValue ?? answer["state"]?.arrayValue ?? []
      let labels = states.compactMap(\.shown)
      count(labels.joined(separator: ", "))
    case .failure(let error):
      failed += 1
      // A store out of reach will not come back for the next line.
      if error.code == .couldNotRun { throw error }
      progress.clear()
      console.note("line \(line.number): \(error.message)")
      for detail in error.details { console.note("  \(detail)") }
      if wantsJSON {
        let fault = JSONValue.object(
          present: [("message", error.message.json), ("line", .number(String(line.number)))])
        console.print(JSONValue.object(present: [("error", fault)]).text)
      }
    }
    progress.step()
  }

  @inline(never)
  mutating func report() -> ExitCode {
    progress.clear()
    if !wantsJSON {
      console.print("\(started) of \(workflow) started" + (failed > 0 ? ", \(failed) refused" : ""))
      var table = TextTable(
        columns: [.init(title: ""), .init(title: "", alignment: .right)], indent: 2)
      table.rows = states.map { [TextTable.Cell($0.state), TextTable.Cell(String($0.count))] }
      for line in table.lines(console.output) { console.print(line) }
    }
    return failed > 0 ? .findings : .good
  }

  private mutating func count(_ state: String) {
    if let index = states.firstIndex(where: { $0.state == state }) {
      states[index].count += 1
    } else {
      states.append((state, 1))
    }
  }
}
