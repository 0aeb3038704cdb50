import Foundation
import TestSupport

/// The built program, run as a user runs it.
struct Program: Sendable {
  /// What came of a run.
  struct Outcome: Sendable {
    var code: Int32
    var output: String
    var messages: String
  }

  /// The folder that it runs in.
  private let folder: URL

  init(in folder: String) {
    self.folder = URL(fileURLWithPath: folder)
  }

  init(folder: TemporaryFolder) {
    self.init(in: folder.path("."))
  }

  /// Where the build put the program: beside the tests.
  static let path: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("docket")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    return Corpus.package.appendingPathComponent(".build/debug/docket")
  }()

  /// Runs it to its end.
  func run(_ words: [String], input: String = "") throws -> Outcome {
    let process = Process()
    process.executableURL = Self.path
    process.arguments = words
    process.currentDirectoryURL = folder
    // Tests do not depend on who runs them: no colours, no keys, no width.
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    let files = ["in", "out", "err"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).\($0)")
    }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    try Data(input.utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      output: try String(contentsOf: files[1], encoding: .utf8),
      messages: try String(contentsOf: files[2], encoding: .utf8))
  }
}
