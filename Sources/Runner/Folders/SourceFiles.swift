import Glibc

/// A file as it lies on disk.
public struct SourceFile: Sendable, Hashable {
  /// The path, as it begins with the folder's.
  public var path: String
  /// Its bytes.
  public var bytes: [UInt8]

  /// Makes a file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Finds and reads the files below folders.
public enum SourceFiles {
  /// What tells that a file was changed.
  struct Signature: Sendable, Hashable {
    var size: Int64
    var changedSeconds: Int64
    var changedNanoseconds: Int64
    var number: UInt64
  }

  /// Deeper folders are passed over; it also ends circles of links.
  private static let depthLimit = 8
  /// Larger files are passed over; no table is near it.
  static let byteLimit: Int64 = 256 << 20

  /// The files at or below `paths` with one of `extensions`, by path.
  ///
  /// Hidden files, lock files and drafts of spreadsheet programs are passed over.
  static func signatures(at paths: [String], extensions: Set<String>) -> [String: Signature] {
    var found: [String: Signature] = [:]
    for path in paths { collect(path, extensions, depth: 0, isNamed: true, &found) }
    return found
  }

  /// Whether there is a file or folder of that path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Reads a file; nil when it is gone or cannot be read.
  public static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let length = Glibc.read(descriptor, &buffer, buffer.count)
      if length < 0 { return nil }
      if length == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<length])
      if bytes.count > byteLimit { return nil }
    }
  }

  private static func collect(
    _ path: String, _ extensions: Set<String>, depth: Int, isNamed: Bool,
    _ found: inout [String: Signature]
  ) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard depth < depthLimit else { return }
      for name in names(in: path) where !isPassedOver(name) {
        let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
        collect(child, extensions, depth: depth + 1, isNamed: false, &found)
      }
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= byteLimit,
      extensions.contains(fileExtension(path))
    else { return }
    found[path] = Signature(
      size: Int64(status.st_size), changedSeconds: Int64(status.st_mtim.tv_sec),
      changedNanoseconds: Int64(status.st_mtim.tv_nsec), number: UInt64(status.st_ino))
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names.sorted()
  }

  private static func isPassedOver(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$") || name.hasSuffix(".tmp") || name.hasSuffix("~")
  }

  private static func fileExtension(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
