public import HTTP
public import JSON
import Synchronization

/// Spotify's accounts (`/api/token`) and Web API (`/v1/…`).
///
/// The secret `wrong` is refused. Users' tokens come from refresh tokens. There are a show with episodes of every
/// precision of dates, one that is null, one that is restricted.
public final class SpotifyStandin: Standin {
  private struct Playlist {
    var about: JSONValue
    var items: [String] = []
    var snapshot = 1
  }

  private struct State {
    var playlists: [(id: String, playlist: Playlist)] = []
  }

  /// The show there is.
  public static let show = "5CfCWKI5pZ28U0uOzXkDHe"
  /// An episode of it.
  public static let episode = "512ojhOuo1ktJprKbVcKyQ"

  /// The name in its path.
  public let name = "spotify"
  /// Whether the paths from before February 2026 are refused, as for apps in development mode.
  private let isDevelopmentMode: Bool
  private let state = Mutex(State())
  private let tokens = TokenDesk("BQ")

  /// Makes a system.
  public init(isDevelopmentMode: Bool = true) {
    self.isDevelopmentMode = isDevelopmentMode
  }

  /// The playlists with their items, oldest first.
  public var playlists: [(about: JSONValue, items: [String])] {
    state.withLock { $0.playlists.map { ($0.playlist.about, $0.playlist.items) } }
  }

  /// The kinds of things.
  public var kinds: [String] { ["playlists", "items"] }

  /// `playlists`, or the `items` of all of them.
  public func things(_ kind: String) -> [JSONValue] {
    switch kind {
    case "playlists": playlists.map(\.about)
    case "items": playlists.flatMap(\.items).map(JSONValue.string)
    default: []
    }
  }

  /// Forgets playlists and tokens.
  public func reset() {
    state.withLock { $0 = State() }
    tokens.expire()
  }

  /// Forgets the tokens.
  public func expireTokens() { tokens.expire() }

