/// The configured connectors by name.
public struct ConnectorRegistry: Sendable {
  private let connectors: [String: any DeliveryConnector]
  private let fallback: any DeliveryConnector
  /// What unconfigured names lead to, for people, such as `outbox.jsonl`.
  public let fallbackName: String

  /// Makes a registry; names nobody configured lead to `fallback`.
  public init(
    _ connectors: [String: any DeliveryConnector], fallback: any DeliveryConnector,
    fallbackName: String
  ) {
    self.connectors = connectors
    self.fallback = fallback
    self.fallbackName = fallbackName
  }

  /// The registry with one more connector; a configured one of its name goes before it.
  public func adding(_ connector: any DeliveryConnector, as name: String) -> ConnectorRegistry {
    ConnectorRegistry(
      connectors.merging([name: connector]) { own, _ in own }, fallback: fallback,
      fallbackName: fallbackName)
  }

  /// The configured names, sorted.
  public var names: [String] { connectors.keys.sorted() }

  /// The connector of a name; the fallback if nobody configured it.
  public subscript(name: String) -> any DeliveryConnector { connectors[name] ?? fallback }

  /// Whether the name is configured.
  public func isConfigured(_ name: String) -> Bool { connectors[name] != nil }

  /// Hands a message to the connector it names.
  ///
  /// - Throws: `DeliveryError`, whose kind says what another attempt would mean.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    try await self[delivery.connector].deliver(delivery)
  }
}
