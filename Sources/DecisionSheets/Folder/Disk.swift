import Glibc

/// The few questions to the file system that reading tables takes.
///
/// Foundation would answer them too, but whoever embeds the engine would carry its 10 MB along.
enum Disk {
  /// What a path leads to, links followed.
  enum Kind {
    case folder
    case file
  }

  /// What stands at a path; nil if nothing does.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// The bytes of a file; nil if it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
    // One byte more, so that the end is seen without growing; a pipe says 0 and grows.
    var room = max(Int(status.st_size) + 1, 64 * 1024)
    var bytes = [UInt8]()
    while true {
      var count = 0
      let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, length in
        repeat {
          count = read(file, buffer.baseAddress, buffer.count)
        } while count < 0 && errno == EINTR
        length = max(0, count)
      }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      room = max(room - count, 64 * 1024)
    }
  }

  /// The paths of everything below a folder, relative to it; links to folders are not followed.
  static func content(of folder: String) -> [String] {
    var found = [String]()
    var waiting = [""]
    while let prefix = waiting.popLast() {
      guard let stream = opendir(prefix.isEmpty ? folder : "\(folder)/\(prefix)") else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
          String(cString: UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))
        }
        guard name != ".", name != ".." else { continue }
        let path = prefix + name
        found.append(path)
        var status = stat()
        if lstat("\(folder)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
          waiting.append(path + "/")
        }
      }
    }
    return found
  }

  /// A path from the root without `.`, `..` and doubled slashes; links are not followed.
  static func standardized(_ path: String) -> String {
    var parts = [Substring]()
    var whole = path
    if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
      whole = String(cString: here) + "/" + path
      free(here)
    }
    for part in whole.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