  /// An error as the Web API writes it.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    Self.error(status, status.code == 429 ? "API rate limit exceeded" : "asked for by the test")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.path == ["api", "token"] { return token(call) }
    guard let holder = tokens.holder(of: call.request.bearerToken) else {
      return Self.error(.unauthorized, "The access token expired")
    }
    guard call.path.first == "v1" else { return Self.error(.notFound, "Resource not found") }
    let path = Array(call.path.dropFirst())
    switch (call.method, path.first) {
    case ("GET", "episodes") where path.count == 2:
      let found = Self.episodes.first { $0["id"]?.stringValue == path[1] }
      return found.map { .json(Self.seen($0, in: call.request.query("market"))) }
        ?? Self.error(.notFound, "Resource not found")
    case ("GET", "shows") where path.count >= 2:
      guard path[1] == Self.show else { return Self.error(.notFound, "Resource not found") }
      guard path.count == 3, path[2] == "episodes" else { return .json(Self.showObject) }
      let items = Self.episodes.map { Self.seen($0, in: call.request.query("market")) } + [.null]
      return Self.page(items, call)
    case (_, "me"), (_, "users"), (_, "playlists"): return playlists(call, path, holder)
    default: return Self.error(.notFound, "Resource not found")
    }
  }

  private func token(_ call: StandinCall) -> HTTPResponse {
    guard let access = call.header("Authorization"), access.hasPrefix("Basic "),
      let plain = Signing.bytes(base64: String(access.dropFirst(6))),
      !String(decoding: plain, as: UTF8.self).hasSuffix(":wrong")
    else {
      return .json(
        ["error": "invalid_client", "error_description": "Invalid client secret"],
        status: .badRequest)
    }
    let form = call.form
    let holder: String
    switch form["grant_type"] {
    case "client_credentials": holder = "app"
    case "refresh_token" where form["refresh_token"]?.isEmpty == false: holder = "user"
    default:
      return .json(["error": "unsupported_grant_type"], status: .badRequest)
    }
    return .json([
      "access_token": .string(tokens.issue(to: holder)), "token_type": "bearer",
      "expires_in": 3600,
    ])
  }

  // MARK: Playlists

  private func playlists(
    _ call: StandinCall, _ path: [String], _ holder: String
  ) -> HTTPResponse {
    let isOld = path[0] == "users" || path.last == "tracks"
    if isOld, isDevelopmentMode { return Self.error(.forbidden, "Forbidden") }
    guard holder == "user" else {
      return Self.error(.forbidden, "This request requires user authentication.")
    }
    let isListing = path == ["me", "playlists"] || path.count == 3 && path[0] == "users"
    if isListing {
      guard call.method == "POST" else {
        return Self.page(
          state.withLock { $0.playlists.map { Self.shown($0.id, $0.playlist) } }, call)
      }
      guard let body = call.json, body["name"]?.stringValue?.isEmpty == false else {
        return Self.error(.badRequest, "Missing required field: name")
      }
      if body["collaborative"] == true, body["public"] != false {
        return Self.error(.badRequest, "Collaborative playlists can only be private")
      }
      return state.withLock { state in
        let digits = String(state.playlists.count + 1)
        let id = "37i9dQZF1DX" + String(repeating: "0", count: 11 - digits.count) + digits
        // Public unless told otherwise.
        let about = JSONValue.object([JSONMember("public", true)]).merged(with: body)
        state.playlists.append((id, Playlist(about: about)))
        return .json(Self.shown(id, Playlist(about: about)), status: .created)
      }
    }
    return state.withLock { state in
      guard path.count == 3, ["items", "tracks"].contains(path[2]),
        let place = state.playlists.firstIndex(where: { $0.id == path[1] })
      else { return Self.error(.notFound, "Resource not found") }
      if call.method == "GET" {
        return Self.page(
          state.playlists[place].playlist.items.map { ["item": ["uri": .string($0)]] }, call)
      }
      guard let uris = call.json?["uris"]?.arrayValue?.compactMap(\.stringValue), uris.count <= 100
      else { return Self.error(.badRequest, "You can add a maximum of 100 tracks per request.") }
      guard uris.allSatisfy({ $0.hasPrefix("spotify:track:") || $0.hasPrefix("spotify:episode:") })
      else { return Self.error(.badRequest, "Invalid track uri") }
      switch call.method {
      case "PUT": state.playlists[place].playlist.items = uris
      case "POST":
        let count = state.playlists[place].playlist.items.count
        let position = min(call.json?["position"]?.intValue ?? count, count)
        state.playlists[place].playlist.items.insert(contentsOf: uris, at: max(0, position))
      default: return Self.error(.methodNotAllowed, "Method not allowed")
      }
      state.playlists[place].playlist.snapshot += 1
      return .json(
        ["snapshot_id": .string("snap-\(state.playlists[place].playlist.snapshot)")],
        status: call.method == "POST" ? .created : .ok)
    }
  }

  private static func shown(_ id: String, _ playlist: Playlist) -> JSONValue {
    JSONValue.object([]).merged(with: playlist.about)
      .setting("id", .string(id)).setting("uri", .string("spotify:playlist:\(id)"))
      .setting("snapshot_id", .string("snap-\(playlist.snapshot)"))
      .setting("external_urls", ["spotify": .string("https://open.spotify.com/playlist/\(id)")])
      .setting("items", ["total": .number(String(playlist.items.count))])
  }

  private static func page(_ items: [JSONValue], _ call: StandinCall) -> HTTPResponse {
    let limit = call.request.query("limit").flatMap { Int($0) } ?? 20
    let offset = call.request.query("offset").flatMap { Int($0) } ?? 0
    guard (1...50).contains(limit), offset >= 0 else { return error(.badRequest, "Invalid limit") }
    let part = Array(items.dropFirst(offset).prefix(limit))
    let hasMore = offset + part.count < items.count
    return .json([
      "items": .array(part), "total": .number(String(items.count)),
      "limit": .number(String(limit)), "offset": .number(String(offset)),
      "next": hasMore ? .string("\(call.base)?offset=\(offset + limit)") : .null,
    ])
  }

  // MARK: What there is

  private static let showObject: JSONValue = [
    "id": .string(show), "type": "show", "uri": .string("spotify:show:\(show)"),
    "name": "Work life", "description": "About work", "explicit": false, "languages": ["sv"],
    "media_type": "audio", "total_episodes": 5, "copyrights": [], "is_externally_hosted": .null,
    "external_urls": ["spotify": .string("https://open.spotify.com/show/\(show)")],
  ]

  /// The newest first, as Spotify lists them.
  private static let episodes: [JSONValue] = [
    episode(episode, "Night shift 🌙", "2026-11-20", "day"),
    episode("512ojhOuo1ktJprKbVcKy2", "Day shift", "2026-10", "month"),
    episode("512ojhOuo1ktJprKbVcKy3", "Closed shift", "2026-09-01", "day", market: "US"),
    episode("512ojhOuo1ktJprKbVcKy4", "Old shift", "1981", "year"),
  ]

  private static func episode(
    _ id: String, _ name: String, _ date: String, _ precision: String, market: String? = nil
  ) -> JSONValue {
    [
      "id": .string(id), "type": "episode", "uri": .string("spotify:episode:\(id)"),
      "name": .string(name), "description": "", "explicit": false, "languages": ["sv"],
      "duration_ms": 2_700_000, "release_date": .string(date),
      "release_date_precision": .string(precision), "is_externally_hosted": false, "images": [],
      "only": market.map(JSONValue.string) ?? .null,
      "external_urls": ["spotify": .string("https://open.spotify.com/episode/\(id)")],
      "show": ["id": .string(show), "name": "Work life", "explicit": false],
    ]
  }

  /// An episode in a market: without one, what is bound to a market is not there.
  private static func seen(_ episode: JSONValue, in market: String?) -> JSONValue {
    let only = episode["only"]?.stringValue
    let isThere = market != nil && (only == nil || only == market)
    let plain = JSONValue.object((episode.objectValue ?? []).filter { $0.name != "only" })
      .setting("is_playable", .boolean(isThere))
    return isThere ? plain : plain.setting("restrictions", ["reason": "market"])
  }

  private static func error(_ status: HTTPStatus, _ message: String) -> HTTPResponse {
    .json(
      ["error": ["status": .number(String(status.code)), "message": .string(message)]],
      status: status)
  }
}
