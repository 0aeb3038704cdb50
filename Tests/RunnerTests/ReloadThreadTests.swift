import Casework
import DMN
import Diagnostics
import FEEL
import Foundation
import Runner
import Synchronization
import TestSupport
import Testing

/// Tables are exchanged while threads decide by them: each answer comes from one whole version.
@Suite struct ReloadThreadTests {
  /// Two tables of which one asks the other: the outer one knows which answers belong to its version.
  private static func sheet(_ version: Int, isFaulty: Bool) -> String {
    let others = (0..<200 + version % 7).map { "\($0 + 10),[\($0 * 2 + 1000)..\($0 * 2 + 1001)],0" }
    return """
      Table,Inner,inner
      Hit policy,First
      Role,Input,Output
      Name,total,inner
      Type,number,number
      1,<= 100,\(version)
      2,\(isFaulty ? "(100.." : "(100..1000)"),-\(version)
      \(others.joined(separator: "\n"))

      Table,Outer,outer
      Hit policy,First
      Role,Input,Input,Output,Output
      Name,total,inner,version,whole
      Type,number,number,number,boolean
      1,<= 100,\(version),\(version),true
      2,> 100,-\(version),\(version),true
      3,-,-,\(version),false
      """
  }

  /// What the deciding threads saw.
  private final class Record: Sendable {
    let isDone = Atomic(false)
    let answers = Atomic(0)
    let faults = Mutex<[String]>([])

    func fault(_ text: String) { faults.withLock { $0.append(text) } }
  }

  /// Decides until the tables are no longer exchanged.
  private static func decide(_ folders: DefinitionFolders, _ number: Int, _ record: Record) {
    var newest = 0
    var old: (version: Int, decision: ExecutableDecision)?
    while !record.isDone.load(ordering: .acquiring) {
      guard let decision = folders.tables.decisions.decision(named: "outer") else {
        return record.fault("there is no decision")
      }
      let version = answer(decision, number, record)
      if version < newest { record.fault("version \(version) after \(newest)") }
      newest = max(newest, version)
      // A decision that somebody holds stays as it was.
      if let old, answer(old.decision, number, record) != old.version {
        record.fault("version \(old.version) has changed")
      }
      if old == nil || newest > (old?.version ?? 0) + 5 { old = (version, decision) }
    }
  }

  /// The version that an answer comes from.
  private static func answer(
    _ decision: ExecutableDecision, _ number: Int, _ record: Record
  ) -> Int {
    let total = Value.number(Number(number % 2 == 0 ? 50 : 500))
    let inputs = ContextValue([ContextValue.Entry("total", total)])
    let result = decision.evaluate(inputs, DecisionOptions(now: now))
    record.answers.add(1, ordering: .relaxed)
    guard case .context(let answer) = result.value, result.errors.isEmpty,
      case .number(let version)? = answer["version"], case .boolean(true)? = answer["whole"],
      let whole = Int("\(version)")
    else {
      record.fault("\(result.value.feelText) \(result.errors.map(\.text))")
      return 0
    }
    return whole
  }

  private static let now: DateAndTime = {
    guard let time = DateAndTime("2026-03-01T12:00:00Z") else { preconditionFailure("a time") }
    return time
  }()

  private static func reload(_ folders: DefinitionFolders) -> ReloadReport? {
    for _ in 0..<3 { if let report = folders.reloadIfChanged() { return report } }
    return nil
  }

  @Test func answersGivenDuringReloadsComeFromOneWholeVersion() throws {
    let folder = try TemporaryFolder()
    try folder.write("tables/limit.csv", Self.sheet(1, isFaulty: false))
    let folders = DefinitionFolders(
      tables: [folder.path("tables")], workflows: [],
      library: DefinitionLibrary(loader: StoredDefinitions()))
    #expect(folders.load().diagnostics.filter { $0.severity == .error }.isEmpty)
    let record = Record()
    let finished = DispatchGroup()
    for number in 0..<4 {
      finished.enter()
      Thread {
        Self.decide(folders, number, record)
        finished.leave()
      }.start()
    }
    var good = 1
    for version in 2...60 {
      let isFaulty = version % 5 == 0
      try folder.write("tables/limit.csv", Self.sheet(version, isFaulty: isFaulty))
      let report = try #require(Self.reload(folders))
      #expect(report.keptFiles == (isFaulty ? [folder.path("tables/limit.csv")] : []))
      if !isFaulty { good = version }
      let decision = try #require(folders.tables.decisions.decision(named: "outer"))
      #expect(Self.answer(decision, version, record) == good)
    }
    record.isDone.store(true, ordering: .releasing)
    finished.wait()
    #expect(record.faults.withLock { $0 } == [])
    #expect(record.answers.load(ordering: .relaxed) > 500)
  }
}
