import HTTP
import JSON

/// Drafts take what is not complete; `VALIDATE` and `PUBLISH` tell all that is missing.
extension SpotifyAdsStandin {
  private static let fields: [String: Set<String>] = [
    "campaigns": ["name", "objective", "delivery_goal_group", "purchase_order", "status"],
    "ad_sets": [
      "campaign_id", "name", "start_time", "end_time", "budget", "asset_format", "category",
      "targets", "bid_strategy", "bid_micro_amount", "pacing", "frequency_caps", "delivery_goal",
      "promotion", "cost_model", "status",
    ],
    "ads": [
      "ad_set_id", "name", "tagline", "advertiser_name", "assets", "call_to_action", "status",
    ],
  ]
  private static let required = [
    "ad_sets": [
      "name", "start_time", "budget", "asset_format", "category", "targets", "bid_strategy",
    ],
    "ads": ["name", "assets", "tagline", "advertiser_name", "call_to_action"],
  ]

  /// Answers a call below `/drafts`.
  static func drafts(
    _ path: [String], _ call: StandinCall, _ state: inout Contents
  ) -> HTTPResponse {
    guard let kind = path.first, let names = fields[kind] else {
      return error(.notFound, "NOT_FOUND", call.line)
    }
    switch (call.method, path.count) {
    case ("GET", 1): return list(kind, call, state)
    case ("GET", 2):
      return all(kind, state)[path[1]].map { .json($0) } ?? error(.notFound, "NOT_FOUND", path[1])
    case ("POST", 1):
      guard let body = call.json, let members = body.objectValue else {
        return error(.badRequest, "VALIDATION", "no JSON object")
      }
      if let unknown = members.first(where: { !names.contains($0.name) }) {
        return error(.badRequest, "UNKNOWN_FIELD", "\(unknown.name) is no field of \(kind)")
      }
      return create(kind, body, &state)
    case ("POST", 2) where kind == "campaigns": return act(path[1], call, &state)
    default: return error(.notFound, "NOT_FOUND", call.line)
    }
  }

  private static func all(_ kind: String, _ state: Contents) -> [String: JSONValue] {
    switch kind {
    case "campaigns": state.drafts
    case "ad_sets": state.adSetDrafts
    default: state.adDrafts
    }
  }

  private static func list(
    _ kind: String, _ call: StandinCall, _ state: Contents
  ) -> HTTPResponse {
    let parent = kind == "ad_sets" ? "campaign_id" : "ad_set_id"
    let wanted = call.request.target.query
      .filter { $0.name == parent + "s" }.map { JSONValue.string($0.value) }
    let found = all(kind, state).sorted { $0.key > $1.key }.map(\.value)
      .filter { wanted.isEmpty || wanted.contains($0[parent] ?? .null) }
    let offset = call.request.query("offset").flatMap { Int($0) } ?? 0
    let limit = call.request.query("limit").flatMap { Int($0) } ?? 50
    guard (1...50).contains(limit), offset >= 0 else {
      return error(.badRequest, "VALIDATION", "limit is 1 to 50")
    }
    let name = ["campaigns": "campaign_drafts", "ad_sets": "ad_set_drafts"][kind] ?? "ad_drafts"
    return .json(
      .object([
        JSONMember(
          "paging",
          ["page_size": .number(String(limit)), "total_results": .number(String(found.count))]),
        JSONMember(name, .array(Array(found.dropFirst(offset).prefix(limit)))),
      ]))
  }

