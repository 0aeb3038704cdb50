import Diagnostics
import HTTP
import JSON

/// Walks the configuration file and gathers what is wrong, each fault with its line and column.
struct ConfigurationReader {
  let file: String
  let environment: (String) -> String?
  /// Reads a file that holds a secret.
  private let secret: (String) -> String?
  private let locator: JSONLocator
  private(set) var diagnostics: [Diagnostic] = []
  /// The tokens of the clients that were met so far.
  var tokens: [String: AccessTokens] = [:]

  /// The options of `docket serve` that the file may give instead, by their name in the file.
  static let options = [
    "listen": "listen", "store": "store", "tables": "tables", "workflows": "workflows",
    "clock": "clock", "logFormat": "log-format", "logFile": "log-file",
  ]
  /// Options that are paths, relative to the file's folder.
  private static let paths: Set<String> = ["tables", "workflows", "logFile"]

  init(
    file: String, environment: @escaping (String) -> String?,
    secret: @escaping (String) -> String?, text: [UInt8] = []
  ) {
    self.file = file
    self.environment = environment
    self.secret = secret
    locator = JSONLocator(text)
  }

  mutating func read(_ json: JSONValue, outbox: String) -> Configuration {
    var configuration = Configuration(outbox: outbox)
    guard let members = json.objectValue else {
      report(.notAnObject, [], "the file holds no object")
      return configuration
    }
    let known =
      [
        "outbox", "connectors", "intake", "receivers", "apiKeys", "rates", "limits",
        "allowedAddresses",
      ]
      + Self.options.keys.sorted()
    check(members, known: known, of: "the file", at: [])
    for member in members {
      guard let option = Self.options[member.name],
        let text = text(member.value, member.name, of: "the file", at: [member.name])
      else { continue }
      configuration.options[option] = value(text, of: member.name)
    }
    let path = json["outbox"]?.stringValue.map(resolved) ?? outbox
    var connectors: [String: any DeliveryConnector] = [:]
    for member in json["connectors"]?.objectValue ?? [] {
      if let connector = connector(member.value, name: member.name) {
        connectors[member.name] = connector
      }
    }
    configuration.connectors = ConnectorRegistry(
      connectors, fallback: FileConnector(path: path, isFallback: true), fallbackName: path)
    configuration.receivers = receivers(json["receivers"])
    for member in json["intake"]?.objectValue ?? [] {
      configuration.intakes[member.name] = intake(member.value, name: member.name)
    }
    configuration.limits = limits(json["limits"])
    configuration.allowedAddresses = addresses(json["allowedAddresses"])
    configuration.keys = keys(json["apiKeys"])
    configuration.rates = rates(json["rates"])
    return configuration
  }

  /// How full the store may become; what is not said keeps its usual value.
  private mutating func limits(_ json: JSONValue?) -> CapacityLimits {
    var limits = CapacityLimits()
    guard let json else { return limits }
    check(json.objectValue ?? [], known: ["inbox", "freeDiskMB"], of: "limits", at: ["limits"])
    if let inbox = wholeNumber(json, "inbox") { limits.inbox = inbox }
    if let free = wholeNumber(json, "freeDiskMB") { limits.freeDiskBytes = Int64(free) << 20 }
    return limits
  }

  /// Private addresses that may be called.
  private mutating func addresses(_ json: JSONValue?) -> [AddressRange] {
    guard let json else { return [] }
    return (json.arrayValue ?? [json]).compactMap { item in
      guard let range = item.stringValue.flatMap(AddressRange.init) else {
        report(
          .wrongValue, ["allowedAddresses"], "\(item.text) is no range of addresses",
          expected: "an address such as 127.0.0.1, or a range such as 10.0.0.0/8")
        return nil
      }
      return range
    }
  }

  private mutating func wholeNumber(_ json: JSONValue, _ name: String) -> Int? {
    guard let member = json[name] else { return nil }
    guard let number = member.intValue, (1...1_000_000_000).contains(number) else {
      report(
        .wrongValue, ["limits", name], "\"\(name)\" of limits is no number of things",
        expected: "a whole number from 1 to 1000000000")
      return nil
    }
    return number
  }

  /// Paths are relative to the folder of the file, also that of a store.
  private func value(_ text: String, of name: String) -> String {
    if Self.paths.contains(name) { return resolved(text) }
    guard name == "store", text.hasPrefix("sqlite:") else { return text }
    return "sqlite:" + resolved(String(text.dropFirst(7)))
  }

  /// A text, or the variable of the environment or the file that it names, so that secrets stay out
  /// of the configuration.
  mutating func text(
    _ json: JSONValue?, _ name: String, of place: String, at path: [String]
  ) -> String? {
    guard let text = json?.stringValue, !text.isEmpty else {
      report(
        json == nil ? .missingMember : .wrongValue, path, "\(place) needs \"\(name)\", a text")
      return nil
    }
    if text.hasPrefix("file:") {
      return secret(inFile: String(text.dropFirst(5)), name, place, path)
    }
    guard text.hasPrefix("env:") else { return text }
    let variable = String(text.dropFirst(4))
    guard let value = environment(variable) else {
      report(
        .missingVariable, path,
        "\"\(name)\" of \(place) is taken from \(variable), which is not set",
        mend: "export \(variable)=…")
      return nil
    }
    return value
  }

  /// The content of a file, without the line end that editors add.
  private mutating func secret(
    inFile name: String, _ member: String, _ place: String, _ path: [String]
  ) -> String? {
    guard let bytes = secret(resolved(name)), !bytes.isEmpty else {
      report(
        .missingVariable, path,
        "\"\(member)\" of \(place) is taken from the file \(name), which cannot be read or is empty",
        mend: "write the secret into it, readable for Docket alone")
      return nil
    }
    return bytes
  }

  mutating func check(
    _ members: [JSONMember], known: [String], of place: String, at path: [String]
  ) {
    for member in members where !known.contains(member.name) {
      report(
        .unknownMember, path + [member.name],
        "\(place) has no member \"\(member.name)\""
          + Suggestion.didYouMean(member.name, among: known),
        expected: known.joined(separator: ", "))
    }
  }

  /// Notes a fault at the last member there is of those that lead to it.
  mutating func report(
    _ code: ConnectorCode, _ path: [String], _ headline: String, expected: String? = nil,
    mend: String? = nil
  ) {
    var path = path
    var anchor = Origin.Anchor.file
    while !path.isEmpty {
      if let (line, column) = locator.position(of: path) {
        anchor = .line(line, column: column)
        break
      }
      path.removeLast()
    }
    diagnostics.append(
      Diagnostic(
        code, at: Origin(file: file, anchor: anchor), headline, expected: expected, mend: mend))
  }

  func resolved(_ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return String(file[...slash]) + path
  }
}
