public import Foundation

/// The built program, run as a user runs it.
public struct Program: Sendable {
  /// What came of a run.
  public struct Outcome: Sendable {
    /// The exit code.
    public var code: Int32
    /// What stood on stdout.
    public var output: String
    /// What stood on stderr.
    public var messages: String
  }

  /// The folder that it runs in.
  private let folder: URL

  /// Runs in a folder.
  public init(in folder: String) {
    self.folder = URL(fileURLWithPath: folder)
  }

  /// Runs in a folder of a test.
  public init(folder: TemporaryFolder) {
    self.init(in: folder.path("."))
  }

  /// Where the build put the program: beside the tests.
  public static let path = built("docket")

  /// A program of the build, by its name.
  public static func built(_ name: String) -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    return Corpus.package.appendingPathComponent(".build/debug/\(name)")
  }

  /// Runs it to its end.
  public func run(_ words: [String], input: String = "") throws -> Outcome {
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
