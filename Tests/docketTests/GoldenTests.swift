import Foundation
import TestSupport
import Testing

@testable import docket

/// The texts that people read, against files: `DOCKET_RECORD=1` writes them anew.
@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")
  private static let tree = CommandLineTree(root: Commands.root, common: Commands.common)

  private func hold(_ text: String, _ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["DOCKET_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(text == (try? String(contentsOf: file, encoding: .utf8)), "\(name) has changed")
  }

  @Test func helpOfEveryCommand() throws {
    for entry in Self.tree.entries {
      let help = HelpText(command: entry.command, path: entry.path, common: Commands.common)
      try hold(help.text, "help/\(entry.path.joined(separator: "-")).txt")
      #expect(help.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func manualAndCompletions() throws {
    try hold(ManualPage(tree: Self.tree, version: "VERSION").text, "docket.1")
    try hold(BashCompletion(tree: Self.tree).text, "completions/docket.bash")
    try hold(ZshCompletion(tree: Self.tree).text, "completions/_docket")
    try hold(FishCompletion(tree: Self.tree).text, "completions/docket.fish")
  }

  @Test func bashCompletesCommandsOptionsAndValues() throws {
    let script = BashCompletion(tree: Self.tree).text
    func complete(_ words: String...) throws -> [String] {
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [
        "-c",
        script + "\nCOMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _docket\n"
          + "printf '%s\\n' \"${COMPREPLY[@]}\"",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\n").map(String.init)
    }
    #expect(try complete("docket", "cas") == ["case"])
    #expect(try complete("docket", "case", "s") == ["start", "show", "send", "suspend"])
    #expect(try complete("docket", "case", "show", "c1", "--l") == ["--log"])
    #expect(try complete("docket", "check", "--format", "s") == ["sarif"])
    #expect(try complete("docket", "task", "--json", "cl") == ["claim"])
  }
}
