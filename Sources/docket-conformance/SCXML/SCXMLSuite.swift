import Diagnostics
import Foundation
import JSON
import Synchronization

/// The W3C's SCXML Implementation Report Plan in its FEEL edition.
enum SCXMLSuite: ConformanceSuite {
  static let name = "scxml"
  static let usage =
    "scxml DIR [--mode plain|reload|crash] [--store sqlite] [--seed N] [--report FILE.csv]"

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = Options(arguments) else {
      complain("usage: docket-conformance \(usage)")
      return 64
    }
    let folder = URL(fileURLWithPath: options.folder, isDirectory: true)
    let tests: [SCXMLTest]
    do {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("index.json")))
      let index = try JSONValue.parse(bytes, file: "index.json")
      tests = (index["tests"]?.arrayValue ?? []).compactMap { SCXMLTest($0) }
    } catch {
      complain("cannot read \(folder.path)/index.json: \(error)")
      return 2
    }
    let runner: any SCXMLRunner =
      switch options.mode {
      case .plain: PlainRunner()
      case .reload: ReloadRunner()
      case .crash: CrashRunner(seed: options.seed)
      }
    let outcomes = run(tests, in: folder, by: runner)
    for (test, outcome) in zip(tests, outcomes) {
      if case .failed(let message) = outcome { print("\(test.id): \(message)") }
    }
    if let report = options.report, !write(tests, outcomes, to: report) { return 2 }
    func count(_ isCounted: (SCXMLTest.Outcome) -> Bool) -> Int {
      outcomes.filter(isCounted).count
    }
    if let remark = runner.remark { print(remark) }
    let failed = count { if case .failed = $0 { true } else { false } }
    print(
      "\(count { $0 == .passed }) passed, \(failed) failed, "
        + "\(count { if case .skipped = $0 { true } else { false } }) skipped")
    return failed == 0 ? 0 : 1
  }

  /// The tests side by side: those that go through a store wait for the disk most of the time.
  private static func run(
    _ tests: [SCXMLTest], in folder: URL, by runner: any SCXMLRunner
  ) -> [SCXMLTest.Outcome] {
    let outcomes = Mutex<[Int: SCXMLTest.Outcome]>([:])
    DispatchQueue.concurrentPerform(iterations: tests.count) { index in
      let outcome = tests[index].run(in: folder, by: runner)
      outcomes.withLock { $0[index] = outcome }
    }
    return outcomes.withLock { found in
      tests.indices.map { found[$0] ?? .failed("was not run") }
    }
  }

  private static func write(
    _ tests: [SCXMLTest], _ outcomes: [SCXMLTest.Outcome], to path: String
  ) -> Bool {
    var text = "\"test\",\"conformance\",\"result\",\"message\"\n"
    for (test, outcome) in zip(tests, outcomes) {
      let fields = [test.id, test.conformance, outcome.name, outcome.message]
      text +=
        fields.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }
        .joined(separator: ",") + "\n"
    }
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return true
    } catch {
      complain("cannot write \(path): \(error.localizedDescription)")
      return false
    }
  }

  private struct Options {
    enum Mode: String {
      /// Sessions stay in memory.
      case plain
      /// Everything is dropped and loaded anew from SQLite after every macrostep.
      case reload
      /// The process is killed again and again, and started again from SQLite.
      case crash
    }

    var folder = ""
    var mode = Mode.plain
    var report: String?
    var seed = UInt64.random(in: 0...999_999_999)

    init?(_ arguments: [String]) {
      var rest = arguments[...]
      while let argument = rest.popFirst() {
        switch argument {
        case "--mode":
          guard let mode = rest.popFirst().flatMap(Mode.init) else { return nil }
          self.mode = mode
        case "--store":
          guard rest.popFirst() == "sqlite" else { return nil }
        case "--seed":
          guard let seed = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
          self.seed = seed
        case "--report":
          guard let path = rest.popFirst() else { return nil }
          report = path
        default:
          guard folder.isEmpty, !argument.hasPrefix("-") else { return nil }
          folder = argument
        }
      }
      if folder.isEmpty { return nil }
    }
  }
}

/// One test of the index.
struct SCXMLTest {
  enum Outcome: Equatable {
    case passed
    case failed(String)
    /// Only a person can judge it; the message says what happened.
    case skipped(String)

    var name: String {
      switch self {
      case .passed: "SUCCESS"
      case .failed: "ERROR"
      case .skipped: "IGNORED"
      }
    }

    var message: String {
      switch self {
      case .passed: ""
      case .failed(let message), .skipped(let message): message
      }
    }
  }

  let id: String
  let conformance: String
  let start: [String]
  let expect: String

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let start = json["start"]?.arrayValue else {
      return nil
    }
    self.id = id
    self.start = start.compactMap(\.stringValue)
    conformance = json["conformance"]?.stringValue ?? ""
    expect = json["expect"]?.stringValue ?? ""
  }

  /// Passed means that each document, run on its own, ends in the top-level final state `pass`.
  func run(in folder: URL, by runner: any SCXMLRunner) -> Outcome {
    var ends = [String]()
    for path in start {
      let end = runner.run(folder.appendingPathComponent(path)).text
      if end != "ends in pass" { ends.append(start.count > 1 ? "\(path): \(end)" : end) }
    }
    guard expect == "pass" else { return .skipped(ends.joined(separator: "; ")) }
    return ends.isEmpty ? .passed : .failed(ends.joined(separator: "; "))
  }
}
