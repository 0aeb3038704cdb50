import JSON

/// `docket case move` and `docket case replay`: what a person does with one case, and what was decided.
enum CaseHistory {
  static let all = [move, replay, erase]

  private static let reference = CommandDescription.Argument(
    name: "CASE", help: "the case's id, such as c17, or its business key")

  private static let move = CommandDescription(
    name: "move",
    summary: "puts a case into a state by hand",
    discussion: [
      "The states in the way are left and the state is entered as if the workflow had a transition "
        + "there: tasks and deadlines of the one end, those of the other begin, and the case goes "
        + "on from there. A case that stands in an incident goes on without the event that failed."
    ],
    arguments: [reference, .init(name: "STATE", help: "the state's id or label")],
    options: CaseSelection.intervention, needsOneOf: ["--reason"],
    examples: [
      .init(
        line: "docket case move O-1 \"In review\" --reason \"approved by mistake\" --as olga",
        help: "brings a case back to its reviewer")
    ],
    run: { arguments, console in
      let body = JSONValue.object(
        present: [
          ("state", arguments.arguments[1].json), ("as", arguments.value("--as")?.json),
          ("reason", arguments.value("--reason")?.json),
        ])
      return try await StoreAccess.withService(arguments, console) { service in
        let answer = try await service.post(["cases", arguments.arguments[0], "move"], body)
        CaseOutcome.report(answer, arguments, console, verb: "was moved")
        return .good
      }
    })

  private static let erase = CommandDescription(
    name: "erase",
    summary: "erases what a finished case holds of people",
    discussion: [
      "Its data, the content and salts of its log, who did its tasks and calls that were given up are "
        + "erased and cannot be brought back. The digests of the log stay, so that its chain still "
        + "verifies, with states, times and names of events."
    ],
    arguments: [reference],
    options: CaseSelection.intervention + [.flag("--with-key", "the business key too")],
    needsOneOf: ["--reason"],
    examples: [
      .init(
        line: "docket case erase c17 --reason \"request of 3 March\" --as olga",
        help: "erases the case of somebody who asked for it")
    ],
    run: { arguments, console in
      let body = JSONValue.object(
        present: [
          ("as", arguments.value("--as")?.json), ("reason", arguments.value("--reason")?.json),
          ("key", .boolean(arguments.has("--with-key"))),
        ])
      return try await StoreAccess.withService(arguments, console) { service in
        let answer = try await service.post(["cases", arguments.arguments[0], "erase"], body)
        CaseOutcome.report(answer, arguments, console, verb: "was erased")
        return .good
      }
    })

  private static let replay = CommandDescription(
    name: "replay",
    summary: "makes the decisions of a case again, with the versions that made them",
    discussion: ["Exit code 1 tells that something is decided differently now."],
    arguments: [reference],
    options: [
      .value("--archive", "FILE", "the case is in this archive and no longer in the store")
    ],
    examples: [
      .init(
        line: "docket case replay O-1 --archive cases-2026.jsonl",
        help: "compares the decisions of an archived case with what the stored tables say")
    ],
    run: { arguments, console in
      let archived = try archived(arguments)
      return try await StoreAccess.withService(arguments, console) { service in
        let answer =
          if let archived { try await service.post(["archive", "replay"], archived) } else {
            try await service.get(["cases", arguments.arguments[0], "replay"])
          }
        let code: ExitCode = answer["differences"]?.intValue == 0 ? .good : .findings
        if arguments.has("--json") {
          console.print(answer.text)
          return code
        }
        let lines = answer["decisions"]?.arrayValue ?? []
        for line in lines { show(line, console) }
        let differences = answer["differences"]?.intValue ?? 0
        let decisions = "\(lines.count) \(lines.count == 1 ? "decision" : "decisions")"
        console.print(
          differences == 0
            ? "\(decisions) made again, all the same"
            : "\(decisions) made again, \(differences) different")
        if let erased = answer["erased"]?.intValue, erased > 0 {
          console.print("\(erased) log entries were erased; what they decided is not known")
        }
        return code
      }
    })

  /// The case in the file of `--archive`; nil without that option.
  private static func archived(_ arguments: ParsedArguments) throws -> JSONValue? {
    guard let path = arguments.value("--archive") else { return nil }
    let wanted = arguments.arguments[0]
    let file = try ArchiveFile(path: path, wanted: wanted)
    let found = file.cases
    guard let first = found.first else {
      let missing = "there is no case \"\(wanted)\" in \(path)"
      guard let fault = file.faults.first else { throw CommandFailure(.findings, missing) }
      let more = file.faults.count == 1 ? "" : ", and \(file.faults.count - 1) more faults"
      throw CommandFailure(
        .findings,
        "\(missing) as far as it can be read: \(fault)\(more); see docket archive \(path)")
    }
    guard found.count == 1 else {
      let ids = found.compactMap { $0["id"]?.shown }.joined(separator: ", ")
      throw CommandFailure(
        .findings, "several cases of \(path) have the key \"\(wanted)\": \(ids); name one by its id"
      )
    }
    return first
  }

  private static func show(_ line: JSONValue, _ console: Console) {
    let isSame = line["same"]?.booleanValue == true
    let version = CaseText.short(line["version"]?.shown ?? "")
    let rules = (line["rulesThen"]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")
    let mark =
      isSame ? "same".styled(.green, console.output) : "different".styled(.red, console.output)
    console.print(
      "\(TimeText.second(line["at"]?.shown))  ".styled(.dim, console.output) + mark
        + "  \(line["decision"]?.shown ?? "") = \(line["was"]?.text ?? "null")".printable
        + "  rule \(rules.isEmpty ? "none" : rules)  version \(version)"
        .printable.styled(.dim, console.output))
    guard !isSame else { return }
    if let fault = line["fault"]?.shown {
      console.print("    \(fault)".printable)
    } else {
      let now = (line["rulesNow"]?.arrayValue ?? []).compactMap(\.shown).joined(separator: ", ")
      console.print("    now \(line["now"]?.text ?? "null"), rule \(now)".printable)
    }
  }
}
