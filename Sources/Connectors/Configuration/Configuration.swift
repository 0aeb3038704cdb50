public import Diagnostics
import HTTP
public import JSON

/// What the configuration file says.
///
/// ```json
/// {
///   "outbox": "outbox.jsonl",
///   "connectors": {
///     "order management": {
///       "kind": "webhook", "url": "https://orders.example/hook",
///       "headers": {"Authorization": "env:ORDERS_AUTHORIZATION"}
///     },
///     "archive": {"kind": "file", "path": "archive.jsonl"}
///   },
///   "apiKeys": {"shop": "sha256 of the key, in hexadecimal"}
/// }
/// ```
public struct Configuration: Sendable {
  /// The way out of each configured name, and of all others.
  public var connectors: ConnectorRegistry
  /// Whose key has which SHA-256.
  public var keys: [(name: String, digest: String)]

  /// Makes the configuration of no file: everything goes to one outbox file.
  public init(outbox: String) {
    connectors = ConnectorRegistry(
      [:], fallback: FileConnector(path: outbox), fallbackName: outbox)
    keys = []
  }

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - json: The content of the file.
  ///   - file: Its path; paths in it are relative to its folder.
  ///   - outbox: Where unconfigured names lead to, if it does not say.
  ///   - environment: Looks up a variable; values such as `env:NAME` are taken from there.
  /// - Returns: The configuration, and everything that is wrong with it.
  public static func read(
    _ json: JSONValue, file: String, outbox: String,
    environment: @escaping (String) -> String?
  ) -> (configuration: Configuration, diagnostics: [Diagnostic]) {
    var reader = ConfigurationReader(file: file, environment: environment)
    let configuration = reader.read(json, outbox: outbox)
    return (configuration, reader.diagnostics)
  }
}

/// Walks the file and gathers what is wrong.
struct ConfigurationReader {
  let file: String
  let environment: (String) -> String?
  private(set) var diagnostics: [Diagnostic] = []

  init(file: String, environment: @escaping (String) -> String?) {
    self.file = file
    self.environment = environment
  }

  mutating func read(_ json: JSONValue, outbox: String) -> Configuration {
    var configuration = Configuration(outbox: outbox)
    guard let members = json.objectValue else {
      report(.notAnObject, "the file holds no object")
      return configuration
    }
    check(members, known: ["outbox", "connectors", "apiKeys"], of: "the file")
    let path = json["outbox"]?.stringValue.map(resolved) ?? outbox
    var connectors: [String: any DeliveryConnector] = [:]
    for member in json["connectors"]?.objectValue ?? [] {
      if let connector = connector(member.value, name: member.name) {
        connectors[member.name] = connector
      }
    }
    configuration.connectors = ConnectorRegistry(
      connectors, fallback: FileConnector(path: path), fallbackName: path)
    for member in json["apiKeys"]?.objectValue ?? [] {
      guard let digest = member.value.stringValue, Self.isDigest(digest) else {
        report(
          .wrongValue, "the API key \"\(member.name)\" is no SHA-256",
          expected: "64 hexadecimal digits", mend: "printf %s KEY | sha256sum")
        continue
      }
      configuration.keys.append((member.name, digest))
    }
    return configuration
  }

  private mutating func connector(_ json: JSONValue, name: String) -> (any DeliveryConnector)? {
    let place = "the connector \"\(name)\""
    guard let members = json.objectValue else {
      report(.wrongValue, "\(place) is no object")
      return nil
    }
    switch json["kind"]?.stringValue {
    case "file":
      check(members, known: ["kind", "path"], of: place)
      guard let path = text(json["path"], "path", of: place) else { return nil }
      return FileConnector(path: resolved(path))
    case "webhook":
      return webhook(json, members, place)
    case let kind:
      let known = ["file", "webhook"]
      report(
        .unknownKind,
        "\(place) is of the kind \"\(kind ?? "")\""
          + Suggestion.didYouMean(kind ?? "", among: known),
        expected: known.joined(separator: " or "))
      return nil
    }
  }

  private mutating func webhook(
    _ json: JSONValue, _ members: [JSONMember], _ place: String
  ) -> WebhookConnector? {
    check(
      members, known: ["kind", "url", "headers", "timeoutSeconds", "countsIdempotencyKeys"],
      of: place)
    guard let url = text(json["url"], "url", of: place) else { return nil }
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      report(.wrongValue, "the url of \(place) is no http or https address")
      return nil
    }
    var headers = HTTPHeaders()
    for member in json["headers"]?.objectValue ?? [] {
      if let value = text(member.value, member.name, of: place) { headers.add(member.name, value) }
    }
    var limits = HTTPClient.Limits()
    if let seconds = json["timeoutSeconds"] {
      guard let seconds = seconds.intValue, (1...300).contains(seconds) else {
        report(
          .wrongValue, "timeoutSeconds of \(place) is \(seconds.text)",
          expected: "a number from 1 to 300")
        return nil
      }
      limits.total = .seconds(seconds)
    }
    return WebhookConnector(
      url: url, headers: headers,
      countsIdempotencyKeys: json["countsIdempotencyKeys"]?.booleanValue ?? true, limits: limits)
  }

  /// A text, or the variable of the environment that it names, so that secrets stay out of files.
  private mutating func text(_ json: JSONValue?, _ name: String, of place: String) -> String? {
    guard let text = json?.stringValue, !text.isEmpty else {
      report(
        json == nil ? .missingMember : .wrongValue, "\(place) needs \"\(name)\", a text")
      return nil
    }
    guard text.hasPrefix("env:") else { return text }
    let variable = String(text.dropFirst(4))
    guard let value = environment(variable) else {
      report(
        .missingVariable, "\"\(name)\" of \(place) is taken from \(variable), which is not set",
        mend: "export \(variable)=…")
      return nil
    }
    return value
  }

  private mutating func check(_ members: [JSONMember], known: [String], of place: String) {
    for member in members where !known.contains(member.name) {
      report(
        .unknownMember,
        "\(place) has no member \"\(member.name)\""
          + Suggestion.didYouMean(member.name, among: known),
        expected: known.joined(separator: ", "))
    }
  }

  private mutating func report(
    _ code: ConnectorCode, _ headline: String, expected: String? = nil, mend: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(code, at: Origin(file: file), headline, expected: expected, mend: mend))
  }

  private func resolved(_ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return String(file[...slash]) + path
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
  }
}
