import Foundation
import TestSupport
import Testing

/// The examples of docs/embedding.md, built and run as a reader would, with the output that the page shows.
@Suite struct EmbeddingPageTests {
  /// A fenced block of the page.
  private struct Block {
    var language: Substring
    var text: String
  }

  private static let blocks: [Block] = {
    let page =
      (try? String(contentsOfFile: Corpus.packagePath("docs/embedding.md"), encoding: .utf8)) ?? ""
    var blocks: [Block] = []
    for (number, part) in page.split(separator: "```", omittingEmptySubsequences: false)
      .enumerated()
    where number % 2 == 1 {
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      blocks.append(Block(language: lines[0], text: String(lines.dropFirst().first ?? "")))
    }
    return blocks
  }()

  private static func text(_ language: String) -> String {
    blocks.first { $0.language == language }?.text ?? ""
  }

  /// The commands of the console blocks, each with what it is to print.
  private static var commands: [(command: String, output: String)] {
    var commands: [(command: String, output: String)] = []
    for block in blocks where block.language == "console" {
      for line in block.text.split(separator: "\n") {
        if line.hasPrefix("$ ") {
          commands.append((String(line.dropFirst(2)), ""))
        } else if !commands.isEmpty {
          commands[commands.count - 1].output += line + "\n"
        }
      }
    }
    return commands
  }

  /// What `make install` would put under a prefix.
  private func install(_ library: String, into folder: TemporaryFolder) throws {
    try folder.write(
      "include/docket.h",
      String(
        contentsOfFile: Corpus.packagePath("Sources/CLibraries/CDocket/docket.h"), encoding: .utf8))
    let configuration = try String(
      contentsOfFile: Corpus.packagePath("packaging/docket.pc"), encoding: .utf8)
    try folder.write(
      "lib/docket.pc",
      configuration.replacing("@PREFIX@", with: folder.path(".")).replacing("@VERSION@", with: "1"))
    for name in ["lib/libdocket.so", "lib/libdocket.so.1"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(name), withDestinationPath: library)
    }
  }

  @Test(
    .enabled(
      if: PythonTests.isThere && Tool.path("pkg-config") != nil,
      "python3-dev or pkg-config is not installed"))
  func examplesSayWhatThePageSays() throws {
    let folder = try TemporaryFolder()
    let library = try #require(InstalledLibrary.built)
    try install(library, into: folder)
    for (language, name) in [("csv", "shipping.csv"), ("python", "ask.py"), ("c", "ask.c")] {
      try folder.write(name, Self.text(language))
    }
    let package = try Tool.run(
      try #require(Tool.path("python3")),
      ["bindings/python/build_docket.py", "--tree", folder.path(".")],
      environment: ["DOCKET_LIBRARY": library])
    #expect(package.code == 0, Comment(rawValue: package.output))
    #expect(Self.commands.count == 3)
    for (command, output) in Self.commands {
      let outcome = try Tool.run(
        "/bin/sh", ["-c", command], in: folder.path("."),
        environment: [
          "PYTHONPATH": folder.path("."), "LD_LIBRARY_PATH": folder.path("lib"),
          "PKG_CONFIG_PATH": folder.path("lib"),
        ])
      #expect(outcome.code == 0, Comment(rawValue: command))
      #expect(outcome.output == output, Comment(rawValue: command))
    }
  }

  @Test func targetsOfMakeExist() throws {
    let makefile = try String(contentsOfFile: Corpus.packagePath("Makefile"), encoding: .utf8)
    for block in Self.blocks where block.language == "sh" {
      for line in block.text.split(separator: "\n") where line.hasPrefix("make ") {
        #expect(makefile.contains("\n\(line.split(separator: " ")[1]):"), "\(line)")
      }
    }
  }
}
