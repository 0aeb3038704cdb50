import JSON

extension SalesforceConnector: ConnectorKind {
  package static let kind = "salesforce"
  package static let members = [
    "url", "clientId", "clientSecret", "version", "personField", "keyField", "approvedStage",
    "fields", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let url = section.address("url"), let id = section.text("clientId"),
      let secret = section.secret("clientSecret"), let limits = section.limits(),
      let version = section.text("version", or: "v67.0"),
      let person = section.text("personField", or: "IgScopedId__c"),
      let key = section.text("keyField", or: "DocketKey__c"),
      let stage = section.text("approvedStage", or: "Approved")
    else { return nil }
    let tokens = section.tokens(
      TokenRequest(
        system: "Salesforce", url: url + "/services/oauth2/token", clientID: id,
        clientSecret: secret, style: .form), limits)
    return SalesforceConnector(
      version: version, personField: person, keyField: key, approvedStage: stage,
      mapping: FieldMapping(
        properties: section.dictionary("fields"), description: "Description"),
      client: SystemClient(
        "Salesforce", limits: limits, tokens: tokens, secrets: [secret], judge: judge),
      instance: url)
  }
}
