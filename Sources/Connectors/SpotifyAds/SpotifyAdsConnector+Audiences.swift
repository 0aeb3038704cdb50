import HTTP
import JSON

extension SpotifyAdsConnector {
  /// Uploads a list for each segment, and lets the segment's ad set reach it.
  func updateAudience(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    var lists: [JSONMember] = []
    for segment in fields.list("segments").compactMap(\.stringValue) {
      let id = try await list(segment, fields, delivery)
      lists.append(JSONMember(segment, .string(id)))
      if let adSet = segmentAdSets[segment] { try await target(adSet, [("audience_ids", [id])]) }
    }
    return ["audiences": .object(lists)]
  }

  /// Uploads a list of customers and makes an audience of it.
  func list(
    _ name: String, _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> String {
    if let known = delivery.progress.value[name]?.stringValue { return known }
    let uploaded = "upload of \(name)"
    let id: String
    if let known = delivery.progress.value[uploaded]?.stringValue {
      id = known
      if try await find("/audiences/\(PercentEncoding.encode(id))") != nil {
        try remember(name, id, delivery)
        return id
      }
    } else {
      id = try await upload(try Self.members(fields))
      try remember(uploaded, id, delivery)
    }
    _ = try await send(
      .post, "/audiences",
      [
        "audience_type": "CUSTOM", "subtype": "CUSTOMER_LIST", "audience_id": .string(id),
        "name": .string("docket-\(name)"),
      ])
    try remember(name, id, delivery)
    return id
  }

  private func remember(
    _ name: String, _ id: String, _ delivery: Delivery
  ) throws(DeliveryError) {
    try delivery.progress.save(delivery.progress.value.setting(name, .string(id)))
  }

  /// The lines of the list: the account's members, or the account itself.
  private static func members(_ fields: OperationFields) throws(DeliveryError) -> [String] {
    let members = fields["members"] == nil ? [] : fields.list("members")
    let lines = members.isEmpty ? [try fields.required("account")] : members.map(\.shown)
    for line in lines
    where line.isEmpty || line.contains(where: { $0.isNewline || $0 == "," || $0 == "\"" }) {
      throw DeliveryError(
        .permanent,
        "Spotify Ads: the account or a member of it is empty, or has a comma, quote or line end in it"
      )
    }
    return lines
  }

  /// The id under which a list lies at Spotify.
  private func upload(_ lines: [String]) async throws(DeliveryError) -> String {
    let place = try await send(.post, "/audiences/upload_url", .object([]))
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
        .put, location,
        body: .bytes(Array(lines.map { $0 + "\n" }.joined().utf8), contentType: "text/csv")))
    return id
  }

  /// Adds audiences to the targets of an ad set, and takes them off the opposite list.
  func target(
    _ adSet: String, _ lists: [(name: String, ids: [String])]
  ) async throws(DeliveryError) {
    var targets =
      try await get("/ad_sets/\(PercentEncoding.encode(adSet))")["targets"] ?? .object([])
    var isChanged = false
    for (name, ids) in lists where !ids.isEmpty {
      let there = targets[name]?.arrayValue ?? []
      let new = ids.map(JSONValue.string).filter { !there.contains($0) }
      if !new.isEmpty {
        targets = targets.setting(name, .array(there + new))
        isChanged = true
      }
      let opposite = name == "audience_ids" ? "audience_ids_exclusions" : "audience_ids"
      let others = targets[opposite]?.arrayValue ?? []
      let rest = others.filter { $0.stringValue.map(ids.contains) != true }
      if rest.count < others.count {
        targets = targets.setting(opposite, .array(rest))
        isChanged = true
      }
    }
    guard isChanged else { return }
    _ = try await patch(adSet, ["targets": targets])
  }
}
