import Dispatch
import Glibc
import Synchronization

/// A mail server on a loopback port: takes mail, over TLS and after a login where it is asked to, and refuses recipients by
/// their names.
///
/// `refused@…` is answered 550, `later@…` 450 once; the connection is closed after the message without an
/// answer where the subject holds `drop the line`, and 554 is answered where it holds `spam`. Any other reply comes by
/// `fail`.
public final class MailStandin: Sendable {
  /// A mail as it was taken.
  public struct Mail: Sendable, Hashable {
    /// The sender of the envelope.
    public var from: String
    /// The recipients that were taken.
    public var to: [String]
    /// The message with lines ended by CRLF, doubled dots undone.
    public var text: String
    /// Whether it came over TLS.
    public var isSecret = false
    /// The user who logged in; nil for nobody.
    public var user: String?
  }

  /// What a server asks of its clients.
  public struct Rules: Sendable {
    /// The server's certificate; without one it has no TLS.
    public var certificates: MailCertificates?
    /// Whether TLS begins with the connection, as on port 465, and not by `STARTTLS`.
    public var isImplicit = false
    /// The user who must log in, over TLS; nil for a server that takes mail from anybody.
    public var login: (user: String, password: String)?
    /// The ways to log in that are offered.
    public var mechanisms = ["PLAIN", "LOGIN"]

    /// A server that takes mail in the open from anybody.
    public init() {}
  }

  private struct State {
    var mails: [Mail] = []
    var commands: [String] = []
    var put: Set<String> = []
    var replies: [(command: String, reply: String)] = []
    var isOpen = true
  }

  /// The port it listens on.
  public let port: UInt16
  /// What it asks of its clients.
  public let rules: Rules
  private let descriptor: Int32
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "docket.standins.mail", attributes: .concurrent)

  /// Why it could not start.
  public struct CannotListen: Error {}

  /// Starts to listen on a port of 127.0.0.1; 0 lets the system choose.
  public init(port: UInt16 = 0, rules: Rules = Rules()) throws {
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
    self.rules = rules
    queue.async { [self] in acceptAll() }
  }

  /// The mails that were taken, oldest first.
  public var mails: [Mail] { state.withLock { $0.mails } }

  /// What clients said, without messages and passwords.
  public var commands: [String] { state.withLock { $0.commands } }

  /// Answers a command so the next times it comes.
  ///
  /// - Parameters:
  ///   - command: `CONNECT`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, or `MESSAGE` for what follows that.
  ///   - reply: Such as `451 4.3.0 try again later`.
  ///   - count: How many times.
  public func fail(_ command: String, _ reply: String, count: Int = 1) {
    state.withLock { state in
      for _ in 0..<count { state.replies.append((command, reply)) }
    }
  }

  /// Forgets mails, commands, who was put off, and the replies that were asked for.
  public func reset() {
    state.withLock { state in
      state.mails = []
      state.commands = []
      state.put = []
      state.replies = []
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
        var session = MailSession(MailConnection(client), of: self)
        session.serve()
      }
    }
  }

  // MARK: What sessions tell

  /// Notes a command, and gives the reply that was asked for it.
  func heard(_ command: String, _ line: String) -> String? {
    state.withLock { state in
      state.commands.append(line)
      guard let place = state.replies.firstIndex(where: { $0.command == command }) else {
        return nil
      }
      return state.replies.remove(at: place).reply
    }
  }

  func take(_ mail: Mail) { state.withLock { $0.mails.append(mail) } }

  /// Whether a recipient comes for the first time.
  func isNew(_ address: String) -> Bool { state.withLock { $0.put.insert(address).inserted } }
}
