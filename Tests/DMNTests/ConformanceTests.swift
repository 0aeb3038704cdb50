import Foundation
import TestSupport
import Testing

/// The DMN TCK, as far as it is at hand: no fewer cases pass than `conformance/dmn.txt` says.
@Suite(
  .enabled(
    if: Corpus.shared != nil, "skipped: DOCKET_SHARED does not name the conformance suites"))
struct ConformanceTests {
  @Test func passesAsManyCasesAsEver() throws {
    let shared = try #require(Corpus.shared)
    let recorded = try String(
      contentsOf: Corpus.package.appendingPathComponent("conformance/dmn.txt"), encoding: .utf8)
    let expected = try #require(Int(recorded.trimmingCharacters(in: .whitespacesAndNewlines)))
    let passed = try ConformanceProgram.passed(
      dmn: shared.appendingPathComponent("conformance/dmn-tck"))
    #expect(passed > 0 && passed >= expected)
  }
}

/// The program that runs the suites.
enum ConformanceProgram {
  /// The number of cases that pass in a folder of the DMN TCK.
  static func passed(dmn folder: URL) throws -> Int {
    let process = Process()
    process.executableURL = try program()
    process.arguments = ["dmn", folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let last = String(decoding: data, as: UTF8.self).split(separator: "\n").last ?? ""
    return try #require(last.split(separator: " ").first.flatMap { Int($0) }, "\(last)")
  }

  /// The program stands beside the test bundle.
  private static func program() throws -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("docket-conformance")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    let built = Corpus.package.appendingPathComponent(".build/debug/docket-conformance")
    try #require(FileManager.default.isExecutableFile(atPath: built.path))
    return built
  }
}
