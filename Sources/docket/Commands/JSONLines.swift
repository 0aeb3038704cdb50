import Foundation
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

/// The lines of a stream, read piece by piece: memory holds one line, not the stream.
struct LineReader: Sequence, IteratorProtocol {
  /// One line, counted from 1, without its line break.
  struct Line {
    var number: Int
    var bytes: [UInt8]
  }

  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  /// Opens a file, or standard input for `-`.
  init(_ path: String) throws(CommandFailure) {
    if path == "-" {
      handle = .standardInput
    } else if let opened = FileHandle(forReadingAtPath: path) {
      handle = opened
    } else {
      throw CommandFailure(.couldNotRun, "there is no file \(path)")
    }
  }

  /// The next line that is not blank.
  mutating func next() -> Line? {
    while let bytes = nextLine() {
      number += 1
      if !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
        return Line(number: number, bytes: bytes)
      }
    }
    return nil
  }

  private mutating func nextLine() -> [UInt8]? {
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[start..<end])
        start = end + 1
        return line
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        let line = Array(buffer[start...])
        start = buffer.count
        return line
      }
      buffer.removeSubrange(..<start)
      start = 0
      let piece = handle.readData(ofLength: 1 << 16)
      if piece.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: piece) }
    }
  }
}
