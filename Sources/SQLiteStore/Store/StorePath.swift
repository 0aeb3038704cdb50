internal import Glibc

/// Finds the one path of a store that several names may lead to.
enum StorePath {
  /// Longer chains of links are taken for circles, as the system does.
  private static let linkLimit = 40

  /// The path without links, also of a file that is yet to be made.
  static func resolved(_ path: String) -> String {
    var current = path
    for _ in 0..<linkLimit {
      if let real = realPath(current) { return real }
      guard let target = target(ofLink: current) else { break }
      current = target.hasPrefix("/") ? target : folder(of: current) + "/" + target
    }
    // The file is not there yet: its folder tells.
    let name = current.split(separator: "/").last.map(String.init) ?? current
    guard let folder = realPath(folder(of: current)) else { return current }
    return folder == "/" ? "/" + name : "\(folder)/\(name)"
  }

  /// Whether the database file alone is the whole store, as a clean stop leaves it: nothing waits in a
  /// write-ahead log beside it.
  static func isWholeStore(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path + "-wal", &status) == 0 else { return true }
    return status.st_size == 0
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func realPath(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  private static func target(ofLink path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink(path, &buffer, buffer.count)
    guard length > 0 else { return nil }
    return String(
      decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
