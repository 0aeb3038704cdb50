import Foundation
import JSON
import TestSupport
import Testing

/// Cases from the command line: once with the store opened by each command, once through a daemon.
@Suite struct CaseCommandTests {
  private static let data = """
    {"orderId": "7", "eventType": "delivery_exception", "fraudRisk": "low", "orderValue": 68.06, \
    "addressConfidence": null, "paymentAttempts": 0, "igsid": null, "windowOpen": true}
    """

  private func common(_ folder: TemporaryFolder) -> [String] {
    [
      "--store", "sqlite:\(folder.path("docket.db"))", "--tables",
      Corpus.package.appendingPathComponent("tables").path, "--workflows",
      Corpus.package.appendingPathComponent("workflows").path,
    ]
  }

  /// Starts a case, works off its task, and looks at it, its log and the board.
  private func story(_ folder: TemporaryFolder) throws {
    let program = Program(folder: folder)
    func docket(_ words: String...) throws -> Program.Outcome {
      try program.run(words + common(folder))
    }
    let start = try docket(
      "case", "start", "order-exceptions", "--key", "O-7", "--data", Self.data, "--json")
    #expect(start.code == 0, "\(start.messages)")
    let id = try JSONValue.parse(start.output)["id"]?.stringValue ?? ""
    let again = try docket(
      "case", "start", "order-exceptions", "--key", "O-7", "--data", Self.data)
    #expect(again.code == 1)
    #expect(again.messages.contains("the open case \(id)"))

    let tasks = try docket("task", "list", "--role", "operations", "--json")
    let task = try JSONValue.parse(tasks.output)["tasks"]?.arrayValue?.first?["id"]?.stringValue
    #expect(try docket("task", "claim", task ?? "", "--as", "ines").code == 0)
    let taken = try docket("task", "claim", task ?? "", "--as", "omar")
    #expect(taken.code == 1)
    #expect(taken.messages.contains("is with ines"))
    let old = try docket("task", "release", task ?? "", "--as", "ines", "--revision", "0")
    #expect(old.code == 1)
    #expect(old.messages.contains("ines claimed it at"))
    let looked = try docket("task", "show", task ?? "").output
    #expect(looked.contains("ines"), "\(looked)")
    #expect(looked.contains("fixed, cancelled"), "\(looked)")
    let given = try docket("task", "delegate", task ?? "", "--to", "omar", "--as", "ines")
    #expect(given.output.contains("is with omar, for ines"))
    let answer = try docket(
      "task", "complete", task ?? "", "--as", "omar", "--outcome", "cancelled")
    #expect(answer.output.contains("is with ines; omar answered cancelled"), "\(answer.messages)")
    let passed = try docket("task", "reassign", task ?? "", "--to", "ines", "--as", "boss")
    #expect(passed.code == 0, "\(passed.messages)")
    #expect(try docket("task", "release", task ?? "", "--as", "ines").code == 0)
    let done = try docket(
      "task", "complete", task ?? "", "--as", "ines", "--outcome", "fixed", "--comment", "found")
    #expect(done.code == 0, "\(done.messages)")

    let show = try docket("case", "show", "O-7", "--log", "--json")
    let shown = try JSONValue.parse(show.output)
    #expect(shown["id"]?.stringValue == id)
    #expect(shown["status"] == "done")
    #expect(shown["state"] == ["corrected"])
    let decision = shown["log"]?.arrayValue?.first?["decisions"]?.arrayValue?.first
    #expect(decision?["decision"] == "order_exception")
    #expect(decision?["matched"]?.arrayValue?.count == 1)
    let text = try docket("case", "show", "O-7", "--log").output
    #expect(text.contains("rule 8 at "))
    #expect(text.contains("fixTheOrder: fixed by ines  -> corrected"))

    let board = try JSONValue.parse(try docket("status", "--json").output)
    #expect(board["cases"]?.arrayValue?.first?["count"] == 1)
    #expect(try docket("case", "list", "--state", "Corrected").output.contains("O-7"))
    #expect(try docket("case", "show", "O-8").code == 1)
    let unknown = try docket("case", "start", "order-exeptions", "--data", "{}")
    #expect(unknown.code == 2)
    #expect(unknown.messages.contains("did you mean \"order-exceptions\"?"))
  }

