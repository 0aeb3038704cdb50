import Diagnostics
import Foundation
import Glibc
import JSON

/// Where a command reads JSON from: its own words, a file, or standard input (`-`).
enum JSONInput {
  /// The bytes of a file, or of standard input for `-`.
  static func bytes(of path: String) throws(CommandFailure) -> [UInt8] {
    let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
    guard let handle else { throw CommandFailure(.couldNotRun, "there is no file \(path)") }
    do {
      return Array(try handle.readToEnd() ?? Data())
    } catch {
      throw CommandFailure(.couldNotRun, "\(path) cannot be read: \(error.localizedDescription)")
    }
  }

  /// A JSON text.
  ///
  /// - Throws: `CommandFailure` with the line and the column of the first fault.
  static func parse(_ bytes: [UInt8], from source: String) throws(CommandFailure) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue.parse(bytes, file: source)
    } catch {
      throw CommandFailure(.findings, error.diagnostic.text)
    }
  }
}

/// The lines of a stream, read piece by piece: memory holds a piece and one line, not the stream.
struct LineReader {
  /// One line, counted from 1, without its line break.
  struct Line: Sendable {
    var number: Int
    var bytes: [UInt8]
  }

  /// No line may be longer, so that a file without line breaks cannot fill the memory.
  private static let longestLine = 16 << 20

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  /// Opens a file, or standard input for `-`.
  init(_ path: String) throws(CommandFailure) {
    name = path
    descriptor = path == "-" ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(.couldNotRun, "there is no file \(path)")
    }
  }

  /// The next lines, at most `limit`, blank ones passed over: those that are there, so that somebody
  /// who types gets answers; empty at the end.
  mutating func next(_ limit: Int) throws(CommandFailure) -> [Line] {
    var lines: [Line] = []
    while lines.count < limit {
      guard let bytes = bufferedLine() else {
        if !lines.isEmpty || isAtEnd { break }
        try readPiece()
        continue
      }
      number += 1
      if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
        lines.append(Line(number: number, bytes: bytes))
      }
    }
    return lines
  }

  private mutating func bufferedLine() -> [UInt8]? {
    if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
      defer { start = end + 1 }
      return Array(buffer[start..<end])
    }
    guard isAtEnd, start < buffer.count else { return nil }
    defer { start = buffer.count }
    return Array(buffer[start...])
  }

  private mutating func readPiece() throws(CommandFailure) {
    buffer.removeSubrange(..<start)
    start = 0
    guard buffer.count < Self.longestLine else {
      throw CommandFailure(
        .findings, "\(name): line \(number + 1) is longer than \(Self.longestLine) bytes")
    }
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { return }
    guard count >= 0 else {
      throw CommandFailure(
        .couldNotRun, "\(name) cannot be read: \(String(cString: strerror(errno)))")
    }
    isAtEnd = count == 0
    buffer.append(contentsOf: piece.prefix(count))
  }
}
