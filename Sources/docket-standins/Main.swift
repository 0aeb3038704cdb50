import Foundation
import HTTP
import Standins

/// `docket-standins --port N [--mail-port N] [--mails-port N] [--only slack,genesys] [--clock virtual:START]`: all outside
/// systems on one loopback port, until it is ended.
@main
struct DocketStandins {
  static let usage = """
    usage: docket-standins [--port N] [--mail-port N] [--mails-port N] [--mail-ca FILE]
                           [--only NAME,NAME…] [--clock CLOCK]

    Serves stand-ins of outside systems on 127.0.0.1, each under its name, such as
    http://127.0.0.1:N/slack. GET /_standin lists them, GET /_standin/requests?system=slack
    shows what came in, POST /_standin/faults lets the next calls go wrong
    ({"system": "slack", "fault": "429", "retryAfter": 2, "count": 3}).
    With --mail-port a mail server takes mail there, over STARTTLS or not; GET /mail/mails
    shows it. With --mails-port another speaks TLS from the start, and takes mail only from
    the user docket with the password mail-secret; GET /mails/mails shows it. Their certificates are
    made now: --mail-ca writes the authority that a client is to trust. With --clock
    virtual:2026-11-02T08:00:00Z windows and threads go by a clock that stands still until
    POST /_standin/clock {"hours": 20} moves it, as docket clock moves that of the daemon.
    """

  static func main() async {
    do {
      let options = try options(Array(CommandLine.arguments.dropFirst()))
      var systems = AllStandins.make(only: options.names, clock: options.clock)
      let known = AllStandins.make().map(\.name)
      if let unknown = options.names?.first(where: { !known.contains($0) }) {
        throw Refusal("no stand-in \(unknown); there are \(known.joined(separator: ", "))")
      }
      let (mail, mails) = try mailServers(options)
      if let mail { systems.append(MailboxStandin(mail)) }
      if let mails { systems.append(MailboxStandin(mails, name: "mails")) }
      let server = try StandinServer(systems, port: options.port, clock: options.clock)
      var lines =
        ["stand-ins at http://\(server.address)"] + systems.map { "  \(server.url($0.name))" }
      if let mail { lines.append("  smtp://127.0.0.1:\(mail.port)") }
      if let mails { lines.append("  smtps://127.0.0.1:\(mails.port)") }
      // Written past the buffer: who starts this waits for the lines.
      FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
      while true { try await Task.sleep(for: .seconds(86_400)) }
    } catch {
      FileHandle.standardError.write(Data("docket-standins: \(error)\n".utf8))
      exit(2)
    }
  }

  struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
      self.description = description
    }
  }

  private struct Options {
    var port: UInt16 = 0
    var mailPort: UInt16?
    var mailsPort: UInt16?
    var authority: String?
    var names: [String]?
    var clock = StandinClock()
  }

  private static func mailServers(
    _ options: Options
  ) throws -> (open: MailStandin?, secret: MailStandin?) {
    guard options.mailPort != nil || options.mailsPort != nil else { return (nil, nil) }
    var rules = MailStandin.Rules()
    let certificates = try MailCertificates()
    rules.certificates = certificates
    if let path = options.authority {
      try certificates.authority.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let open = try options.mailPort.map { try MailStandin(port: $0, rules: rules) }
    rules.isImplicit = true
    rules.login = ("docket", "mail-secret")
    return (open, try options.mailsPort.map { try MailStandin(port: $0, rules: rules) })
  }

  private static func options(_ arguments: [String]) throws -> Options {
    var options = Options()
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help":
        print(usage)
        exit(0)
      case "--port", "--mail-port", "--mails-port":
        guard let number = rest.popFirst().flatMap({ UInt16($0) }) else {
          throw Refusal("\(word) needs a number from 0 to 65535")
        }
        switch word {
        case "--port": options.port = number
        case "--mail-port": options.mailPort = number
        default: options.mailsPort = number
        }
      case "--mail-ca":
        guard let path = rest.popFirst() else { throw Refusal("--mail-ca needs a path") }
        options.authority = path
      case "--only":
        guard let list = rest.popFirst() else { throw Refusal("--only needs names") }
        options.names = list.split(separator: ",").map(String.init)
      case "--clock":
        guard let chosen = rest.popFirst().flatMap({ StandinClock($0) }) else {
          throw Refusal("--clock needs system, or virtual: and a time in ISO 8601")
        }
        options.clock = chosen
      default: throw Refusal("unknown argument \(word)\n\(usage)")
      }
    }
    return options
  }
}
