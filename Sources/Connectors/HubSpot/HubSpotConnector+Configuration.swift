import HTTP
import JSON

extension HubSpotConnector: ConnectorKind {
  package static let kind = "hubspot"
  package static let members = [
    "token", "url", "objectsPath", "personProperty", "keyProperty", "lists", "campaigns",
    "approvedStage", "fields", "descriptionProperty", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let url = section.address("url", or: "https://api.hubapi.com"),
      let token = section.secret("token"), let limits = section.limits(),
      let objects = section.text("objectsPath", or: "/crm/v3/objects"),
      let person = section.text("personProperty", or: "ig_scoped_id"),
      let key = section.text("keyProperty", or: "docket_key"),
      let description = section.text("descriptionProperty", or: "message"),
      let approvedStage = section.text("approvedStage", or: "contractsent"),
      let campaigns = section.dictionaries("campaigns")
    else { return nil }
    return HubSpotConnector(
      objects: objects, base: url, personProperty: person, keyProperty: key,
      lists: section.dictionary("lists"), campaigns: campaigns, approvedStage: approvedStage,
      mapping: FieldMapping(
        properties: section.dictionary("fields"), description: description),
      client: SystemClient(
        "HubSpot", limits: limits, tokens: AccessTokens(fixed: token), secrets: [token],
        judge: judge))
  }
}
