import JSON
import Standins
import TestSupport

/// The configuration and the secrets of `samples/standins`, as people have them and with the addresses of a test's stand-ins.
struct StandinConfiguration {
  /// The content of `docket.json`.
  var json: JSONValue
  /// The environment of the daemon.
  var secrets: [String: String]

  /// Those for stand-ins that listen elsewhere than the sample says.
  ///
  /// - Parameters:
  ///   - crm: The system behind `crm`.
  ///   - server: Where the stand-ins listen.
  ///   - mail: Where the mail server listens.
  ///   - each: Members of every connector.
  ///   - own: Members of single connectors, by name.
  /// - Throws: When the sample cannot be read.
  init(
    crm: CustomerSystem, server: StandinServer, mail: MailStandin, each: JSONValue, own: JSONValue
  ) throws {
    func here(_ text: String) -> String {
      text.replacing("127.0.0.1:9100", with: "\(server.address)")
        .replacing("127.0.0.1:9125", with: "127.0.0.1:\(mail.port)")
    }
    let sample = try JSONValue.parse(here(try Self.sample(crm: crm).text))
    let connectors = (sample["connectors"]?.objectValue ?? []).map { connector in
      JSONMember(
        connector.name,
        connector.value.merged(with: each).merged(with: own[connector.name] ?? .null))
    }
    json = sample.setting("connectors", .object(connectors))
    let file = String(decoding: try Corpus.bytes("samples/standins/secrets.env"), as: UTF8.self)
    secrets = here(file).split(separator: "\n").reduce(into: [:]) { secrets, line in
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, !line.hasPrefix("#") { secrets[parts[0]] = parts[1] }
    }
  }

  /// The sample as it stands, with a system behind `crm` and the other one behind `marketing`.
  ///
  /// - Throws: When it cannot be read.
  static func sample(crm: CustomerSystem) throws -> JSONValue {
    let file = "samples/standins/docket.json"
    let json = try JSONValue.parse(try Corpus.bytes(file), file: file)
    guard crm != .salesforce, let connectors = json["connectors"] else { return json }
    return json.setting(
      "connectors",
      connectors.setting("crm", connectors["marketing"] ?? .null)
        .setting("marketing", connectors["crm"] ?? .null))
  }
}

/// The two systems that can be behind `crm`; the other one is behind `marketing`.
enum CustomerSystem: String, Sendable, CaseIterable {
  case salesforce
  case hubspot

  /// The stand-in that a story means: `crm/hubspot` speaks of a world whose customer system that is, and of none else.
  func standin(_ name: String) -> String? {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2 else { return name }
    let other = Self.allCases.first { $0 != self }
    return parts[1] == (parts[0] == "crm" ? self : other)?.rawValue ? parts[1] : nil
  }
}
