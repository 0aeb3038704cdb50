import Foundation
import TestSupport
import Testing

/// The commands that README.md shows, run as a reader would run them.
@Suite struct ReadmeTests {
  private static let text =
    (try? String(contentsOf: Corpus.package.appending(path: "README.md"), encoding: .utf8)) ?? ""

  /// The lines of code blocks (four blanks) that call a program, without a prompt.
  private static func lines(calling program: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
      guard line.hasPrefix("    ") else { return nil }
      let code = line.dropFirst(4)
      let command = code.hasPrefix("$ ") ? code.dropFirst(2) : code
      return command.hasPrefix("\(program) ") ? String(command) : nil
    }
  }

  /// In the order of the page, because later commands read what earlier ones started.
  @Test func commandsSucceed() throws {
    let folder = try TemporaryFolder()
    for name in ["tables", "workflows", "samples"] {
      folder.copy(Corpus.packagePath(name), to: name)
    }
    // The daemon runs until it is stopped; its own tests start it.
    let commands = Self.lines(calling: "docket").filter { !$0.hasPrefix("docket serve") }
    #expect(commands.count >= 5)
    for command in commands {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/bash")
      shell.currentDirectoryURL = URL(fileURLWithPath: folder.path("tables"))
        .deletingLastPathComponent()
      shell.arguments = ["-c", "docket() { \"$DOCKET\" \"$@\"; }; \(command)"]
      shell.environment = ProcessInfo.processInfo.environment.merging(["DOCKET": Program.path.path])
      { $1 }
      let messages = Pipe()
      shell.standardOutput = FileHandle.nullDevice
      shell.standardError = messages
      try shell.run()
      let said = messages.fileHandleForReading.readDataToEndOfFile()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0, "\(command)\n\(String(decoding: said, as: UTF8.self))")
    }
  }

  @Test func targetsOfMakeExist() throws {
    let makefile = try String(
      contentsOf: Corpus.package.appending(path: "Makefile"), encoding: .utf8)
    let targets = Self.lines(calling: "make").flatMap { $0.split(separator: " ").dropFirst() }
    #expect(!targets.isEmpty)
    for target in targets where !target.contains("=") {
      #expect(makefile.contains("\n\(target):"), "make \(target)")
    }
  }

  @Test func linkedFilesExist() {
    for match in Self.text.matches(of: /\]\(([^)#:]+)\)/) {
      let path = Corpus.packagePath(String(match.output.1))
      #expect(FileManager.default.fileExists(atPath: path), "\(match.output.1)")
    }
  }
}
