import JSON

extension GenesysConnector: ConnectorKind {
  package static let kind = "genesys"
  package static let members = [
    "region", "clientId", "clientSecret", "integrationId", "topicId", "ruleId", "endpoint",
    "countsIdempotencyKeys", "mimeTypes", "apiUrl", "loginUrl", "timeoutSeconds",
  ]

  /// The regions of Genesys Cloud, by the name of their domain.
  static let regions = [
    "mypurecloud.com", "use2.us-gov-pure.cloud", "usw2.pure.cloud", "cac1.pure.cloud",
    "mypurecloud.ie", "euw2.pure.cloud", "mypurecloud.de", "euc2.pure.cloud", "aps1.pure.cloud",
    "apne2.pure.cloud", "apne3.pure.cloud", "apse1.pure.cloud", "mypurecloud.com.au",
    "mypurecloud.jp", "sae1.pure.cloud", "mec1.pure.cloud", "mxc1.pure.cloud",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    // With both addresses given, as for a stand-in, the region says nothing.
    let isPlaced = section.json["apiUrl"] != nil && section.json["loginUrl"] != nil
    if !isPlaced, section.json["region"] == nil {
      section.report(
        "region", "the connector \"\(section.name)\" needs \"region\"",
        expected: regions.joined(separator: ", "))
      return nil
    }
    guard let region = section.choice("region", of: regions, or: ""),
      let api = section.address("apiUrl", or: "https://api.\(region)"),
      let login = section.address("loginUrl", or: "https://login.\(region)"),
      let id = section.text("clientId"), let secret = section.secret("clientSecret"),
      let integration = section.text("integrationId"), let limits = section.limits(),
      let counts = section.flag("countsIdempotencyKeys", or: false),
      let endpoint = section.choice(
        "endpoint", of: Endpoint.allCases.map(\.rawValue), or: Endpoint.integration.rawValue
      ).flatMap(Endpoint.init)
    else { return nil }
    var mimeTypes: [String]?
    if section.json["mimeTypes"] != nil {
      guard let list = section.mediaTypes("mimeTypes") else { return nil }
      mimeTypes = list
    }
    let topic = section.optionalText("topicId")
    let rule = section.optionalText("ruleId")
    guard (topic == nil) == (rule == nil) else {
      section.report(
        topic == nil ? "ruleId" : "topicId",
        "the connector \"\(section.name)\" has one of \"topicId\" and \"ruleId\"",
        expected: "both for social listening, none for private messages instead")
      return nil
    }
    let tokens = section.tokens(
      TokenRequest(
        system: "Genesys Cloud", url: login + "/oauth/token", clientID: id, clientSecret: secret,
        style: .basic), limits)
    var listening: Listening?
    if let topic, let rule { listening = Listening(topic: topic, rule: rule) }
    return GenesysConnector(
      api: api, integration: integration, endpoint: endpoint, listening: listening,
      countsIdempotencyKeys: counts, mimeTypes: mimeTypes,
      client: SystemClient(
        "Genesys Cloud", limits: limits, tokens: tokens, secrets: [secret],
        judge: GenesysErrors.judge))
  }
}

extension ConnectorSection {
  /// Types of files such as `image/jpeg` and `image/*`; nil, and a fault, for anything else.
  fileprivate mutating func mediaTypes(_ member: String) -> [String]? {
    let list = (json[member]?.arrayValue ?? []).compactMap { $0.stringValue?.lowercased() }
    let areTypes = list.allSatisfy { MediaType($0.replacing("/*", with: "/any")) != nil }
    guard areTypes, !list.isEmpty, list.count == json[member]?.arrayValue?.count else {
      report(
        member, "\"\(member)\" of the connector \"\(name)\" is no list of types",
        expected: "types of files, such as [\"image/*\", \"application/pdf\"]")
      return nil
    }
    return list
  }
}
