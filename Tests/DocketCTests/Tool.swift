import Foundation
import TestSupport

/// A program of the machine, run for a test.
struct Tool {
  struct Outcome {
    var code: Int32
    /// Standard output and errors together.
    var output: String
  }

  /// Where a program stands on the PATH; nil if it is not installed.
  static func path(_ name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program to its end.
  static func run(
    _ path: String, _ words: [String], in folder: String = Corpus.packagePath("."),
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "docket-tool-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = try FileHandle(forWritingTo: file)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, output: try String(contentsOf: file, encoding: .utf8))
  }
}

/// The built library under its installed names, and the header beside it, in a folder of their own.
struct InstalledLibrary {
  let folder = try? TemporaryFolder()

  /// Where the build put the library: beside the tests.
  static let built: String? = {
    var place = URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<4 {
      place.deleteLastPathComponent()
      let candidate = place.appendingPathComponent("libDocketC.so").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    let path = Corpus.packagePath(".build/debug/libDocketC.so")
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Puts the library in place.
  init(_ built: String) throws {
    for name in ["libdocket.so", "libdocket.so.1"] {
      try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: built)
    }
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder?.path(name) ?? name }
}
