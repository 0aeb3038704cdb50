import Foundation

/// A folder of its own for a test, removed with everything in it when the object goes.
public final class TemporaryFolder: Sendable {
  private let root: URL

  /// Makes an empty folder.
  public init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-test-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  /// The path of a file or folder in it.
  public func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  /// Writes a text file, making the folders it stands in.
  public func write(_ name: String, _ text: String) throws {
    let file = root.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// The text of a file.
  public func read(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  /// Removes a file or folder.
  public func remove(_ name: String) {
    try? FileManager.default.removeItem(at: root.appendingPathComponent(name))
  }

  /// Copies a file or folder into it; an older copy goes, and a missing original leaves none.
  public func copy(_ original: String, to name: String) {
    let target = root.appendingPathComponent(name)
    try? FileManager.default.removeItem(at: target)
    try? FileManager.default.copyItem(atPath: original, toPath: target.path)
  }
}
