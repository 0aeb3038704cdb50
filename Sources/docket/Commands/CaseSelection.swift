import JSON

/// The cases that a command means: one by its id or key, or all that fit some options.
struct CaseSelection: Sendable {
  /// The options by which several cases are chosen.
  static let filters: [OptionDescription] = [
    .value("--workflow", "W", "all of this workflow, by name or label"),
    .value("--state", "S", "all in this state, by id or label"),
    .value("--where", "FEEL", "all whose data make this expression true"),
    .value("--older-than", "DURATION", "all started at least so long ago, such as P30D"),
    .flag("--dry-run", "only tell how many cases it would be, and where they stand"),
    .flag("--yes", "do it without asking"),
  ]
  /// Who steps in and why.
  static let intervention: [OptionDescription] = [
    .value("--as", "PERSON", "who does it, for the log"),
    .value("--reason", "TEXT", "why, for the log"),
  ]
  /// The body that says who and why, of the options above.
  static func body(of arguments: ParsedArguments) -> JSONValue {
    .object(
      present: [
        ("as", arguments.value("--as")?.json), ("reason", arguments.value("--reason")?.json),
      ])
  }
  static let argument = CommandDescription.Argument(
    name: "CASE", help: "the case's id, such as c17, or its business key; or choose by options",
    arity: .optional)

  private static let choosing = ["--workflow", "--state", "--where", "--older-than"]
  /// Requests under way at once: they share commits.
  private static let atOnce = 16

  let arguments: ParsedArguments
  let console: Console
  /// What is done, such as "cancel".
  let verb: String
  /// What was done, such as "was cancelled".
  let done: String
  /// How the cases must stand; others are passed over.
  let statuses: Set<String>

  /// Does something with the cases, one or many, and tells what came of it.
  ///
  /// - Parameters:
  ///   - reference: The one case; nil for those that the options choose.
  ///   - body: Does it to the case of an id or key; the answer is the case.
  /// - Returns: `findings` if some could not be done.
  /// - Throws: `UsageError` when it is not said which cases, `CommandFailure` when nothing can be done.
  func run(
    _ reference: String?,
    _ body: @escaping @Sendable (ServiceAccess, String) async throws(CommandFailure) -> JSONValue
  ) async throws -> ExitCode {
    let chooses = Self.choosing.contains { arguments.has($0) }
    if let reference, chooses {
      throw UsageError.exclusive("CASE \(reference)", "an option that chooses cases")
    }
    guard reference != nil || chooses else {
      throw UsageError.missingOneOf(["CASE"] + Self.choosing, path: arguments.path)
    }
    return try await StoreAccess.withService(arguments, console) { service in
      if let reference {
        let answer = try await body(service, reference)
        CaseOutcome.report(answer, arguments, console, verb: done)
        return answer["status"]?.shown == "incident" && verb == "retry" ? .findings : .good
      }
      let cases = try await choose(service)
      if arguments.has("--dry-run") || cases.isEmpty {
        show(cases)
        return .good
      }
      try confirm(cases.count)
      return try await run(cases, service, body)
    }
  }

  private func choose(_ service: ServiceAccess) async throws(CommandFailure) -> [JSONValue] {
    var chosen: [JSONValue] = []
    var cursor: String?
    repeat {
      let page = try await service.get(
        ["cases"],
        [
          ("workflow", arguments.value("--workflow")), ("state", arguments.value("--state")),
          ("where", arguments.value("--where")), ("olderThan", arguments.value("--older-than")),
          ("cursor", cursor), ("limit", "1000"),
        ])
      chosen += (page["cases"]?.arrayValue ?? []).filter {
        statuses.contains($0["status"]?.shown ?? "")
      }
      cursor = page["next"]?.shown
    } while cursor != nil
    return chosen
  }

