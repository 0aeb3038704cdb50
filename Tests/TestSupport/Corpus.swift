public import Foundation

/// Where a test suite finds its data.
public enum Corpus {
  /// The folder given by `DOCKET_SHARED`, which holds the conformance suites; nil for users, who
  /// have none: suites that need it are skipped and say so.
  public static var shared: URL? {
    guard let path = ProcessInfo.processInfo.environment["DOCKET_SHARED"], !path.isEmpty else {
      return nil
    }
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  /// The package's own folder, for the files that stand beside the code (`tables/`, `workflows/`).
  public static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a file or folder in the package.
  public static func packagePath(_ name: String) -> String {
    package.appendingPathComponent(name).path
  }

  /// The content of a file in the package.
  ///
  /// - Throws: When it cannot be read.
  public static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: package.appendingPathComponent(name)))
  }

  /// The files below `folder` with one of `extensions`, sorted by path.
  public static func files(in folder: URL, extensions: Set<String>) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.allObjects as? [URL] ?? [])
      .filter { extensions.contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
  }
}
