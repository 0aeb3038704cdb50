/// The stand-ins there are.
public enum AllStandins {
  /// Makes all of them, or those of the names.
  public static func make(
    only names: [String]? = nil, clock: StandinClock = StandinClock()
  ) -> [any Standin] {
    let all: [any Standin] = [
      RestStandin("rest"), RestStandin("orders"), RestStandin("risk"), RestStandin("billing"),
      RestStandin("partner"),
      SalesforceStandin(), HubSpotStandin(), ZendeskStandin(), ServiceNowStandin(), SlackStandin(),
      EventReceiverStandin(), SpotifyStandin(), SpotifyAdsStandin(),
      GenesysStandin(clock: clock), InstagramStandin(clock: clock),
    ]
    guard let names else { return all }
    return all.filter { names.contains($0.name) }
  }
}
