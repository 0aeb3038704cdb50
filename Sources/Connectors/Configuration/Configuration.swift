public import Diagnostics
public import HTTP
public import JSON

/// What the configuration file says.
///
/// ```json
/// {
///   "listen": "127.0.0.1:8080", "store": "sqlite:docket.db", "logFile": "docket.log",
///   "receivers": {"*": {"concurrent": 4}, "order management": {"perSecond": 5}},
///   "limits": {"inbox": 200000, "freeDiskMB": 128}, "allowedAddresses": ["10.1.0.0/16"],
///   "outbox": "outbox.jsonl",
///   "connectors": {
///     "order management": {
///       "kind": "webhook", "url": "https://orders.example/hook",
///       "headers": {"Authorization": "env:ORDERS_AUTHORIZATION"}
///     },
///     "archive": {"kind": "file", "path": "archive.jsonl"}
///   },
///   "intake": {
///     "instagram": {"kind": "instagram", "secrets": ["env:IG_SECRET"], "verifyToken": "env:IG_VERIFY"}
///   },
///   "apiKeys": {"shop": {"digest": "sha256 of the key, in hexadecimal", "roles": ["worker"]}},
///   "rates": {"key": {"perSecond": 200, "burst": 400}}
/// }
/// ```
public struct Configuration: Sendable {
  /// The way out of each configured name, and of all others.
  public var connectors: ConnectorRegistry
  /// The keys given out.
  public var keys: [ConfiguredKey] = []
  /// How often keys and senders may ask.
  public var rates = RateLimits()
  /// The ways in, by their name in `/v1/intake/NAME`.
  public var intakes: [String: ConfiguredIntake] = [:]
  /// How each receiver of calls is treated.
  public var receivers = ReceiverPolicies()
  /// Private addresses that a case may name all the same.
  public var allowedAddresses: [AddressRange] = []
  /// How full the store may become.
  public var limits = CapacityLimits()
  /// What the command line would else say, by the option's name without its dashes.
  public var options: [String: String] = [:]

  /// Stands for a secret that is not there, where a configuration is only looked at: it passes for an
  /// address and for a secret.
  public static let unset = "http://unset.invalid"

  /// Makes the configuration of no file: everything goes to one outbox file.
  public init(outbox: String) {
    connectors = ConnectorRegistry(
      [:], fallback: FileConnector(path: outbox, isFallback: true), fallbackName: outbox)
  }

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - json: The content of the file.
  ///   - file: Its path; paths in it are relative to its folder.
  ///   - outbox: Where unconfigured names lead to, if it does not say.
  ///   - environment: Looks up a variable; values such as `env:NAME` are taken from there.
  ///   - needsSecrets: False where it is only looked at: `unset` stands for variables and files that are not there.
  ///   - text: The bytes it was read from, so that messages can name line and column.
  /// - Returns: The configuration, and everything that is wrong with it.
  public static func read(
    _ json: JSONValue, file: String, outbox: String,
    environment: @escaping (String) -> String?, needsSecrets: Bool = true, text: [UInt8] = []
  ) -> (configuration: Configuration, diagnostics: [Diagnostic]) {
    var reader = ConfigurationReader(
      file: file, environment: { environment($0) ?? (needsSecrets ? nil : unset) },
      secret: { SecretFile.read($0) ?? (needsSecrets ? nil : unset) }, text: text)
    let configuration = reader.read(json, outbox: outbox)
    return (configuration, reader.diagnostics)
  }
}
