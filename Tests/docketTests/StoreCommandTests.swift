import Foundation
import JSON
import TestSupport
import Testing

/// Checking, copying and putting back a store.
@Suite struct StoreCommandTests {
  private static let data = """
    {"orderId": "7", "eventType": "delivery_exception", "fraudRisk": "low", "orderValue": 68.06, \
    "addressConfidence": null, "paymentAttempts": 0, "igsid": null, "windowOpen": true}
    """

  private static func common(_ folder: TemporaryFolder) -> [String] {
    [
      "--store", "sqlite:\(folder.path("docket.db"))", "--tables", Corpus.packagePath("tables"),
      "--workflows", Corpus.packagePath("workflows"),
    ]
  }

  private static func start(_ key: String, in folder: TemporaryFolder) throws {
    let words = ["case", "start", "order-exceptions", "--key", key, "--data", data]
    let outcome = try Program(folder: folder).run(words + common(folder))
    #expect(outcome.code == 0, "\(outcome.messages)")
  }

  private static func keys(in folder: TemporaryFolder) throws -> [String] {
    let list = try Program(folder: folder).run(["case", "list", "--json"] + common(folder))
    return try JSONValue.parse(list.output)["cases"]?.arrayValue?
      .compactMap { $0["key"]?.stringValue } ?? []
  }

  @Test func aBackupIsTakenWhileTheDaemonRunsAndPutBackWhenItDoesNot() throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    let daemon = try RunningDaemon(folder, Self.common(folder))
    defer { daemon.stop() }
    try Self.start("A", in: folder)
    let backup = try program.run(["backup", folder.path("copy.db")] + Self.common(folder))
    #expect(backup.code == 0, "\(backup.messages)")
    let again = try program.run(["backup", folder.path("copy.db")] + Self.common(folder))
    #expect(again.code == 2)
    #expect(again.messages.contains("is there already"))
    try Self.start("B", in: folder)
    let beside = try program.run(
      ["restore", folder.path("copy.db"), "--replace"] + Self.common(folder))
    #expect(beside.code == 2)
    #expect(beside.messages.contains("a docket daemon at http://127.0.0.1:"))
    daemon.stop()

    #expect(try Self.keys(in: folder) == ["A", "B"])
    let careless = try program.run(["restore", folder.path("copy.db")] + Self.common(folder))
    #expect(careless.code == 2)
    #expect(careless.messages.contains("--replace"))
    let restore = try program.run(
      ["restore", folder.path("copy.db"), "--replace"] + Self.common(folder))
    #expect(restore.code == 0, "\(restore.messages)")
    #expect(restore.output.contains(".replaced-"))
    #expect(try Self.keys(in: folder) == ["A"])
    try Self.start("C", in: folder)
    #expect(try Self.keys(in: folder) == ["A", "C"])
  }

  @Test func verifyNamesTheFirstBrokenEntry() throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    for key in ["A", "B"] { try Self.start(key, in: folder) }
    let whole = try program.run(["verify"] + Self.common(folder))
    #expect(whole.code == 0, "\(whole.output)")
    #expect(whole.output.hasSuffix("docket.db is whole\n"))

    // Only logs hold this word; the file stays well-formed.
    try folder.replaceBytes(
      "backup.db", of: "docket.db", "\"transitions\"", "\"transitionz\"", program)
    let words = ["verify", "--store", "sqlite:\(folder.path("backup.db"))"]
    let broken = try program.run(words)
    #expect(broken.code == 1)
    #expect(
      broken.output.hasPrefix("case c1 (A): the content of entry 1 was changed\n"),
      "\(broken.output)")
    let json = try JSONValue.parse(try program.run(words + ["--json"]).output)
    #expect(json["whole"] == false)
    #expect(json["findings"]?.arrayValue?.first?["case"] == "c1")
    let restore = try program.run(
      ["restore", folder.path("backup.db"), "--replace"] + Self.common(folder))
    #expect(restore.code == 1)
    #expect(restore.output.contains("nothing was changed"))
    #expect(try Self.keys(in: folder) == ["A", "B"])
  }

  @Test func theDecisionsOfAnArchivedCaseAreMadeAgain() async throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    let daemon = try RunningDaemon(folder, Self.common(folder))
    defer { daemon.stop() }
    func run(_ words: String...) throws -> Program.Outcome {
      try program.run(words + Self.common(folder))
    }
    try Self.start("A", in: folder)
    let done = try run("task", "complete", "t1", "--as", "ines", "--outcome", "fixed")
    #expect(done.code == 0, "\(done.messages)")
    let file = folder.path("archive.jsonl")
    // Its calls have to be delivered before.
    for _ in 0..<1000 {
      if try run("archive", file, "--older-than", "PT0S").output.hasPrefix("1 case") { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try Self.keys(in: folder).isEmpty)
    #expect(try run("case", "replay", "A").code == 1)

    let replay = try run("case", "replay", "A", "--archive", file)
    #expect(replay.code == 0, "\(replay.messages)")
    #expect(replay.output.contains("order_exception = "), "\(replay.output)")
    #expect(replay.output.hasSuffix("made again, all the same\n"), "\(replay.output)")
    let unknown = try run("case", "replay", "B", "--archive", file)
    #expect(unknown.code == 1)
    #expect(unknown.messages.contains("there is no case \"B\" in"))

    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("delivery_exception", with: "delivery_excepted")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let forged = try run("case", "replay", "c1", "--archive", file)
    #expect(forged.code == 1)
    let sentence = "the log of c1 in the archive was changed"
    #expect(forged.messages.contains(sentence), "\(forged.messages)")

    try "{\"case\": {".write(toFile: file, atomically: true, encoding: .utf8)
    let torn = try run("case", "replay", "c1", "--archive", file)
    #expect(torn.code == 1)
    #expect(torn.messages.contains("as far as it can be read: line 1 is no case"))
  }

  @Test func aStoreThatIsNotThereCannotBeChecked() throws {
    let folder = try TemporaryFolder()
    for words in [["verify"], ["backup", "copy.db"], ["restore", "copy.db"]] {
      let outcome = try Program(folder: folder).run(words)
      #expect(outcome.code == 2, "\(words)")
      #expect(outcome.messages.contains("there is no "), "\(words)")
    }
  }
}

extension TemporaryFolder {
  /// Makes a copy of a store in which bytes were changed behind its back: those of the oldest row, for
  /// SQLite fills its pages from the end.
  fileprivate func replaceBytes(
    _ copy: String, of store: String, _ old: String, _ new: String, _ program: Program
  ) throws {
    _ = try program.run(["backup", path(copy), "--store", "sqlite:\(path(store))"])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path(copy)))
    // Every one of them: some may stand in parts of pages that hold nothing any more.
    try #require(old.utf8.count == new.utf8.count)
    var start = 0
    while let next = bytes.range(of: Data(old.utf8), in: start..<bytes.count) {
      bytes.replaceSubrange(next, with: Data(new.utf8))
      start = next.upperBound
    }
    try #require(start > 0)
    try bytes.write(to: URL(fileURLWithPath: path(copy)))
  }
}
