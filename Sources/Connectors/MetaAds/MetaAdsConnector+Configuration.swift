extension MetaAdsConnector: ConnectorKind {
  package static let kind = "meta-ads"
  package static let members = [
    "baseUrl", "version", "token", "appSecret", "audiences", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let base = section.address("baseUrl", or: "https://graph.facebook.com"),
      let version = section.version(), let token = section.secret("token"),
      let limits = section.limits()
    else { return nil }
    var audiences: [String: String] = [:]
    for (name, id) in section.members("audiences") { audiences[name] = id }
    guard !audiences.isEmpty else {
      section.report(
        "audiences", "the connector \"\(section.name)\" needs \"audiences\"",
        expected: "an object: the names that tables use, and the ids of the audiences")
      return nil
    }
    let graph = GraphAPI(
      "Meta", base: "\(base)/\(version)", token: token,
      appSecret: section.optionalSecret("appSecret"), limits: limits)
    return MetaAdsConnector(graph: graph, audiences: audiences)
  }
}
