import Glibc

/// Blocks of whole lines of a stream, read piece by piece: memory holds a piece, not the stream.
struct LineBlocks {
  /// Whole lines.
  struct Block: Sendable {
    /// The number of the first line.
    var firstLine: Int
    /// The lines with their breaks; blank ones are among them.
    var bytes: [UInt8]
  }

  /// No line may be longer, so that a file without line breaks cannot fill the memory.
  private static let longestLine = 16 << 20
  /// Bytes that are read at a time; the size of a block where lines are short.
  private static let pieceSize = 1 << 16
  /// Blank lines that one block holds at most.
  private static let mostBlanks = 4096

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  /// Bytes of the buffer in which there is no line break.
  private var searched = 0
  private var line = 1
  private var isAtEnd = false
  /// Blank lines that were read, but not yet given: none is if nothing follows them.
  private var blanks = 0

  /// Opens a file, or standard input for `-`.
  init(_ path: String) throws(CommandFailure) {
    name = path
    descriptor = path == "-" ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(.couldNotRun, "there is no file \(path)")
    }
  }

  /// Whether reading on would wait for somebody to write.
  var wouldWait: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return !isAtEnd && Glibc.poll(&poll, 1, 0) == 0
  }

  /// The lines that are there; nil at the end.
  ///
  /// Blank lines stand in their place, but those behind the last line are left out.
  @inline(never)
  mutating func next() throws(CommandFailure) -> Block? {
    while true {
      if let block = takeLines() { return block }
      if isAtEnd { return nil }
      try readPiece()
    }
  }

  /// Takes what the buffer holds up to the last line that is not blank.
  private mutating func takeLines() -> Block? {
    var end = buffer.count
    if !isAtEnd {
      guard let last = buffer[searched...].lastIndex(of: UInt8(ascii: "\n")) else {
        searched = buffer.count
        return nil
      }
      end = last + 1
    }
    guard let solid = buffer[..<end].lastIndex(where: { !Self.isBlank($0) }) else {
      dropBlanks(upTo: end)
      return nil
    }
    if blanks > 0 { return takeBlanks() }
    let lineEnd = buffer[solid..<end].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? end
    let block = Block(firstLine: line, bytes: Array(buffer[..<lineEnd]))
    line += Self.breaks(in: buffer[..<lineEnd])
    buffer.removeSubrange(..<lineEnd)
    searched = 0
    return block
  }

  private mutating func dropBlanks(upTo end: Int) {
    blanks += Self.breaks(in: buffer[..<end])
    buffer.removeSubrange(..<end)
    searched = 0
  }

  private mutating func takeBlanks() -> Block {
    let count = min(blanks, Self.mostBlanks)
    defer {
      blanks -= count
      line += count
    }
    return Block(firstLine: line, bytes: Array(repeating: UInt8(ascii: "\n"), count: count))
  }

  private mutating func readPiece() throws(CommandFailure) {
    guard buffer.count < Self.longestLine else {
      throw CommandFailure(
        .findings, "\(name): line \(line + blanks) is longer than \(Self.longestLine) bytes")
    }
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.pieceSize))
    let count = buffer.withUnsafeMutableBytes {
      Glibc.read(descriptor, $0.baseAddress.map { $0 + start }, Self.pieceSize)
    }
    let failure = errno
    buffer.removeLast(Self.pieceSize - max(count, 0))
    if count < 0, failure == EINTR { return }
    guard count >= 0 else {
      throw CommandFailure(
        .couldNotRun, "\(name) cannot be read: \(String(cString: strerror(failure)))")
    }
    isAtEnd = count == 0
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  private static func breaks(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for byte in bytes where byte == UInt8(ascii: "\n") { count += 1 }
      return count
    }
  }
}
