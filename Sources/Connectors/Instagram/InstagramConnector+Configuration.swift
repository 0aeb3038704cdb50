extension InstagramConnector: ConnectorKind {
  package static let kind = "instagram"
  package static let members = [
    "login", "baseUrl", "version", "accountId", "token", "appSecret", "humanAgent", "pollSeconds",
    "timeoutSeconds",
  ]

  private static let hosts = ["instagram": "graph.instagram.com", "facebook": "graph.facebook.com"]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let login = section.choice("login", of: hosts.keys.sorted(), or: "instagram"),
      let base = section.address("baseUrl", or: "https://\(hosts[login] ?? "")"),
      let version = section.version(), let token = section.secret("token"),
      let humanAgent = section.flag("humanAgent", or: true),
      let poll = section.whole("pollSeconds", 1...60, or: 5), let limits = section.limits()
    else { return nil }
    let graph = GraphAPI(
      "Instagram", base: "\(base)/\(version)", token: token,
      appSecret: section.optionalSecret("appSecret"), limits: limits)
    return InstagramConnector(
      graph: graph, account: section.optionalText("accountId") ?? "me",
      mayTagHumanAgent: humanAgent, pollWait: .seconds(poll))
  }
}

extension ConnectorSection {
  /// The version of the Graph API, such as `v25.0`: it stands in the path of every call.
  mutating func version() -> String? {
    guard let version = optionalText("version") else { return "v25.0" }
    let digits = version.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard version.hasPrefix("v"), digits.count == 2, digits.allSatisfy({ Int($0) != nil }) else {
      report(
        "version", "the version of the connector \"\(name)\" is \"\(version)\"",
        expected: "one such as v25.0")
      return nil
    }
    return version
  }
}
