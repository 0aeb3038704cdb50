import Foundation
import Glibc

/// Runs graphviz, which lays pictures out; a program of its own, so that whatever it does to a large
/// graph ends with it.
enum Graphviz {
  /// No picture that people can read takes longer.
  private static let seconds = 60

  /// The picture of a graph as SVG.
  ///
  /// - Parameter dot: The graph in the DOT language.
  /// - Returns: The SVG file.
  /// - Throws: `CommandFailure` when there is no graphviz, or it fails or takes too long.
  static func svg(_ dot: String) throws(CommandFailure) -> [UInt8] {
    guard let program = find("dot") else {
      throw CommandFailure(
        .couldNotRun, "the picture cannot be drawn: there is no graphviz on this machine",
        details: [
          "install it: apt-get install graphviz",
          "or write a .dot file, and draw it where graphviz is",
        ])
    }
    do {
      return try run(program, dot)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(
        .couldNotRun, "\(program) cannot be run: \(error.localizedDescription)")
    }
  }

  /// Files stand in for pipes: neither side can block the other.
  private static func run(_ program: String, _ dot: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-picture-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (input, output, messages) = (
      folder.appendingPathComponent("in.dot"), folder.appendingPathComponent("out.svg"),
      folder.appendingPathComponent("messages.txt")
    )
    try Data(dot.utf8).write(to: input)
    try Data().write(to: messages)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-Tsvg", "-o", output.path, input.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = try FileHandle(forWritingTo: messages)
    process.standardError = errors
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    if hasEnded.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      hasEnded.wait()
      throw CommandFailure(
        .couldNotRun, "graphviz was stopped: the picture was not drawn in \(seconds) seconds",
        details: ["write a .dot file instead, or draw a smaller workflow"])
    }
    try errors.close()
    guard process.terminationStatus == 0, let svg = try? Data(contentsOf: output), !svg.isEmpty
    else {
      let text = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
      throw CommandFailure(
        .couldNotRun, "graphviz could not draw the picture",
        details: text.split(separator: "\n").prefix(5).map(String.init))
    }
    return Array(svg)
  }

  private static func find(_ name: String) -> String? {
    (Console.environment("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }
}
