import HTTP
public import JSON

/// Delivers to Spotify's Ads API v3, always as a user of the ad account.
///
/// What has been done of a message in several steps is kept with it. What may have been made though the answer was
/// lost is looked for before it is made again: a draft carries the message's key in its purchase order, an audience has
/// the id of its upload, and what is published has the id of its draft.
public struct SpotifyAdsConnector: OperationConnector {
  let api: String
  let account: String
  /// What the campaigns of drafts are for.
  let goal: String
  /// What every ad set has, in Spotify's own names; what a message says goes before it.
  let adSet: [JSONMember]
  /// What every ad has; without it drafts have no ad.
  let ad: [JSONMember]
  /// How many days an ad set runs whose end no message tells.
  let days: Int
  /// The ad sets that exclude those who are not to be reached.
  let adSets: [String]
  /// The ad set that reaches the audience of each segment.
  let segmentAdSets: [String: String]
  /// The ad set that works without personal data.
  let contextualAdSet: String?
  let client: SystemClient
  /// For signed addresses, which must not see the token.
  let uploads: SystemClient

  /// What may have been done is looked for before it is done again.
  public var countsIdempotencyKeys: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`, never ambiguous.
  public func perform(
    _ operation: SpotifyAdsOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .draftCampaign: return try await draft(fields, delivery)
    case .publishCampaign: return try await publish(fields, delivery)
    case .stopCampaign:
      let id = try fields.required("campaign")
      let answer = try await send(
        .patch, "/campaigns/\(PercentEncoding.encode(id))", ["status": "PAUSED"])
      return .context([("campaign", .string(id)), ("status", answer["status"])])
    case .updateAudience: return try await updateAudience(fields, delivery)
    case .removeFromAudiences:
      let id = try await list("suppress", fields, delivery)
      for adSet in adSets { try await target(adSet, [("audience_ids_exclusions", [id])]) }
      return ["audience": .string(id), "adSets": .whole(adSets.count)]
    case .targetAdSet:
      let id = try fields.required("adSet")
      let audiences = try Self.ids(fields, "audiences")
      let excluded = try Self.ids(fields, "exclude")
      try await target(
        id, [("audience_ids", audiences), ("audience_ids_exclusions", excluded)])
      return ["adSet": .string(id)]
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

  private static func ids(
    _ fields: OperationFields, _ name: String
  ) throws(DeliveryError) -> [String] {
    var ids: [String] = []
    for item in fields.list(name) {
      guard let id = item.stringValue, !id.isEmpty else {
        throw fields.fault(name, "has \(item.text)", expected: "ids of audiences")
      }
      ids.append(id)
    }
    return ids
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
    return Self.unmasked(try await get("/aggregate_reports", query))
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

  func get(
    _ path: String, _ query: [(name: String, value: String)] = []
  ) async throws(DeliveryError) -> JSONValue {
    try await client.send(
      SystemCall(.get, "\(api)/ad_accounts/\(account)\(path)", query: query)
    ).json
  }

  /// A thing; nil where there is none.
  func find(_ path: String) async throws(DeliveryError) -> JSONValue? {
    do throws(DeliveryError) {
      return try await get(path)
    } catch {
      if error.data["status"]?.intValue == 404 { return nil }
      throw error
    }
  }

  /// A call that may be made again: setting a thing twice is setting it once, and what is made is looked for first.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    try await client.send(
      SystemCall(
        method, "\(api)/ad_accounts/\(account)\(path)", body: .json(body), isRepeatable: true)
    ).json
  }

  func patch(_ adSet: String, _ body: JSONValue) async throws(DeliveryError) -> JSONValue {
    let answer = try await send(.patch, "/ad_sets/\(PercentEncoding.encode(adSet))", body)
    return .context([("adSet", .string(adSet)), ("status", answer["status"])])
  }

  /// What an answer means: `messages`, `error_codes`, and the trace by which Spotify finds the call.
  ///
  /// A draft that does not hold is told with 400 and `validation_errors`: that is an answer to the question.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json
    if answer.status == 400, body["validation_errors"]?.arrayValue?.isEmpty == false {
      return .done
    }
    var parts = (body["messages"]?.arrayValue ?? []).compactMap(\.stringValue)
    for code in body["error_codes"]?.arrayValue ?? [] {
      if let text = code["code"]?.stringValue { parts.append(text) }
    }
    if let trace = body["sp_trace_id"]?.stringValue { parts.append("sp_trace_id \(trace)") }
    return .byStatus(
      answer, "Spotify Ads", reason: parts.isEmpty ? nil : parts.joined(separator: ", "))
  }
}