  @Test func worksWithoutADaemon() throws {
    try story(try TemporaryFolder())
  }

  @Test func worksThroughADaemon() throws {
    let folder = try TemporaryFolder()
    let daemon = Process()
    daemon.executableURL = Program.path
    daemon.arguments = ["serve", "--listen", "127.0.0.1:0"] + common(folder)
    daemon.currentDirectoryURL = URL(fileURLWithPath: folder.path("."))
    daemon.standardError = FileHandle.nullDevice
    try daemon.run()
    defer { daemon.waitUntilExit() }
    defer { daemon.terminate() }
    try waitForDaemon(folder)
    try story(folder)
    let second = try Program(folder: folder).run(
      ["serve", "--listen", "127.0.0.1:0"] + common(folder))
    #expect(second.code == 2)
    #expect(second.messages.contains("a docket daemon at http://127.0.0.1:"))
  }

  @Test func movesAVirtualClock() throws {
    let folder = try TemporaryFolder()
    let daemon = Process()
    daemon.executableURL = Program.path
    daemon.arguments =
      ["serve", "--listen", "127.0.0.1:0", "--clock", "virtual:2026-11-02T08:00:00Z"]
      + common(folder)
    daemon.currentDirectoryURL = URL(fileURLWithPath: folder.path("."))
    daemon.standardError = FileHandle.nullDevice
    try daemon.run()
    try waitForDaemon(folder)
    let program = Program(folder: folder)
    let advance = try program.run(["clock", "advance", "P1D"] + common(folder))
    #expect(advance.output == "2026-11-02 08:00:00 -> 2026-11-03 08:00:00; 0 deadlines ran out\n")
    let words = try program.run(["clock", "advance", "1 day 30 minutes"] + common(folder))
    #expect(words.output.hasPrefix("2026-11-03 08:00:00 -> 2026-11-04 08:30:00"))
    let next = try program.run(["clock", "advance", "--to-next"] + common(folder))
    #expect(next.output.hasPrefix("2026-11-04 08:30:00 -> 2026-11-04 08:30:00"))
    let slip = try program.run(["clock", "advance", "3 weks"] + common(folder))
    #expect(slip.code == 1)
    #expect(slip.messages.contains("write 8 hours or PT8H"))
    daemon.terminate()
    daemon.waitUntilExit()
    #expect(daemon.terminationStatus == 0)
    let onSystemClock = try program.run(["serve", "--listen", "127.0.0.1:0"] + common(folder))
    #expect(onSystemClock.code == 2)
    #expect(onSystemClock.messages.contains("runs on a virtual clock"))
  }

  @Test func startsManyAndTakesEachLineOnce() throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    let lines = (1...3).map { "{\"id\": \"a\($0)\", \"key\": \"k\($0)\", \"data\": \(Self.data)}" }
    let words = ["case", "start", "order-exceptions", "--jsonl", "-"] + common(folder)
    let first = try program.run(
      words, input: (lines + ["{\"nonsense\": 1}"]).joined(separator: "\n"))
    #expect(first.code == 1)
    #expect(first.messages.contains("line 4: "))
    #expect(first.output.hasPrefix("3 of order-exceptions started, 1 refused"))
    #expect(try program.run(words, input: lines.joined(separator: "\n")).code == 0)
    let list = try program.run(["case", "list", "--json"] + common(folder))
    #expect(try JSONValue.parse(list.output)["cases"]?.arrayValue?.count == 3)
  }

  @Test func needsAStoreToLookAt() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program(folder: folder).run(["status"])
    #expect(outcome.code == 2)
    #expect(
      outcome.messages
        == "docket: there is no store docket.db; docket serve and docket case start make one\n")
  }

  @Test func refusesOtherMachinesWithoutKeys() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program(folder: folder).run(["serve", "--listen", "0.0.0.0:0"])
    #expect(outcome.code == 2)
    #expect(outcome.messages.contains("API keys are needed"))
  }

  /// The lock file tells the address as soon as the daemon answers.
  private func waitForDaemon(_ folder: TemporaryFolder) throws {
    let lock = folder.path("docket.db.lock")
    for _ in 0..<200 {
      if let text = try? String(contentsOfFile: lock, encoding: .utf8), text.contains("http://") {
        return
      }
      usleep(50_000)
    }
    Issue.record("the daemon did not start")
  }
}