  private static func create(
    _ kind: String, _ body: JSONValue, _ state: inout Contents
  ) -> HTTPResponse {
    switch kind {
    case "campaigns":
      guard let name = body["name"]?.stringValue, (2...200).contains(name.count) else {
        return error(.badRequest, "VALIDATION", "name has 2 to 200 characters")
      }
      let id = state.next("draft")
      let made = body.setting("id", .string(id)).setting("draft_hierarchy_version", 1)
      state.drafts[id] = made
      return .json(made, status: .created)
    case "ad_sets":
      guard let parent = body["campaign_id"]?.stringValue, state.drafts[parent] != nil else {
        return error(.badRequest, "VALIDATION", "campaign_id is no draft of a campaign")
      }
      let id = state.next("set")
      state.adSetDrafts[id] = body.setting("id", .string(id))
      raise(parent, &state)
      return .json(state.adSetDrafts[id] ?? .null, status: .created)
    default:
      guard let parent = body["ad_set_id"]?.stringValue, let adSet = state.adSetDrafts[parent]
      else { return error(.badRequest, "VALIDATION", "ad_set_id is no draft of an ad set") }
      let id = state.next("ad")
      state.adDrafts[id] = body.setting("id", .string(id))
      raise(adSet["campaign_id"]?.stringValue ?? "", &state)
      return .json(state.adDrafts[id] ?? .null, status: .created)
    }
  }

  /// Whatever is added to a draft raises its version.
  private static func raise(_ draft: String, _ state: inout Contents) {
    let version = state.drafts[draft]?["draft_hierarchy_version"]?.intValue ?? 0
    state.drafts[draft] = state.drafts[draft]?
      .setting("draft_hierarchy_version", .number(String(version + 1)))
  }

  private static func act(
    _ id: String, _ call: StandinCall, _ state: inout Contents
  ) -> HTTPResponse {
    guard let draft = state.drafts[id] else { return error(.notFound, "NOT_FOUND", id) }
    guard call.json?["draft_hierarchy_version"] == draft["draft_hierarchy_version"] else {
      return error(.conflict, "VERSION", "the draft has another version")
    }
    let faults = faults(of: id, draft, state)
    guard faults.isEmpty else {
      return .json(
        ["campaign": .null, "validation_errors": .array(faults)], status: .badRequest)
    }
    switch call.json?["action"]?.stringValue {
    case "VALIDATE": break
    case "PUBLISH":
      state.campaigns[id] = draft.setting("status", "ACTIVE")
      for (key, adSet) in state.adSetDrafts where adSet["campaign_id"]?.stringValue == id {
        state.adSets[key] = adSet.setting("status", "PENDING_APPROVAL").setting("delivery", "ON")
      }
    default: return error(.badRequest, "VALIDATION", "action is VALIDATE or PUBLISH")
    }
    return .json([
      "campaign": state.campaigns[id] ?? draft.setting("status", "ACTIVE"),
      "validation_errors": .null,
    ])
  }

  private static func faults(
    of id: String, _ draft: JSONValue, _ state: Contents
  ) -> [JSONValue] {
    var faults: [JSONValue] = []
    func fault(_ entity: String, _ id: String, _ code: String, _ message: String) {
      faults.append([
        "error_codes": [.string(code)], "message": .string(message),
        "validation_entity_id": .string(id), "validation_entity_type": .string(entity),
      ])
    }
    if draft["delivery_goal_group"] == nil, draft["objective"] == nil {
      fault("CAMPAIGN", id, "INVALID.OBJECTIVE.UNSUPPORTED_OBJECTIVE", "UNSET is not supported")
    }
    for (key, adSet) in state.adSetDrafts.sorted(by: { $0.key < $1.key })
    where adSet["campaign_id"]?.stringValue == id {
      for name in required["ad_sets"] ?? [] where adSet[name] == nil {
        fault("AD_SET", key, "REQUIRED", "\(name) is required")
      }
      if let amount = adSet["budget"]?["micro_amount"]?.intValue, amount < 1_000_000 {
        fault("AD_SET", key, "INVALID.BUDGET", "micro_amount is less than one unit")
      }
      if adSet["budget"]?["type"] == "LIFETIME", adSet["end_time"] == nil {
        fault("AD_SET", key, "REQUIRED", "end_time is required for a LIFETIME budget")
      }
      if let targets = adSet["targets"], targets["placements"]?.arrayValue?.isEmpty != false {
        fault("AD_SET", key, "REQUIRED", "targets.placements is required")
      }
      for (ad, body) in state.adDrafts where body["ad_set_id"]?.stringValue == key {
        for name in required["ads"] ?? [] where body[name] == nil {
          fault("AD", ad, "REQUIRED", "\(name) is required")
        }
      }
    }
    return faults
  }
}
