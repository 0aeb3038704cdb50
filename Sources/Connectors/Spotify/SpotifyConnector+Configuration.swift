import HTTP
import JSON

extension SpotifyConnector: ConnectorKind {
  package static let kind = "spotify"
  package static let members = [
    "clientId", "clientSecret", "refreshToken", "market", "legacyUser", "apiUrl", "accountsUrl",
    "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let api = section.address("apiUrl", or: "https://api.spotify.com"),
      let access = SpotifyAccess(&section), let market = section.text("market")
    else { return nil }
    guard market.utf8.count == 2, market.utf8.allSatisfy({ (65...90).contains($0) }) else {
      section.report(
        "market", "the market of the connector \"\(section.name)\" is \"\(market)\"",
        expected: "two capital letters, such as SE")
      return nil
    }
    let user = access.userTokens(&section)
    return SpotifyConnector(
      api: api, market: market, legacyUser: section.optionalText("legacyUser"),
      reading: access.client("Spotify", access.tokens(&section, nil), judge),
      writing: user.map { access.client("Spotify", $0, judge) })
  }
}

/// A client of Spotify, as both of its interfaces know it.
struct SpotifyAccess {
  private let url: String
  private let id: String
  private let secret: String
  private let refreshToken: String?
  private let limits: HTTPClient.Limits

  init?(_ section: inout ConnectorSection) {
    guard let accounts = section.address("accountsUrl", or: "https://accounts.spotify.com"),
      let id = section.text("clientId"), let secret = section.secret("clientSecret"),
      let limits = section.limits()
    else { return nil }
    url = accounts + "/api/token"
    self.id = id
    self.secret = secret
    self.limits = limits
    refreshToken = section.optionalSecret("refreshToken")
  }

  /// The tokens of the client itself, or of a user who has agreed.
  func tokens(_ section: inout ConnectorSection, _ refresh: String?) -> AccessTokens {
    section.tokens(
      TokenRequest(
        system: "Spotify", url: url, clientID: id, clientSecret: secret, style: .basic,
        grant: refresh.map { .refreshToken($0, file: section.secretFile("refreshToken")) }
          ?? .clientCredentials), limits)
  }

  /// The tokens of a user; nil where none has agreed.
  func userTokens(_ section: inout ConnectorSection) -> AccessTokens? {
    refreshToken.map { tokens(&section, $0) }
  }

  func client(
    _ name: String, _ tokens: AccessTokens,
    _ judge: @escaping @Sendable (SystemAnswer) -> AnswerVerdict
  ) -> SystemClient {
    SystemClient(
      name, limits: limits, tokens: tokens, secrets: [secret, refreshToken].compactMap { $0 },
      judge: judge)
  }

  /// A client for addresses that carry their own permission.
  func plainClient(_ name: String) -> SystemClient { SystemClient(name, limits: limits) }
}
