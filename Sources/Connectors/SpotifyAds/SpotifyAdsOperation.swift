/// What can be asked of Spotify's Ads API.
public enum SpotifyAdsOperation: String, OperationSet {
  /// Drafts a campaign with its ad set and ad, and has it validated.
  case draftCampaign = "campaign.draft"
  /// Publishes a draft, after people have confirmed it.
  case publishCampaign = "campaign.publish"
  /// Pauses a campaign: nothing that is live can be deleted.
  case stopCampaign = "campaign.stop"
  /// Puts an account, or those it brings along, on the lists of its segments.
  case updateAudience = "audience.update"
  /// Puts an account on the list of exclusions, and excludes that from the ad sets.
  case removeFromAudiences = "audience.remove"
  /// Lets an ad set reach audiences, or reach them no more.
  case targetAdSet = "adset.target"
  /// Sets the ad set without personal data to work.
  case useContextualAdSet = "adset.contextual"
  /// Switches an ad set off.
  case stopAdSet = "adset.stop"
  /// Reads what the campaigns brought.
  case getReport = "report.get"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .draftCampaign:
      [
        .required("request", .scalar), .optional("name", .text), .optional("episode", .text),
        .optional("budget", .number), .optional("start", .time), .optional("end", .time),
        .optional("targets", .object), .optional("adSet", .object), .optional("ad", .object),
      ]
    case .publishCampaign: [.required("draft", .text), .required("version", .number)]
    case .stopCampaign: [.required("campaign", .text)]
    case .updateAudience:
      [
        .required("account", .scalar), .required("segments", .list), .optional("members", .list),
      ]
    case .removeFromAudiences: [.required("account", .scalar), .optional("members", .list)]
    case .targetAdSet:
      [
        .required("adSet", .text), .optional("audiences", .list), .optional("exclude", .list),
      ]
    case .useContextualAdSet: [.optional("subject", .scalar), .optional("purpose", .text)]
    case .stopAdSet: [.required("adSet", .text)]
    case .getReport:
      [.optional("account", .scalar), .optional("from", .time), .optional("to", .time)]
    }
  }
}
