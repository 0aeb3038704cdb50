import DMN
import DecisionCalls
import DecisionSheets
import Diagnostics
import FEEL
import JSON
import Synchronization

/// Tables in the hands of a foreign program: immutable, but for the deciders kept between calls.
final class EmbeddedTables: Sendable {
  let model: CompiledModel
  private let idle = Mutex<[Key: [Idle]]>([:])

  /// What deciders are kept by.
  private struct Key: Hashable {
    let decision: String
    let flags: CallFlags
  }

  /// A decider that no call uses; a call takes it out of the list, so that one thread at a time has it.
  private struct Idle: @unchecked Sendable {
    let decider: LineDecider
  }

  /// Deciders kept for one decision; as many threads at once make none anew.
  private static let mostIdle = 64

  private init(_ model: CompiledModel) { self.model = model }

  /// Takes tables into use if all of them are sound.
  ///
  /// - Parameters:
  ///   - tables: What was read.
  ///   - name: What it was read from.
  /// - Returns: The tables, or nil where there is nothing to decide by; and all that was found.
  static func make(
    _ tables: LoadedTables, from name: String
  ) -> (tables: EmbeddedTables?, problems: [Diagnostic]) {
    // Notes, such as types that were inferred, would be told at every load.
    var problems = tables.diagnostics.filter { $0.severity != .note }
    if !problems.hasErrors, tables.model.decisions.isEmpty {
      problems.append(
        Diagnostic(
          DecisionCallCode.unknownDecision, at: Origin(file: name),
          "there is no decision table in it", expected: "a decision table",
          mend: "name a file or folder that holds one"))
    }
    return (problems.hasErrors ? nil : EmbeddedTables(tables.model), problems)
  }

  /// A call of a decision.
  ///
  /// - Returns: Nil where no decision has the name.
  func call(_ name: String, _ flags: CallFlags) -> DecisionCall? {
    guard let decision = model.decision(named: name) else { return nil }
    return DecisionCall(decision, flags.options, in: model)
  }

  /// What is said about a name that no decision has.
  func unknown(_ name: String) -> Diagnostic {
    let nearest = model.nearestName(to: name)
    let names = model.decisions.prefix(20).map { "\"\($0.name)\"" }.joined(separator: ", ")
    return Diagnostic(
      DecisionCallCode.unknownDecision, at: Origin(file: "the call"),
      "there is no decision \"\(name)\"" + (nearest.map { " (did you mean \"\($0)\"?)" } ?? ""),
      found: name, expected: names,
      mend: nearest.map { "write \"\($0)\"" } ?? "use one of these names")
  }

  /// Decides with a decider that nobody else has at the time.
  ///
  /// - Returns: What the body returns; nil where no decision has the name.
  func withDecider<Result>(
    _ name: String, _ flags: CallFlags, _ body: (LineDecider) -> Result
  ) -> Result? {
    let key = Key(decision: name, flags: flags)
    let known = idle.withLock { $0[key]?.popLast() }?.decider
    guard let decider = known ?? call(name, flags).map(LineDecider.init) else { return nil }
    decider.now = MachineClock.now()
    let result = body(decider)
    let kept = Idle(decider: decider)
    idle.withLock { idle in
      if idle[key, default: []].count < Self.mostIdle { idle[key, default: []].append(kept) }
    }
    return result
  }

  /// The decisions, as `docket_decisions` lists them.
  var list: JSONValue {
    .array(
      model.decisions.map { decision in
        var members = [JSONMember("name", .string(decision.name))]
        if let label = decision.label { members.append(JSONMember("label", .string(label))) }
        members += [
          JSONMember("file", .string(decision.origin.file)),
          JSONMember("type", .string(decision.type.description)),
          JSONMember("rules", .number(String(decision.ruleCount))),
          JSONMember("inputs", .array(decision.inputs.map(Self.description))),
        ]
        return .object(members)
      })
  }

  private static func description(of input: ExecutableDecision.Input) -> JSONValue {
    var members = [JSONMember("name", .string(input.name))]
    if let label = input.label { members.append(JSONMember("label", .string(label))) }
    members.append(JSONMember("type", .string(input.type.description)))
    return .object(members)
  }
}
