import Foundation
import HTTP
import Standins

/// `docket-standins --port N [--mail-port N] [--only slack,genesys] [--clock virtual:START]`: all outside systems on one
/// loopback port, until it is ended.
@main
struct DocketStandins {
  static let usage = """
    usage: docket-standins [--port N] [--mail-port N] [--only NAME,NAME…] [--clock CLOCK]

    Serves stand-ins of outside systems on 127.0.0.1, each under its name, such as
    http://127.0.0.1:N/slack. GET /_standin lists them, GET /_standin/requests?system=slack
    shows what came in, POST /_standin/faults lets the next calls go wrong
    ({"system": "slack", "fault": "429", "retryAfter": 2, "count": 3}).
    With --mail-port a mail server takes mail there; GET /mail/mails shows it. With --clock
    virtual:2026-11-02T08:00:00Z windows and threads go by a clock that stands still until
    POST /_standin/clock {"hours": 20} moves it, as docket clock moves that of the daemon.
    """

  static func main() async {
    do {
      let (port, mailPort, names, clock) = try options(Array(CommandLine.arguments.dropFirst()))
      var systems = AllStandins.make(only: names, clock: clock)
      let known = AllStandins.make().map(\.name)
      if let unknown = names?.first(where: { !known.contains($0) }) {
        throw Refusal("no stand-in \(unknown); there are \(known.joined(separator: ", "))")
      }
      let mail = try mailPort.map { try MailStandin(port: $0) }
      if let mail { systems.append(MailboxStandin(mail)) }
      let server = try StandinServer(systems, port: port, clock: clock)
      var lines =
        ["stand-ins at http://\(server.address)"] + systems.map { "  \(server.url($0.name))" }
      if let mail { lines.append("  smtp://127.0.0.1:\(mail.port)") }
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

  private static func options(_ arguments: [String]) throws -> (
    port: UInt16, mailPort: UInt16?, names: [String]?, clock: StandinClock
  ) {
    var port: UInt16 = 0
    var mailPort: UInt16?
    var names: [String]?
    var clock = StandinClock()
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help":
        print(usage)
        exit(0)
      case "--port", "--mail-port":
        guard let number = rest.popFirst().flatMap({ UInt16($0) }) else {
          throw Refusal("\(word) needs a number from 0 to 65535")
        }
        if word == "--port" { port = number } else { mailPort = number }
      case "--only":
        guard let list = rest.popFirst() else { throw Refusal("--only needs names") }
        names = list.split(separator: ",").map(String.init)
      case "--clock":
        guard let chosen = rest.popFirst().flatMap({ StandinClock($0) }) else {
          throw Refusal("--clock needs system, or virtual: and a time in ISO 8601")
        }
        clock = chosen
      default: throw Refusal("unknown argument \(word)\n\(usage)")
      }
    }
    return (port, mailPort, names, clock)
  }
}
