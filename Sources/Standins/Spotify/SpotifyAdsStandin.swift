public import HTTP
public import JSON
import Synchronization

/// Spotify's Ads API v3: drafts and what is published of them, ad sets, audiences, reports.
///
/// Tokens are those of any bearer but `wrong`.
public final class SpotifyAdsStandin: Standin {
  /// What an ad account holds, by id.
  public struct Contents: Sendable {
    /// Drafts of campaigns.
    public var drafts: [String: JSONValue] = [:]
    /// Drafts of ad sets.
    public var adSetDrafts: [String: JSONValue] = [:]
    /// Drafts of ads.
    public var adDrafts: [String: JSONValue] = [:]
    /// Campaigns that are live.
    public var campaigns: [String: JSONValue] = [:]
    /// Ad sets that are live; one nobody published looks as any other.
    public var adSets: [String: JSONValue] = [:]
    /// Audiences.
    public var audiences: [String: JSONValue] = [:]
    var uploads: [String: String] = [:]
    var count = 0

    mutating func next(_ kind: String) -> String {
      count += 1
      return "\(kind)-\(count)"
    }
  }

  /// The name in its path.
  public let name = "spotify-ads"
  private let state = Mutex(Contents())

  /// A system without campaigns.
  public init() {}

  /// What there is.
  public var contents: Contents { state.withLock { $0 } }

  /// The kinds of things.
  public var kinds: [String] {
    ["drafts", "adSetDrafts", "adDrafts", "campaigns", "adSets", "audiences"]
  }

  /// `drafts`, `adSetDrafts`, `adDrafts`, `campaigns`, `adSets` or `audiences`.
  public func things(_ kind: String) -> [JSONValue] {
    let contents = contents
    let things =
      switch kind {
      case "drafts": contents.drafts
      case "adSetDrafts": contents.adSetDrafts
      case "adDrafts": contents.adDrafts
      case "campaigns": contents.campaigns
      case "adSets": contents.adSets
      case "audiences": contents.audiences
      default: [String: JSONValue]()
      }
    return things.keys.sorted().compactMap { things[$0] }
  }

  /// What was uploaded for an audience.
  public func upload(_ audience: String) -> String? { state.withLock { $0.uploads[audience] } }

  /// Forgets everything.
  public func reset() { state.withLock { $0 = Contents() } }

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
      switch path[0] {
      case "drafts": Self.drafts(Array(path.dropFirst()), call, &state)
      case "campaigns" where path.count == 2: Self.campaign(path[1], call, &state)
      case "audiences": Self.audiences(Array(path.dropFirst()), call, &state)
      case "ad_sets" where path.count == 2: Self.adSet(path[1], call, &state)
      case "aggregate_reports" where call.method == "GET": Self.report(call)
      default: Self.error(.notFound, "NOT_FOUND", call.line)
      }
    }
  }

  // MARK: What is live

  private static func campaign(
    _ id: String, _ call: StandinCall, _ state: inout Contents
  ) -> HTTPResponse {
    guard let campaign = state.campaigns[id] else { return error(.notFound, "NOT_FOUND", id) }
    if call.method == "GET" { return .json(campaign) }
    guard call.method == "PATCH", let status = call.json?["status"]?.stringValue,
      ["ACTIVE", "PAUSED", "ARCHIVED"].contains(status)
    else { return error(.badRequest, "VALIDATION", "status is ACTIVE, PAUSED or ARCHIVED") }
    let new = campaign.setting("status", .string(status))
    state.campaigns[id] = new
    return .json(new)
  }

  private static func adSet(
    _ id: String, _ call: StandinCall, _ state: inout Contents
  ) -> HTTPResponse {
    let old =
      state.adSets[id] ?? [
        "id": .string(id), "status": "ACTIVE", "delivery": "ON",
        "targets": ["placements": ["PODCAST"], "audience_ids": ["aud-0"]],
      ]
    if call.method == "GET" { return .json(old) }
    guard call.method == "PATCH", let body = call.json, body.objectValue?.isEmpty == false else {
      return error(.badRequest, "VALIDATION", "nothing to change")
    }
    if let delivery = body["delivery"], !["ON", "OFF"].contains(delivery.stringValue) {
      return error(.badRequest, "VALIDATION", "delivery is ON or OFF")
    }
    let new = old.merged(with: body)
    state.adSets[id] = new
    return .json(new)
  }

  private static func report(_ call: StandinCall) -> HTTPResponse {
    guard call.request.target.query.filter({ $0.name == "fields" }).count > 1 else {
      return error(.badRequest, "VALIDATION", "fields are repeated")
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
  }

  // MARK: Audiences

  private static func audiences(
    _ path: [String], _ call: StandinCall, _ state: inout Contents
  ) -> HTTPResponse {
    switch (call.method, path.count) {
    case ("POST", 1) where path[0] == "upload_url":
      let id = state.next("aud")
      return .json(
        ["id": .string(id), "upload_url": .string("\(call.base)/upload/\(id)?signature=s3cret")])
    case ("GET", 1):
      return state.audiences[path[0]].map { .json($0) } ?? error(.notFound, "NOT_FOUND", path[0])
    case ("POST", 0):
      guard let body = call.json, body["audience_type"] == "CUSTOM",
        body["subtype"] == "CUSTOMER_LIST", let id = body["audience_id"]?.stringValue,
        body["name"]?.stringValue?.isEmpty == false
      else {
        return error(.badRequest, "VALIDATION", "audience_type, subtype, audience_id, name")
      }
      guard state.uploads[id] != nil else {
        return error(.badRequest, "NO_UPLOAD", "nothing was uploaded for \(id)")
      }
      guard state.audiences[id] == nil else {
        return error(.conflict, "EXISTS", "the audience \(id) is there already")
      }
      state.audiences[id] = body.setting("id", .string(id)).setting("status", "PROCESSING")
      return .json(["id": .string(id), "status": "PROCESSING"], status: .created)
    default: return error(.notFound, "NOT_FOUND", call.line)
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

  /// An error in the Ads API's form.
  static func error(
    _ status: HTTPStatus, _ code: String, _ message: String
  ) -> HTTPResponse {
    .json(
      [
        "sp_trace_id": .string(Signing.randomID()), "messages": [.string(message)],
        "error_codes": [["code": .string(code), "definition": .string(message)]],
      ], status: status)
  }
}
