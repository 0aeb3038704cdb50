import Foundation

/// Notices that files below some paths were changed.
struct FileWatch {
  private let paths: [String]
  private var seen: [String: Date] = [:]

  init(_ paths: [String]) {
    self.paths = paths
    seen = state
  }

  /// Waits until something is different and has been still for a moment.
  ///
  /// - Throws: `CancellationError`.
  mutating func waitForChange() async throws {
    while state == seen { try await Task.sleep(for: .milliseconds(300)) }
    // A program that saves writes several times; half a file would be reported as faulty.
    repeat {
      seen = state
      try await Task.sleep(for: .milliseconds(200))
    } while state != seen
  }

  private var state: [String: Date] {
    var found: [String: Date] = [:]
    for path in paths {
      let below = FileManager.default.subpaths(atPath: path) ?? []
      for file in [path] + below.map({ "\(path)/\($0)" }) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        found[file] = attributes?[.modificationDate] as? Date
      }
    }
    return found
  }
}
