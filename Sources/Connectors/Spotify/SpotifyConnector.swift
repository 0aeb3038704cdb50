import HTTP
public import JSON

/// Delivers to Spotify's Web API: reading with the client's own token, playlists with a user's.
///
/// Spotify counts no keys. A playlist carries the message's key in its description, and is looked for by it
/// before another is made; adding goes on from the number of items that are there.
public struct SpotifyConnector: OperationConnector {
  /// The most items that one call takes.
  static let batch = 100
  /// How many pages of a listing are read at most.
  private static let pages = 40

  let api: String
  /// The market that is asked for where a message names none: without one, things bound to a market are
  /// not there.
  let market: String
  /// The user of the paths from before February 2026; nil for the paths of today.
  let legacyUser: String?
  let reading: SystemClient
  /// Nil where no user has agreed.
  let writing: SystemClient?

  /// What may have been done is looked for before it is done again.
  public var countsIdempotencyKeys: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`, never ambiguous.
  public func perform(
    _ operation: SpotifyOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .findEpisode: try await findEpisode(fields)
    case .getShow: try await get("shows", "show", fields, Self.show)
    case .getEpisode: try await get("episodes", "episode", fields, Self.episode)
    case .createPlaylist: try await createPlaylist(fields, delivery)
    case .replaceItems:
      try await replaceItems(try id(fields, "playlist", kind: "playlist"), fields, delivery)
    }
  }

  // MARK: Reading

  private func get(
    _ path: String, _ name: String, _ fields: OperationFields, _ shown: (JSONValue) -> JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    let id = try id(fields, name, kind: name)
    do throws(DeliveryError) {
      let answer = try await reading.send(
        SystemCall(.get, "\(api)/v1/\(path)/\(id)", query: [("market", market(fields))]))
      return shown(answer.json)
    } catch {
      if error.data["status"]?.intValue == 404 { return ["found": false] }
      throw error
    }
  }

  /// The title decides; where the host has changed it, an episode that is the only one since the given day.
  private func findEpisode(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    let show = try id(fields, "show", kind: "show")
    let title = fields.text("title").map(Self.folded)
    let since = fields.text("since").map { String($0.prefix(10)) }
    var candidates: [JSONValue] = []
    pages: for page in 0..<Self.pages {
      let answer = try await reading.send(
        SystemCall(
          .get, "\(api)/v1/shows/\(show)/episodes",
          query: [
            ("market", market(fields)), ("limit", "50"), ("offset", String(page * 50)),
          ]))
      let items = answer.json["items"]?.arrayValue ?? []
      // Items can be null where an episode is not there in the market.
      for item in items where !item.isNull {
        if let since, !Self.isReleased(item, since: since) {
          // The newest come first: everything after this is older.
          break pages
        }
        if let title, Self.folded(item["name"]?.stringValue ?? "") == title {
          return Self.episode(item)
        }
        candidates.append(item)
      }
      guard let next = answer.json["next"], !next.isNull, !items.isEmpty else { break }
    }
    guard candidates.count == 1, since != nil || title == nil, let only = candidates.first else {
      return ["found": false, "candidates": .whole(candidates.count)]
    }
    return Self.episode(only).with("titleDiffers", .boolean(title != nil))
  }

  private static func folded(_ text: String) -> String { text.trimmed.lowercased() }

  /// A date may be a year, a month or a day: what is not said counts for the episode.
  private static func isReleased(_ episode: JSONValue, since: String) -> Bool {
    guard let date = episode["release_date"]?.stringValue, !date.isEmpty else { return true }
    return date >= since.prefix(date.count)
  }

  private static func episode(_ json: JSONValue) -> JSONValue {
    .context([
      ("found", true), ("id", json["id"]), ("uri", json["uri"]), ("name", json["name"]),
      ("description", json["description"]), ("explicit", json["explicit"]),
      ("languages", json["languages"]), ("durationMs", json["duration_ms"]),
      ("releaseDate", json["release_date"]),
      ("releaseDatePrecision", json["release_date_precision"]),
      ("playable", json["is_playable"]), ("restriction", json["restrictions"]?["reason"]),
      ("externallyHosted", json["is_externally_hosted"]),
      ("url", json["external_urls"]?["spotify"]), ("show", json["show"]?["id"]),
      ("showName", json["show"]?["name"]),
    ])
  }

  private static func show(_ json: JSONValue) -> JSONValue {
    .context([
      ("found", true), ("id", json["id"]), ("uri", json["uri"]), ("name", json["name"]),
      ("description", json["description"]), ("explicit", json["explicit"]),
      ("languages", json["languages"]), ("mediaType", json["media_type"]),
      ("totalEpisodes", json["total_episodes"]), ("url", json["external_urls"]?["spotify"]),
    ])
  }

  // MARK: Playlists

  private func createPlaylist(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let name = try fields.required("name")
    let tracks = try tracks(fields)
    let user = try user()
    let marker = "[docket \(delivery.idempotencyKey)]"
    var playlist = delivery.progress.value["playlist"]
    if playlist == nil, delivery.attempt > 1 { playlist = try await own(marker, user) }
    if playlist == nil {
      // Spotify makes playlists public unless told otherwise; here it is the other way round.
      let description = [fields.text("description"), marker].compactMap { $0 }
        .joined(separator: " ")
      let path = legacyUser.map { "/v1/users/\(PercentEncoding.encode($0))/playlists" }
      playlist = try await user.send(
        SystemCall(
          .post, api + (path ?? "/v1/me/playlists"),
          body: .json([
            "name": .string(name), "description": .string(description),
            "public": fields["public"] ?? false, "collaborative": false,
          ]), isRepeatable: true)
      ).json
    }
    guard let playlist, let id = playlist["id"]?.stringValue else {
      throw DeliveryError(.retryable(after: nil), "Spotify answered without a playlist")
    }
    let brief = JSONValue.context([
      ("id", .string(id)), ("uri", playlist["uri"]),
      ("external_urls", playlist["external_urls"]),
    ])
    try delivery.progress.save(["playlist": brief])
    let snapshot = try await add(
      tracks, to: id, from: delivery.attempt > 1 ? nil : 0, user)
    return .context([
      ("id", .string(id)), ("uri", playlist["uri"]),
      ("url", playlist["external_urls"]?["spotify"]),
      ("snapshot", snapshot ?? playlist["snapshot_id"]), ("tracks", .whole(tracks.count)),
    ])
  }

  /// Adds what is not there yet, of which `start` items are there; nil to ask Spotify.
  private func add(
    _ tracks: [String], to id: String, from start: Int?, _ user: SystemClient
  ) async throws(DeliveryError) -> JSONValue? {
    var done = start ?? 0
    if start == nil, !tracks.isEmpty {
      let answer = try await user.send(SystemCall(.get, items(id), query: [("limit", "1")]))
      done = max(0, answer.json["total"]?.intValue ?? 0)
    }
    var snapshot: JSONValue?
    while done < tracks.count {
      let part = tracks[done..<min(done + Self.batch, tracks.count)]
      let answer = try await user.send(
        SystemCall(
          .post, items(id),
          body: .json([
            "uris": .array(part.map(JSONValue.string)), "position": .whole(done),
          ]), isRepeatable: true))
      snapshot = answer.json["snapshot_id"]
      done += part.count
    }
    return snapshot
  }

  /// The first hundred replace what is there, so that a repetition begins anew and nothing is doubled.
  private func replaceItems(
    _ id: String, _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let tracks = try tracks(fields)
    let user = try user()
    let first = Array(tracks.prefix(Self.batch))
    let answer = try await user.send(
      SystemCall(.put, items(id), body: .json(["uris": .array(first.map(JSONValue.string))])))
    let snapshot = try await add(tracks, to: id, from: first.count, user)
    return .context([
      ("id", .string(id)), ("snapshot", snapshot ?? answer.json["snapshot_id"]),
      ("tracks", .whole(tracks.count)),
    ])
  }

  /// The playlist that an earlier attempt made.
  private func own(
    _ marker: String, _ user: SystemClient
  ) async throws(DeliveryError) -> JSONValue? {
    for page in 0..<Self.pages {
      let answer = try await user.send(
        SystemCall(
          .get, api + "/v1/me/playlists", query: [("limit", "50"), ("offset", String(page * 50))]))
      let items = answer.json["items"]?.arrayValue ?? []
      let found = items.first { $0["description"]?.stringValue?.contains(marker) == true }
      if let found { return found }
      guard let next = answer.json["next"], !next.isNull, !items.isEmpty else { return nil }
    }
    return nil
  }

  private func items(_ id: String) -> String {
    "\(api)/v1/playlists/\(id)/\(legacyUser == nil ? "items" : "tracks")"
  }

  // MARK: Fields

  private func tracks(_ fields: OperationFields) throws(DeliveryError) -> [String] {
    var tracks: [String] = []
    for item in fields.list("tracks") {
      guard let uri = item.stringValue, SpotifyID.isItem(uri) else {
        throw fields.fault(
          "tracks", "has \(item.text)", expected: "spotify:track:… or spotify:episode:…")
      }
      tracks.append(uri)
    }
    guard tracks.count <= 10_000 else {
      throw fields.fault("tracks", "has \(tracks.count) elements", expected: "at most 10000")
    }
    return tracks
  }

  private func id(
    _ fields: OperationFields, _ name: String, kind: String
  ) throws(DeliveryError) -> String {
    let text = try fields.required(name)
    guard let id = SpotifyID.read(text, kind: kind) else {
      throw fields.fault(
        name, "is \"\(text)\"", expected: "22 letters and digits, or spotify:\(kind):…")
    }
    return id
  }

  private func market(_ fields: OperationFields) -> String { fields.text("market") ?? market }

  private func user() throws(DeliveryError) -> SystemClient {
    guard let writing else {
      throw DeliveryError(
        .permanent,
        "Spotify: playlists need a user's token: configure \"refreshToken\" (scopes playlist-modify-private, playlist-modify-public)"
      )
    }
    return writing
  }

  /// What an answer means: `{"error": {"status", "message", "reason"}}`.
  ///
  /// A spent quota without `Retry-After` is asked again in an hour: such waits can be long.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json["error"]
    let parts = ["message", "reason"].compactMap { body?[$0]?.stringValue }
    let verdict = AnswerVerdict.byStatus(
      answer, "Spotify", reason: parts.isEmpty ? nil : parts.joined(separator: ", "))
    guard case .failed(var error) = verdict, answer.status == 429, answer.retryAfter == nil else {
      return verdict
    }
    error.kind = .retryable(after: body?["reason"] == "QUOTA_EXCEEDED" ? 3600 : 30)
    return .failed(error)
  }
}

extension JSONValue {
  /// The context with one member more.
  fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
    .object((objectValue ?? []) + [JSONMember(name, value)])
  }
}
