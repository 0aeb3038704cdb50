import Foundation

/// Runs each document through SQLite; after every macrostep the store is closed and all that was in
/// memory dropped.
struct ReloadRunner: SCXMLRunner {
  func run(_ document: URL) -> SessionEnd {
    do {
      return try ScratchFolder.with { folder in
        for _ in 0..<maximumTurns {
          let host = try SCXMLHost(document, store: folder.appendingPathComponent("docket.db").path)
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
  /// Makes a folder, and removes it with all that is in it after `body`.
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-conformance-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
