/// A kind of connector: reads its section of the configuration.
///
/// A new outside system conforms beside its connector and takes its place in `ConnectorKinds`.
package protocol ConnectorKind {
  /// What `kind` says, such as `genesys`.
  static var kind: String { get }
  /// The members of the section, without `kind`.
  static var members: [String] { get }
  /// The connector that a section describes; nil when a fault of it was reported.
  static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)?
}

/// Every kind of connector there is, in the order people are told them.
enum ConnectorKinds {
  static var all: [any ConnectorKind.Type] {
    [
      FileConnector.self,
      WebhookConnector.self,
      GenesysConnector.self,
      SalesforceConnector.self,
      HubSpotConnector.self,
      ZendeskConnector.self,
      ServiceNowConnector.self,
      SlackConnector.self,
      SMTPConnector.self,
      CloudEventsConnector.self,
      StandardWebhooksConnector.self,
      RestConnector.self,
      SpotifyConnector.self,
      SpotifyAdsConnector.self,
      InstagramConnector.self,
      MetaAdsConnector.self,
    ]
  }

  static func named(_ name: String?) -> (any ConnectorKind.Type)? {
    all.first { $0.kind == name }
  }
}