  private func show(_ cases: [JSONValue]) {
    if arguments.has("--json") {
      let ids = cases.compactMap { $0["id"] }
      console.print(
        JSONValue.object(present: [
          ("count", .number("\(ids.count)")), ("cases", .array(ids)),
        ]).text)
      return
    }
    console.print("would \(verb) \(cases.count) \(cases.count == 1 ? "case" : "cases")")
    let places = cases.map { row in
      let labels = (row["labels"]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")
      return "\(row["workflow"]?["name"]?.shown ?? "")  \(labels)"
    }
    for (place, rows) in Dictionary(grouping: places, by: { $0 }).sorted(by: { $0.key < $1.key }) {
      console.print("  \(rows.count)  \(place)".printable)
    }
  }

  /// - Throws: `CommandFailure` where nobody can be asked, or who was asked says no.
  private func confirm(_ count: Int) throws(CommandFailure) {
    guard !arguments.has("--yes") else { return }
    let cases = "\(count) \(count == 1 ? "case" : "cases")"
    guard console.messages.isTerminal else {
      throw CommandFailure(
        .findings, "this would \(verb) \(cases)", details: ["say --yes to do it"])
    }
    console.status("\(verb) \(cases)? [y/N] ")
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw CommandFailure(.findings, "nothing was done")
    }
  }

  private func run(
    _ cases: [JSONValue], _ service: ServiceAccess,
    _ body: @escaping @Sendable (ServiceAccess, String) async throws(CommandFailure) -> JSONValue
  ) async throws -> ExitCode {
    var tally = BulkTally(verb: verb, wantsJSON: arguments.has("--json"), console: console)
    let ids = cases.compactMap { $0["id"]?.shown }
    for first in stride(from: 0, to: ids.count, by: Self.atOnce) {
      try Task.checkCancellation()
      let part = Array(ids[first..<min(first + Self.atOnce, ids.count)])
      let results = await Self.together(part, service, body)
      try tally.take(results)
    }
    return tally.report()
  }

  private static func together(
    _ ids: [String], _ service: ServiceAccess,
    _ body: @escaping @Sendable (ServiceAccess, String) async throws(CommandFailure) -> JSONValue
  ) async -> [BulkTally.Outcome] {
    await withTaskGroup(of: (Int, BulkTally.Outcome).self) { group in
      for (index, id) in ids.enumerated() {
        group.addTask { (index, await one(id, service, body)) }
      }
      var outcomes: [(Int, BulkTally.Outcome)] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Out of line: a typed error inlined into the loop that awaits crashes the optimiser of Swift 6.3.
  @inline(never)
  private static func one(
    _ id: String, _ service: ServiceAccess,
    _ body: @Sendable (ServiceAccess, String) async throws(CommandFailure) -> JSONValue
  ) async -> BulkTally.Outcome {
    do {
      return BulkTally.Outcome(id: id, result: .success(try await body(service, id)))
    } catch {
      return BulkTally.Outcome(id: id, result: .failure(error))
    }
  }
}

/// What became of many cases so far.
struct BulkTally {
  /// What became of one.
  struct Outcome: Sendable {
    var id: String
    var result: Result<JSONValue, CommandFailure>
  }

  let verb: String
  let wantsJSON: Bool
  let console: Console
  private var done = 0
  private var refused = 0
  private var progress: Progress

  init(verb: String, wantsJSON: Bool, console: Console) {
    self.verb = verb
    self.wantsJSON = wantsJSON
    self.console = console
    progress = Progress(verb, console)
  }

  /// Counts outcomes, and tells those that failed.
  ///
  /// - Throws: `CommandFailure` when the store is out of reach; what was done before is done.
  @inline(never)
  mutating func take(_ outcomes: [Outcome]) throws {
    for outcome in outcomes {
      switch outcome.result {
      case .success(let answer):
        done += 1
        if wantsJSON { console.print(answer.text) }
      case .failure(let error):
        if error.code == .couldNotRun { throw error }
        refused += 1
        progress.clear()
        console.note("\(outcome.id): \(error.message)")
        if wantsJSON {
          console.print(
            JSONValue.object(present: [
              ("id", outcome.id.json), ("error", error.message.json),
            ]).text)
        }
      }
      progress.step()
    }
  }

  /// Tells the sums.
  @inline(never)
  mutating func report() -> ExitCode {
    progress.clear()
    if !wantsJSON {
      console.print("\(verb): \(done) done" + (refused > 0 ? ", \(refused) refused" : ""))
    }
    return refused > 0 ? .findings : .good
  }
}
