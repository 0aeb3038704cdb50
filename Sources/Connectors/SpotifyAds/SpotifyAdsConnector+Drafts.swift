import Casework
import HTTP
import JSON

extension SpotifyAdsConnector {
  /// Makes the draft of a campaign, its ad set and its ad, and asks whether they hold together.
  ///
  /// Whatever is missing in them is told by Spotify in `errors`; a draft that does not hold is mended there.
  func draft(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let request = try fields.required("request")
    let name = fields.text("name") ?? "Request \(request)"
    guard (2...200).contains(name.count) else {
      throw fields.fault("name", "has \(name.count) characters", expected: "2 to 200")
    }
    let adSet = try adSetBody(fields, name: name, delivery)
    let campaign = try await made(
      "draft", delivery, "/drafts/campaigns",
      [
        "name": .string(name), "delivery_goal_group": .string(goal),
        "purchase_order": .string("\(request) \(Self.marker(delivery))"),
      ]
    ) { () async throws(DeliveryError) in
      try await ownDraft(Self.marker(delivery))
    }
    var adSetID: String?
    var adID: String?
    if let adSet {
      let id = try await made(
        "adSet", delivery, "/drafts/ad_sets", adSet.setting("campaign_id", .string(campaign))
      ) { () async throws(DeliveryError) in
        Self.items(try await get("/drafts/ad_sets", [("campaign_ids", campaign)])).first
      }
      adSetID = id
      let given = Self.merged([("name", .string(name))], ad, fields.members("ad"))
      if !ad.isEmpty || fields["ad"] != nil {
        adID = try await made(
          "ad", delivery, "/drafts/ads", given.setting("ad_set_id", .string(id))
        ) { () async throws(DeliveryError) in
          Self.items(try await get("/drafts/ads", [("ad_set_ids", id)])).first
        }
      }
    }
    // Every part that was added has raised the version.
    let version = try await get("/drafts/campaigns/\(PercentEncoding.encode(campaign))")[
      "draft_hierarchy_version"]
    let verdict = try await act("VALIDATE", on: campaign, version: version ?? 1)
    let errors = Self.errors(verdict)
    return .context([
      ("draft", .string(campaign)), ("version", version), ("valid", .boolean(errors.isEmpty)),
      ("errors", .array(errors)), ("adSet", adSetID.map(JSONValue.string)),
      ("ad", adID.map(JSONValue.string)),
    ])
  }

  /// Publishes the version that people saw; Spotify refuses another one.
  func publish(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let id = try fields.required("draft")
    // What is published keeps the id of its draft.
    if delivery.attempt > 1, let live = try await find("/campaigns/\(PercentEncoding.encode(id))") {
      return .context([("campaign", .string(id)), ("status", live["status"])])
    }
    let answer = try await act("PUBLISH", on: id, version: fields["version"] ?? .null)
    let errors = Self.errors(answer)
    guard errors.isEmpty else {
      throw DeliveryError(
        .permanent,
        "Spotify Ads does not publish the draft: "
          + errors.compactMap { $0["message"]?.stringValue }.joined(separator: "; "),
        data: ["errors": .array(errors)])
    }
    return .context([
      ("campaign", answer["campaign"]?["id"] ?? .string(id)),
      ("status", answer["campaign"]?["status"]),
    ])
  }

  private func act(
    _ action: String, on draft: String, version: JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    try await send(
      .post, "/drafts/campaigns/\(PercentEncoding.encode(draft))",
      ["action": .string(action), "draft_hierarchy_version": version])
  }

