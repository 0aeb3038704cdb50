import Foundation
import TestSupport
import Testing

/// A daemon of a test's own on the store `docket.db` of a folder; stop it before the test ends.
final class RunningDaemon {
  private let process = Process()

  /// Starts it and waits until it can be reached.
  init(_ folder: TemporaryFolder, _ options: [String]) throws {
    process.executableURL = Program.path
    process.arguments = ["serve", "--listen", "127.0.0.1:0"] + options
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path("."))
    process.standardError = FileHandle.nullDevice
    try process.run()
    let isThere = Self.waits {
      let lock = try? String(contentsOfFile: folder.path("docket.db.lock"), encoding: .utf8)
      return lock?.contains("http://") == true
    }
    if !isThere { Issue.record("the daemon did not start") }
  }

  /// Waits up to 20 s until something holds; false if it never did.
  static func waits(until holds: () -> Bool) -> Bool {
    for _ in 0..<400 {
      if holds() { return true }
      usleep(50_000)
    }
    return false
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Stops it cleanly; again without effect.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }
}
