import Glibc
import Synchronization

/// The program's ways out: results on stdout, messages on stderr.
final class Console: Sendable {
  /// What a terminal can show.
  struct Capabilities: Sendable, Hashable {
    var colour = false
    /// Columns of text; 80 where nobody reads along.
    var width = 80
    var isTerminal = false
  }

  let output: Capabilities
  let messages: Capabilities
  private let outputBuffer = Mutex<[UInt8]>([])

  init(output: Capabilities, messages: Capabilities) {
    self.output = output
    self.messages = messages
  }

  /// The console of this process.
  static func standard() -> Console {
    Console(output: capabilities(STDOUT_FILENO), messages: capabilities(STDERR_FILENO))
  }

  /// Writes text and a line break to stdout.
  func print(_ text: String = "") {
    write(Array(text.utf8) + [UInt8(ascii: "\n")])
  }

  /// Writes bytes to stdout, gathered into large pieces unless somebody watches.
  ///
  /// - Returns: Whether somebody still reads.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    outputBuffer.withLock { buffer in
      buffer += bytes
      return output.isTerminal || buffer.count >= 1 << 16 ? Self.drain(&buffer) : true
    }
  }

  /// Writes what is still gathered.
  ///
  /// - Returns: Whether somebody still reads; `docket … | head` stops reading early.
  @discardableResult
  func flush() -> Bool {
    outputBuffer.withLock { Self.drain(&$0) }
  }

  /// Writes a message and a line break to stderr, after everything printed before it.
  func note(_ text: String) {
    flush()
    var bytes = Array(text.utf8) + [UInt8(ascii: "\n")]
    Self.drain(&bytes, to: STDERR_FILENO)
  }

  /// Writes to stderr as it is, without a line break.
  func status(_ text: String) {
    var bytes = Array(text.utf8)
    Self.drain(&bytes, to: STDERR_FILENO)
  }

  /// Whether everything was written.
  @discardableResult
  private static func drain(
    _ bytes: inout [UInt8], to descriptor: Int32 = STDOUT_FILENO
  ) -> Bool {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes.withUnsafeBytes { all in
      var rest = all[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        // Nobody reads any more (`docket … | head`): there is nobody to tell either.
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  private static func capabilities(_ descriptor: Int32) -> Capabilities {
    guard isatty(descriptor) == 1 else { return Capabilities() }
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Capabilities(
      colour: environment("NO_COLOR") == nil && environment("TERM") != "dumb",
      width: known ? Int(size.ws_col) : 80, isTerminal: true)
  }

  /// A variable of the environment; nil if it is not set or empty.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
