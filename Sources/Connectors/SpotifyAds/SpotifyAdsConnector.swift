import HTTP
public import JSON

/// What can be asked of Spotify's Ads API.
public enum SpotifyAdsOperation: String, OperationSet {
  /// Drafts a campaign and has it validated.
  case draftCampaign = "campaign.draft"
  /// Publishes a draft, after people have confirmed it.
  case publishCampaign = "campaign.publish"
  /// Puts an account on the lists of its segments.
  case updateAudience = "audience.update"
  /// Puts an account on the list of exclusions, and excludes that from the ad sets.
  case removeFromAudiences = "audience.remove"
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
        .optional("budget", .number),
      ]
    case .publishCampaign: [.required("draft", .text), .required("version", .number)]
    case .updateAudience: [.required("account", .scalar), .required("segments", .list)]
    case .removeFromAudiences: [.required("account", .scalar)]
    case .useContextualAdSet: [.optional("subject", .scalar), .optional("purpose", .text)]
    case .stopAdSet: [.required("adSet", .text)]
    case .getReport:
      [.optional("account", .scalar), .optional("from", .time), .optional("to", .time)]
    }
  }
}

/// Delivers to Spotify's Ads API v3, always as a user of the ad account.
///
/// It counts no keys. What has been done of a message in several steps is kept with it; a step whose answer was
/// lost goes to a person.
public struct SpotifyAdsConnector: OperationConnector {
  let api: String
  let account: String
  /// What the campaigns of drafts are for.
  let goal: String
  /// The ad sets that exclude those who are not to be reached.
  let adSets: [String]
  /// The ad set that works without personal data.
  let contextualAdSet: String?
  let client: SystemClient
  /// For signed addresses, which must not see the token.
  let uploads: SystemClient

