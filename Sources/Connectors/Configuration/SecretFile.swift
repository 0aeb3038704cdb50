import Glibc

/// A file that holds one secret.
enum SecretFile {
  /// The longest secret, in bytes.
  private static let limit = 65_536

  /// The text of a file without the line ends at its end; nil if it cannot be read or is too long.
  static func read(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 {
        while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
        return String(validating: bytes, as: UTF8.self)
      }
      bytes += buffer[..<count]
    }
    return nil
  }

  /// Puts a text in a file's place, readable for its owner alone; the old one stays if that fails.
  @discardableResult
  static func write(_ text: String, to path: String) -> Bool {
    let fresh = path + ".new"
    let descriptor = unsafe open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    let bytes = Array(text.utf8)
    let count = unsafe Glibc.write(descriptor, bytes, bytes.count)
    let isWritten = count == bytes.count && fdatasync(descriptor) == 0
    close(descriptor)
    guard isWritten else {
      unsafe unlink(fresh)
      return false
    }
    return unsafe rename(fresh, path) == 0
  }
}