  /// The id of a part of the draft: known from an earlier attempt, found because that attempt's answer was lost, or made now.
  private func made(
    _ part: String, _ delivery: Delivery, _ path: String, _ body: JSONValue,
    find: () async throws(DeliveryError) -> JSONValue?
  ) async throws(DeliveryError) -> String {
    if let known = delivery.progress.value[part]?.stringValue { return known }
    var thing: JSONValue?
    if delivery.attempt > 1 { thing = try await find() }
    if thing == nil { thing = try await send(.post, path, body) }
    guard let id = thing?["id"]?.stringValue else {
      throw DeliveryError(.retryable(after: nil), "Spotify Ads answered without the draft's id")
    }
    try delivery.progress.save(
      .object((delivery.progress.value.objectValue ?? []) + [JSONMember(part, .string(id))]))
    return id
  }

  /// The draft that an earlier attempt made.
  private func ownDraft(_ marker: String) async throws(DeliveryError) -> JSONValue? {
    for page in 0..<20 {
      let items = Self.items(
        try await get(
          "/drafts/campaigns",
          [("limit", "50"), ("offset", String(page * 50)), ("sort_direction", "DESC")]))
      let found = items.first { $0["purchase_order"]?.stringValue?.contains(marker) == true }
      if let found { return found }
      if items.count < 50 { return nil }
    }
    return nil
  }

  /// The things of a page: its only list, whatever its name.
  private static func items(_ page: JSONValue) -> [JSONValue] {
    (page.objectValue ?? []).lazy.compactMap(\.value.arrayValue).first ?? []
  }

  private static func marker(_ delivery: Delivery) -> String {
    "[docket \(delivery.idempotencyKey)]"
  }

  /// What does not hold, by the kind and id of the part.
  private static func errors(_ answer: JSONValue) -> [JSONValue] {
    (answer["validation_errors"]?.arrayValue ?? []).map { error in
      .context([
        ("entity", error["validation_entity_type"]), ("id", error["validation_entity_id"]),
        ("message", error["message"]), ("codes", error["error_codes"]),
      ])
    }
  }

  // MARK: Ad sets

  /// The ad set of a draft; nil where neither the message nor the configuration says anything of one.
  private func adSetBody(
    _ fields: OperationFields, name: String, _ delivery: Delivery
  ) throws(DeliveryError) -> JSONValue? {
    let own = fields.members("adSet")
    let budget = try Self.budget(fields)
    guard budget != nil || fields["targets"] != nil || !own.isEmpty || !adSet.isEmpty else {
      return nil
    }
    let start = fields.text("start").map(Self.utc) ?? Self.utc(delivery.sentAt)
    let end =
      fields.text("end").map(Self.utc)
      ?? Timestamp(start).map { $0.advanced(by: Int64(days) * 86_400_000_000).description }
    let suffix = fields.text("episode").map { ", episode \($0)" } ?? ""
    let said: [(String, JSONValue?)] = [
      ("start_time", fields["start"] == nil ? nil : .string(start)),
      ("end_time", fields["end"] == nil ? nil : end.map(JSONValue.string)),
      ("budget", budget), ("targets", fields["targets"]),
    ]
    return Self.merged(
      [
        ("name", .string(String((name + suffix).prefix(200)))), ("start_time", .string(start)),
        ("end_time", end.map(JSONValue.string)),
      ], adSet, JSONValue.context(said).objectValue ?? [], own)
  }

  /// Money is counted in millionths.
  private static func budget(_ fields: OperationFields) throws(DeliveryError) -> JSONValue? {
    guard let text = fields.text("budget") else { return nil }
    guard let amount = Double(text), amount >= 0, amount < 1_000_000_000 else {
      throw fields.fault("budget", "is \(text)", expected: "an amount from 0 on")
    }
    return ["micro_amount": .whole(Int((amount * 1_000_000).rounded())), "type": "LIFETIME"]
  }

  private static func utc(_ text: String) -> String { Timestamp(text)?.description ?? text }

  /// The members of all, each as it is said last.
  private static func merged(
    _ first: [(String, JSONValue?)], _ others: [JSONMember]...
  ) -> JSONValue {
    others.joined().reduce(.context(first)) { $0.setting($1.name, $1.value) }
  }
}
