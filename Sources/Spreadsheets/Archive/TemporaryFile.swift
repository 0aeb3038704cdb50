import Glibc

/// A file for a library that can only write to files; it goes when this does.
@safe final class TemporaryFile {
  let path: String

  /// Makes an empty file that nobody else can read.
  init() throws(WorkbookWriteError) {
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/docket-XXXXXX".utf8CString)
    let file = unsafe name.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
    }
    guard file >= 0 else {
      throw WorkbookWriteError(
        operation: "make a temporary file in \(folder)", reason: Self.reason(errno))
    }
    Glibc.close(file)
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = unsafe unlink(path) }

  /// What the library has written.
  func read() throws(WorkbookWriteError) -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else {
      throw WorkbookWriteError(operation: "read \(path)", reason: Self.reason(errno))
    }
    defer { unsafe fclose(file) }
    var content = [UInt8]()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe fread(buffer.baseAddress, 1, buffer.count, file)
      }
      content += chunk.prefix(count)
      if count < chunk.count { break }
    }
    guard unsafe ferror(file) == 0 else {
      throw WorkbookWriteError(operation: "read \(path)", reason: Self.reason(errno))
    }
    return content
  }

  private static func reason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
