public import HTTP
public import JSON
import Synchronization

/// Spotify's Ads API v3: drafts, ad sets, audiences, reports.
///
/// Tokens are those of any bearer but `wrong`.
public final class SpotifyAdsStandin: Standin {
  private struct State {
    var drafts: [String: JSONValue] = [:]
    var adSets: [String: JSONValue] = [:]
    var audiences: [String: JSONValue] = [:]
    var uploads: [String: String] = [:]
    var count = 0
  }

  /// The name in its path.
  public let name = "spotify-ads"
  private let state = Mutex(State())

  /// A system without campaigns.
  public init() {}

  /// The drafts, audiences and ad sets by id.
  public var contents:
    (drafts: [String: JSONValue], audiences: [String: JSONValue], adSets: [String: JSONValue])
  { state.withLock { ($0.drafts, $0.audiences, $0.adSets) } }

  /// What was uploaded for an audience.
  public func upload(_ audience: String) -> String? { state.withLock { $0.uploads[audience] } }

  /// Forgets everything.
  public func reset() { state.withLock { $0 = State() } }

  /// An error as the Ads API writes it.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    Self.error(status, "ASKED_FOR", "asked for by the test")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.path.first == "upload" { return upload(call) }
    guard let token = call.request.bearerToken, token != "wrong" else {
      return Self.error(.unauthorized, "UNAUTHORIZED", "no valid token")
    }
    guard call.path.count >= 3, call.path[0] == "ad_accounts" else {
      return Self.error(.notFound, "NOT_FOUND", call.line)
    }
    let path = Array(call.path.dropFirst(2))
    return state.withLock { state in
      switch (call.method, path.count, path[0]) {
      case ("POST", 2, "drafts"): return Self.draft(call, &state)
      case ("POST", 3, "drafts"): return Self.act(path[2], call, &state)
      case ("POST", 2, "audiences") where path[1] == "upload_url":
        state.count += 1
        let id = "aud-\(state.count)"
        return .json(
          ["id": .string(id), "upload_url": .string("\(call.base)/upload/\(id)?signature=s3cret")])
      case ("POST", 1, "audiences"):
        guard let body = call.json, body["audience_type"] == "CUSTOM",
          body["subtype"] == "CUSTOMER_LIST", let id = body["audience_id"]?.stringValue,
          body["name"]?.stringValue?.isEmpty == false
        else {
          return Self.error(.badRequest, "VALIDATION", "audience_type, subtype, audience_id, name")
        }
        guard state.uploads[id] != nil else {
          return Self.error(.badRequest, "NO_UPLOAD", "nothing was uploaded for \(id)")
        }
        state.audiences[id] = body.with("status", "PROCESSING")
        return .json(["id": .string(id), "status": "PROCESSING"], status: .created)
      case ("GET", 2, "ad_sets"): return .json(Self.adSet(path[1], state))
      case ("PATCH", 2, "ad_sets"):
        guard let body = call.json, body.objectValue?.isEmpty == false else {
          return Self.error(.badRequest, "VALIDATION", "nothing to change")
        }
        let new = Self.adSet(path[1], state).merged(with: body)
        state.adSets[path[1]] = new
        return .json(new)
      case ("GET", 1, "aggregate_reports"):
        guard call.request.target.query.filter({ $0.name == "fields" }).count > 1 else {
          return Self.error(.badRequest, "VALIDATION", "fields are repeated")
        }
        return .json([
          "rows": [
            [
              "entity_id": "c-1",
              "stats": [
                ["field": "CLICKS", "value": 120], ["field": "CONVERSIONS", "value": -5],
              ],
            ]
          ]
        ])
      default: return Self.error(.notFound, "NOT_FOUND", call.line)
      }
    }
  }

  private static func adSet(_ id: String, _ state: State) -> JSONValue {
    state.adSets[id] ?? [
      "id": .string(id), "status": "ACTIVE", "delivery": "ON",
      "targets": ["placements": ["PODCAST"], "audience_ids": ["aud-0"]],
    ]
  }

  private static func draft(_ call: StandinCall, _ state: inout State) -> HTTPResponse {
    guard let body = call.json, let name = body["name"]?.stringValue, (2...200).contains(name.count)
    else { return error(.badRequest, "VALIDATION", "name has 2 to 200 characters") }
    state.count += 1
    let id = "draft-\(state.count)"
    state.drafts[id] = body
    return .json(["id": .string(id), "draft_hierarchy_version": 1], status: .created)
  }

  private static func act(
    _ id: String, _ call: StandinCall, _ state: inout State
  ) -> HTTPResponse {
    guard let draft = state.drafts[id] else { return error(.notFound, "NOT_FOUND", id) }
    guard call.json?["draft_hierarchy_version"]?.intValue == 1 else {
      return error(.conflict, "VERSION", "the draft has another version")
    }
    var errors: [JSONValue] = []
    if let amount = draft["budget"]?["micro_amount"]?.intValue, amount < 1_000_000 {
      errors.append(["entity": "CAMPAIGN", "message": "micro_amount is less than one unit"])
    }
    switch call.json?["action"]?.stringValue {
    case "VALIDATE": return .json(["errors": .array(errors)])
    case "PUBLISH":
      guard errors.isEmpty else { return error(.badRequest, "VALIDATION", "the draft has errors") }
      state.drafts[id] = draft.with("published", true)
      return .json(["campaign_id": .string("c-\(id)")])
    default: return error(.badRequest, "VALIDATION", "action is VALIDATE or PUBLISH")
    }
  }

  /// The storage behind signed addresses: it must not be shown the token.
  private func upload(_ call: StandinCall) -> HTTPResponse {
    guard call.header("Authorization") == nil else {
      return .text("the token does not belong here", status: .badRequest)
    }
    guard call.path.count == 2 else { return HTTPResponse(.notFound) }
    if call.method == "POST", call.header("x-goog-resumable") == "start" {
      return HTTPResponse(
        .created, headers: ["Location": "\(call.base)/upload/\(call.path[1])?upload_id=1"])
    }
    guard call.method == "PUT", !call.request.body.isEmpty else { return HTTPResponse(.badRequest) }
    state.withLock { $0.uploads[call.path[1]] = call.request.bodyText }
    return HTTPResponse(.ok)
  }

  private static func error(
    _ status: HTTPStatus, _ code: String, _ message: String
  ) -> HTTPResponse {
    .json(
      [
        "sp_trace_id": .string(Signing.randomID()), "messages": [.string(message)],
        "error_codes": [["code": .string(code), "definition": .string(message)]],
      ], status: status)
  }
}
