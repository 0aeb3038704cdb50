/// Lines of a client, ended by CRLF.
struct MailReader {
  private let connection: MailConnection
  private var buffer: [UInt8] = []
  private static let longest = 10 << 20

  init(_ connection: MailConnection) {
    self.connection = connection
  }

  /// Forgets what came before TLS began: it may be somebody else's (RFC 3207, section 6).
  mutating func discard() { buffer = [] }

  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end].filter { $0 != 0x0D }
        buffer.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      guard buffer.count < Self.longest else { return nil }
      let piece = connection.receive()
      guard !piece.isEmpty else { return nil }
      buffer += piece
    }
  }

  /// Everything up to the line that is a dot.
  mutating func message() -> String? {
    var text = ""
    while let line = next() {
      if line == "." { return text }
      text += (line.hasPrefix("..") ? String(line.dropFirst()) : line) + "\r\n"
      guard text.utf8.count < Self.longest else { return nil }
    }
    return nil
  }
}
