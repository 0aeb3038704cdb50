import Foundation

/// Files that commands write: whole or not at all.
enum FileOutput {
  /// Refuses a file that is there, unless it may be replaced.
  static func check(_ path: String, mayReplace: Bool) throws {
    guard !mayReplace, FileManager.default.fileExists(atPath: path) else { return }
    throw CommandFailure(
      .couldNotRun, "\(path) is there already",
      details: ["choose another name, or write over it with --force"])
  }

  /// Writes to a file beside the target and renames it, so that nobody sees half of it.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure(
        .couldNotRun, "\(path) cannot be written", details: [error.localizedDescription])
    }
  }
}
