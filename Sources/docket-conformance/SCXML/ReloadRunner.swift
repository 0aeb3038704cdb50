import Foundation

/// Runs each document through SQLite; after every macrostep the store is closed and all that was in
/// memory dropped.
struct ReloadRunner: SCXMLRunner {
  /// Whether the documents, which do not change, are read and compiled once: most of the time goes there.
  var readsOnce = false

  func run(_ document: URL) -> SessionEnd {
    do {
      let definitions = readsOnce ? try SCXMLHost.Definitions(beside: document) : nil
      return try ScratchFolder.with { folder in
        for _ in 0..<maximumTurns {
          let host = try SCXMLHost(
            document, store: folder.appendingPathComponent("docket.db").path,
            definitions: definitions)
          if case .over(let end) = try host.turn() { return end }
        }
        return SessionEnd(text: "does not come to an end")
      }
    } catch let rejection as SCXMLHost.Rejection {
      return SessionEnd(text: "is rejected: \(rejection.reason)")
    } catch {
      return SessionEnd(text: "fails: \(error)")
    }
  }

  var remark: String? { nil }
}

/// A folder for one run.
enum ScratchFolder {
  /// Where the folders are made: in memory where there is such a file system, because what dies here are
  /// processes, and no disk loses its power.
  private static let place: URL = {
    let memory = URL(fileURLWithPath: "/dev/shm", isDirectory: true)
    let isChosen = ProcessInfo.processInfo.environment["TMPDIR"] != nil
    guard !isChosen, FileManager.default.isWritableFile(atPath: memory.path) else {
      return FileManager.default.temporaryDirectory
    }
    return memory
  }()

  /// Makes a folder, and removes it with all that is in it after `body`.
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder =
      place
      .appendingPathComponent("docket-conformance-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
