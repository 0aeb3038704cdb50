import Dispatch
import Glibc
import Synchronization

/// A mail server on a loopback port: takes mail, and refuses recipients by their names.
///
/// `refused@…` is answered 550, `later@…` 450 once; the connection is closed after the message without an
/// answer where the subject holds `drop the line`, and 554 is answered where it holds `spam`.
public final class MailStandin: Sendable {
  /// A mail as it was taken.
  public struct Mail: Sendable, Hashable {
    /// The sender of the envelope.
    public var from: String
    /// The recipients that were taken.
    public var to: [String]
    /// The message with lines ended by CRLF, doubled dots undone.
    public var text: String
  }

  private struct State {
    var mails: [Mail] = []
    var commands: [String] = []
    var put: Set<String> = []
    var isOpen = true
  }

  /// The port it listens on.
  public let port: UInt16
  private let descriptor: Int32
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "docket.standins.mail", attributes: .concurrent)

  /// Why it could not start.
  public struct CannotListen: Error {}

  /// Starts to listen on a port of 127.0.0.1; 0 lets the system choose.
  public init(port: UInt16 = 0) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw CannotListen() }
    var one: Int32 = 1
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        unsafe bind(descriptor, plain, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, plain, &length) == 0
      }
    }
    guard isBound else {
      close(descriptor)
      throw CannotListen()
    }
    self.descriptor = descriptor
    self.port = UInt16(bigEndian: address.sin_port)
    queue.async { [self] in acceptAll() }
  }

  /// The mails that were taken, oldest first.
  public var mails: [Mail] { state.withLock { $0.mails } }

  /// What clients said, without the messages.
  public var commands: [String] { state.withLock { $0.commands } }

  /// Forgets mails, commands, and who was put off.
  public func reset() {
    state.withLock { state in
      state.mails = []
      state.commands = []
      state.put = []
    }
  }

  /// Stops listening.
  public func stop() {
    guard
      state.withLock({ state in
        defer { state.isOpen = false }
        return state.isOpen
      })
    else { return }
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  private func acceptAll() {
    while state.withLock({ $0.isOpen }) {
      let client = accept(descriptor, nil, nil)
      guard client >= 0 else { return }
      queue.async { [self] in
        serve(client)
        close(client)
      }
    }
  }

  private func serve(_ client: Int32) {
    var reader = LineReader(descriptor: client)
    func say(_ text: String) {
      let bytes = Array((text + "\r\n").utf8)
      _ = unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
    say("220 standin ESMTP")
    var mail = Mail(from: "", to: [], text: "")
    while let line = reader.next() {
      state.withLock { $0.commands.append(line) }
      let word = line.prefix(4).uppercased()
      switch word {
      case "EHLO":
        say("250-standin greets you")
        say("250-SIZE 10000000")
        say("250 8BITMIME")
      case "HELO": say("250 standin")
      case "MAIL":
        mail = Mail(from: Self.address(line), to: [], text: "")
        say(mail.from.hasPrefix("nobody@") ? "550 5.7.1 not from here" : "250 2.1.0 ok")
      case "RCPT":
        let address = Self.address(line)
        let isNew = state.withLock { $0.put.insert(address).inserted }
        if address.hasPrefix("refused@") {
          say("550 5.1.1 no such user")
        } else if address.hasPrefix("later@"), isNew {
          say("450 4.2.0 greylisted")
        } else {
          mail.to.append(address)
          say("250 2.1.5 ok")
        }
      case "DATA":
        guard !mail.to.isEmpty else {
          say("554 5.5.1 no valid recipients")
          continue
        }
        say("354 go on")
        guard let text = reader.message() else { return }
        mail.text = text
        if text.contains("drop the line") {
          state.withLock { $0.mails.append(mail) }
          return
        }
        if text.contains("Subject: spam") {
          say("554 5.7.1 refused")
        } else {
          state.withLock { $0.mails.append(mail) }
          say("250 2.0.0 queued")
        }
      case "QUIT":
        say("221 bye")
        return
      case "RSET", "NOOP": say("250 ok")
      default: say("502 5.5.1 not known")
      }
    }
  }

  private static func address(_ line: String) -> String {
    guard let open = line.firstIndex(of: "<"), let end = line[open...].firstIndex(of: ">") else {
      return ""
    }
    return String(line[line.index(after: open)..<end])
  }
}

/// Lines from a socket, ended by CRLF.
private struct LineReader {
  let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let longest = 10 << 20

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end].filter { $0 != 0x0D }
        buffer.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      guard buffer.count < Self.longest else { return nil }
      var piece = [UInt8](repeating: 0, count: 8192)
      let count = unsafe recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      buffer += piece[..<count]
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
