import HTTP
import JSON

extension SpotifyAdsConnector: ConnectorKind {
  package static let kind = "spotify-ads"
  package static let members = [
    "clientId", "clientSecret", "refreshToken", "adAccount", "goal", "adSet", "ad", "days",
    "adSets", "segmentAdSets", "contextualAdSet", "apiUrl", "accountsUrl", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let api = section.address("apiUrl", or: "https://api-partner.spotify.com/ads/v3"),
      let access = SpotifyAccess(&section), section.secret("refreshToken") != nil,
      let tokens = access.userTokens(&section), let account = section.text("adAccount"),
      let goal = section.text("goal", or: "AWARENESS"), let adSets = section.texts("adSets"),
      let adSet = section.object("adSet"), let ad = section.object("ad"),
      let days = section.whole("days", 1...365, or: 30)
    else { return nil }
    return SpotifyAdsConnector(
      api: api, account: PercentEncoding.encode(account), goal: goal, adSet: adSet, ad: ad,
      days: days, adSets: adSets, segmentAdSets: section.dictionary("segmentAdSets"),
      contextualAdSet: section.optionalText("contextualAdSet"),
      client: access.client("Spotify Ads", tokens, judge),
      uploads: access.plainClient("the upload of Spotify Ads"))
  }
}