  /// A second draft or list would be one more.
  public var countsIdempotencyKeys: Bool { false }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; ambiguous when the answer to a step that makes something was lost.
  public func perform(
    _ operation: SpotifyAdsOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .draftCampaign: return try await draft(fields, delivery)
    case .publishCampaign:
      let id = URLCoding.component(try fields.required("draft"))
      return try await post(
        "/drafts/campaigns/\(id)",
        [
          "action": "PUBLISH",
          "draft_hierarchy_version": fields["version"] ?? .null,
        ])
    case .updateAudience:
      var lists: [JSONMember] = []
      for segment in fields.list("segments").compactMap(\.stringValue) {
        let id = try await list(segment, try fields.required("account"), delivery)
        lists.append(JSONMember(segment, .string(id)))
      }
      return ["audiences": .object(lists)]
    case .removeFromAudiences:
      let id = try await list("suppress", try fields.required("account"), delivery)
      for adSet in adSets { try await exclude(id, from: adSet) }
      return ["audience": .string(id), "adSets": .whole(adSets.count)]
    case .useContextualAdSet:
      guard let contextualAdSet else {
        throw DeliveryError(
          .permanent, "Spotify Ads: no \"contextualAdSet\" is configured")
      }
      return try await patch(contextualAdSet, ["delivery": "ON"])
    case .stopAdSet: return try await patch(try fields.required("adSet"), ["delivery": "OFF"])
    case .getReport: return try await report(fields)
    }
  }

  // MARK: Campaigns

  /// Money is counted in millionths.
  private func draft(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    var id = delivery.progress.value["draft"]?.stringValue
    var version = delivery.progress.value["version"]
    if id == nil {
      let request = try fields.required("request")
      let name = fields.text("name") ?? "Request \(request)"
      guard (2...200).contains(name.count) else {
        throw fields.fault("name", "has \(name.count) characters", expected: "2 to 200")
      }
      var budget: JSONValue?
      if let text = fields.text("budget") {
        guard let amount = Double(text), amount >= 0, amount < 1_000_000_000 else {
          throw fields.fault("budget", "is \(text)", expected: "an amount from 0 on")
        }
        budget = .whole(Int((amount * 1_000_000).rounded()))
      }
      let made = try await post(
        "/drafts/campaigns",
        .context([
          ("name", .string(name)), ("delivery_goal_group", .string(goal)),
          ("purchase_order", .string(request)),
          ("budget", budget.map { ["micro_amount": $0, "type": "LIFETIME"] }),
        ]))
      guard let text = made["id"]?.stringValue else {
        throw DeliveryError(.ambiguous, "Spotify Ads answered without the draft's id", data: made)
      }
      id = text
      version = made["draft_hierarchy_version"] ?? 1
      try delivery.progress.save(["draft": .string(text), "version": version ?? 1])
    }
    guard let id else { return .null }
    let verdict = try await client.send(
      SystemCall(
        .post, "\(api)/ad_accounts/\(account)/drafts/campaigns/\(URLCoding.component(id))",
        body: .json(["action": "VALIDATE", "draft_hierarchy_version": version ?? 1]),
        isRepeatable: true)
    ).json
    let errors = verdict["errors"]?.arrayValue ?? []
    return .context([
      ("draft", .string(id)), ("version", version), ("valid", .boolean(errors.isEmpty)),
      ("errors", .array(errors)),
    ])
  }

  // MARK: Audiences

  /// Uploads a list of one account and makes an audience of it.
  private func list(
    _ name: String, _ account: String, _ delivery: Delivery
  ) async throws(DeliveryError) -> String {
    if let known = delivery.progress.value[name]?.stringValue { return known }
    guard !account.contains(where: { $0.isNewline || $0 == "," || $0 == "\"" }) else {
      throw DeliveryError(
        .permanent, "Spotify Ads: the account has a comma, quote or line end in it")
    }
    let place = try await client.send(
      SystemCall(
        .post, "\(api)/ad_accounts/\(self.account)/audiences/upload_url", body: .json(.object([])),
        isRepeatable: true)
    ).json
    guard let id = place["id"]?.stringValue, let url = place["upload_url"]?.stringValue else {
      throw DeliveryError(.retryable(after: nil), "Spotify Ads answered without an upload address")
    }
    let begun = try await uploads.send(
      SystemCall(
        .post, url, headers: ["x-goog-resumable": "start"],
        body: .bytes([], contentType: "text/csv"), isRepeatable: true))
    guard let location = begun.headers["Location"] else {
      throw DeliveryError(.retryable(after: nil), "the upload address answered without a location")
    }
    _ = try await uploads.send(
      SystemCall(
        .put, location, body: .bytes(Array("\(account)\n".utf8), contentType: "text/csv")))
    _ = try await post(
      "/audiences",
      [
        "audience_type": "CUSTOM", "subtype": "CUSTOMER_LIST", "audience_id": .string(id),
        "name": .string("docket-\(name)"),
      ])
    let members = (delivery.progress.value.objectValue ?? []) + [JSONMember(name, .string(id))]
    try delivery.progress.save(.object(members))
    return id
  }

  private func exclude(_ audience: String, from adSet: String) async throws(DeliveryError) {
    let path = "\(api)/ad_accounts/\(account)/ad_sets/\(URLCoding.component(adSet))"
    let now = try await client.send(SystemCall(.get, path)).json
    var targets = now["targets"]?.objectValue ?? []
    var excluded = now["targets"]?["audience_ids_exclusions"]?.arrayValue ?? []
    guard !excluded.contains(.string(audience)) else { return }
    excluded.append(.string(audience))
    targets.removeAll { $0.name == "audience_ids_exclusions" }
    targets.append(JSONMember("audience_ids_exclusions", .array(excluded)))
    _ = try await patch(adSet, ["targets": .object(targets)])
  }

  // MARK: Reports

  /// Small counts of conversions are masked as -5: they become null, so that nobody sums them.
  private func report(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    var query: [(name: String, value: String)] = [
      ("entity_type", "CAMPAIGN"), ("granularity", "LIFETIME"),
    ]
    for field in ["IMPRESSIONS", "CLICKS", "SPEND", "CONVERSIONS"] {
      query.append(("fields", field))
    }
    if let from = fields.text("from") { query.append(("report_start", from)) }
    if let to = fields.text("to") { query.append(("report_end", to)) }
    let answer = try await client.send(
      SystemCall(.get, "\(api)/ad_accounts/\(account)/aggregate_reports", query: query))
    return Self.unmasked(answer.json)
  }

  private static func unmasked(_ json: JSONValue) -> JSONValue {
    switch json {
    case .number("-5"): .null
    case .array(let items): .array(items.map(unmasked))
    case .object(let members):
      .object(members.map { JSONMember($0.name, unmasked($0.value)) })
    default: json
    }
  }

  // MARK: Calls

  private func post(_ path: String, _ body: JSONValue) async throws(DeliveryError) -> JSONValue {
    try await client.send(
      SystemCall(.post, "\(api)/ad_accounts/\(account)\(path)", body: .json(body))
    ).json
  }

  /// Setting a thing twice is setting it once.
  private func patch(_ adSet: String, _ body: JSONValue) async throws(DeliveryError) -> JSONValue {
    let answer = try await client.send(
      SystemCall(
        .patch, "\(api)/ad_accounts/\(account)/ad_sets/\(URLCoding.component(adSet))",
        body: .json(body), isRepeatable: true))
    return .context([("adSet", .string(adSet)), ("status", answer.json["status"])])
  }

  /// What an answer means: `messages`, `error_codes`, and the trace by which Spotify finds the call.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json
    var parts = (body["messages"]?.arrayValue ?? []).compactMap(\.stringValue)
    for code in body["error_codes"]?.arrayValue ?? [] {
      if let text = code["code"]?.stringValue { parts.append(text) }
    }
    if let trace = body["sp_trace_id"]?.stringValue { parts.append("sp_trace_id \(trace)") }
    return .byStatus(
      answer, "Spotify Ads", reason: parts.isEmpty ? nil : parts.joined(separator: ", "))
  }
}

extension SpotifyAdsConnector: ConnectorKind {
  package static let kind = "spotify-ads"
  package static let members = [
    "clientId", "clientSecret", "refreshToken", "adAccount", "goal", "adSets", "contextualAdSet",
    "apiUrl", "accountsUrl", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let api = section.address("apiUrl", or: "https://api-partner.spotify.com/ads/v3"),
      let access = SpotifyAccess(&section), section.secret("refreshToken") != nil,
      let tokens = access.userTokens(&section), let account = section.text("adAccount"),
      let goal = section.text("goal", or: "AWARENESS"), let adSets = section.texts("adSets")
    else { return nil }
    return SpotifyAdsConnector(
      api: api, account: URLCoding.component(account), goal: goal, adSets: adSets,
      contextualAdSet: section.optionalText("contextualAdSet"),
      client: access.client("Spotify Ads", tokens, judge),
      uploads: access.plainClient("the upload of Spotify Ads"))
  }
}
