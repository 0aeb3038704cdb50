import Foundation
import HTTP
import Standins

/// `docket-standins --port N [--only slack,genesys]`: all outside systems on one loopback port, until it is ended.
@main
struct DocketStandins {
  static let usage = """
    usage: docket-standins [--port N] [--only NAME,NAME…]

    Serves stand-ins of outside systems on 127.0.0.1, each under its name, such as
    http://127.0.0.1:N/slack. GET /_standin lists them, GET /_standin/requests?system=slack
    shows what came in, POST /_standin/faults lets the next calls go wrong
    ({"system": "slack", "fault": "429", "retryAfter": 2, "count": 3}).
    """

  static func main() async {
    do {
      let (port, names) = try options(Array(CommandLine.arguments.dropFirst()))
      let systems = AllStandins.make(only: names)
      let known = AllStandins.make().map(\.name)
      if let unknown = names?.first(where: { !known.contains($0) }) {
        throw Refusal("no stand-in \(unknown); there are \(known.joined(separator: ", "))")
      }
      let server = try StandinServer(systems, port: port)
      let lines =
        ["stand-ins at http://\(server.address)"] + systems.map { "  \(server.url($0.name))" }
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

  private static func options(_ arguments: [String]) throws -> (UInt16, [String]?) {
    var port: UInt16 = 0
    var names: [String]?
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help":
        print(usage)
        exit(0)
      case "--port":
        guard let number = rest.popFirst().flatMap({ UInt16($0) }) else {
          throw Refusal("--port needs a number from 0 to 65535")
        }
        port = number
      case "--only":
        guard let list = rest.popFirst() else { throw Refusal("--only needs names") }
        names = list.split(separator: ",").map(String.init)
      default: throw Refusal("unknown argument \(word)\n\(usage)")
      }
    }
    return (port, names)
  }
}
