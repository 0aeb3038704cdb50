import HTTP
import JSON

/// A post as Instagram's calls take it.
struct InstagramPost: Sendable {
  private static let longestCaption = 2200
  private static let mostHashtags = 30
  private static let mostMentions = 20
  private static let mostChildren = 10

  /// One picture or film of it.
  struct Medium: Sendable {
    var url: String
    var isVideo: Bool

    /// The form fields that name it.
    var fields: [(name: String, value: String)] { [(isVideo ? "video_url" : "image_url", url)] }
  }

  /// `post`, `reel`, `story` or `carousel`.
  let type: String
  let caption: String?
  /// One, or several for a carousel.
  let media: [Medium]

  /// Reads a post.
  ///
  /// - Throws: `DeliveryError`, permanent, for what Instagram would refuse.
  init(_ fields: OperationFields) throws(DeliveryError) {
    type = try fields.required("type")
    caption = fields.text("caption")
    var urls = fields.list("urls").compactMap(\.stringValue)
    if let url = fields.text("url") { urls.insert(url, at: 0) }
    let isCarousel = type == "carousel"
    guard isCarousel ? (2...Self.mostChildren).contains(urls.count) : urls.count == 1 else {
      throw fields.fault(
        isCarousel ? "urls" : "url", "has \(urls.count) addresses",
        expected: isCarousel ? "2 to \(Self.mostChildren)" : "one")
    }
    var media: [Medium] = []
    for url in urls {
      guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
        throw fields.fault("url", "is no address", expected: "https, where Instagram can fetch it")
      }
      media.append(Medium(url: url, isVideo: Self.isVideo(url, fields, type)))
    }
    self.media = media
    try check(fields)
  }

  private static func isVideo(_ url: String, _ fields: OperationFields, _ type: String) -> Bool {
    if let kind = fields.text("mediaKind") { return kind == "video" }
    if type == "reel" { return true }
    let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
    return path.hasSuffix(".mp4") || path.hasSuffix(".mov")
  }

  private func check(_ fields: OperationFields) throws(DeliveryError) {
    guard let caption else { return }
    guard caption.count <= Self.longestCaption else {
      throw fields.fault(
        "caption", "has \(caption.count) characters", expected: "at most \(Self.longestCaption)")
    }
    for (mark, most, name) in [
      ("#", Self.mostHashtags, "hashtags"), ("@", Self.mostMentions, "mentions"),
    ] {
      let count = caption.split(whereSeparator: \.isWhitespace).count { $0.hasPrefix(mark) }
      guard count <= most else {
        throw fields.fault("caption", "has \(count) \(name)", expected: "at most \(most)")
      }
    }
  }

  /// The form fields of the post's container.
  var fields: [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    switch type {
    case "reel": fields.append(("media_type", "REELS"))
    case "story": fields.append(("media_type", "STORIES"))
    case "carousel": fields.append(("media_type", "CAROUSEL"))
    default: if media.first?.isVideo == true { fields.append(("media_type", "VIDEO")) }
    }
    if type != "carousel" { fields += media.flatMap(\.fields) }
    if let caption, type != "story" { fields.append(("caption", caption)) }
    return fields
  }
}

extension InstagramConnector {
  /// How often a post that is being prepared is looked at before the attempt ends.
  private static let looks = 12

  /// Prepares a post, waits until Instagram has fetched it, and publishes it.
  ///
  /// What was prepared is saved, so that no attempt prepares it again; a post that Instagram has published
  /// already says so itself.
  func publish(
    _ post: InstagramPost, _ progress: DeliveryProgress
  ) async throws(DeliveryError) -> JSONValue {
    var container: String
    if let known = progress.value["container"]?.stringValue {
      container = known
    } else {
      try await checkQuota()
      container = try await prepare(post)
      try progress.save(["container": .string(container)])
    }
    switch try await readiness(of: container) {
    case "FINISHED":
      let answer = try await graph.call(
        .post, [account, "media_publish"], body: .form([("creation_id", container)]),
        isRepeatable: true)
      return ["id": answer["id"] ?? .null, "container": .string(container)]
    case "PUBLISHED":
      // An earlier attempt published it, and its answer was lost.
      return ["id": .null, "container": .string(container)]
    case "IN_PROGRESS":
      throw DeliveryError(.retryable(after: nil), "Instagram still prepares the post")
    case "EXPIRED":
      try progress.save(.null)
      throw DeliveryError(.retryable(after: nil), "Instagram has dropped the post it prepared")
    case let status:
      throw DeliveryError(
        .permanent, "Instagram cannot use the post: \(status)",
        data: ["container": .string(container), "receiptReason": "MediaTypeNotAllowed"])
    }
  }

  /// The number of posts a day is limited; how far is asked, because it has changed often.
  private func checkQuota() async throws(DeliveryError) {
    let answer = try await graph.call(
      .get, [account, "content_publishing_limit"], query: [("fields", "quota_usage,config")])
    let quota = answer["data"]?.arrayValue?.first ?? answer
    guard let used = quota["quota_usage"]?.intValue,
      let total = quota["config"]?["quota_total"]?.intValue, used >= total
    else { return }
    throw DeliveryError(
      .retryable(after: nil), "Instagram takes no more than \(total) posts in 24 hours")
  }

  private func prepare(_ post: InstagramPost) async throws(DeliveryError) -> String {
    var fields = post.fields
    if post.type == "carousel" {
      var children: [String] = []
      for medium in post.media {
        children.append(
          try await makeContainer(medium.fields + [("is_carousel_item", "true")]))
      }
      fields.append(("children", children.joined(separator: ",")))
    }
    return try await makeContainer(fields)
  }

  /// Preparing a thing twice publishes nothing twice.
  private func makeContainer(
    _ fields: [(name: String, value: String)]
  ) async throws(DeliveryError) -> String {
    let answer = try await graph.call(
      .post, [account, "media"], body: .form(fields), isRepeatable: true)
    guard let id = answer["id"]?.stringValue else {
      throw DeliveryError(.retryable(after: nil), "Instagram answered without an id")
    }
    return id
  }

  private func readiness(of container: String) async throws(DeliveryError) -> String {
    for _ in 0..<Self.looks {
      let answer = try await graph.call(
        .get, [container], query: [("fields", "status_code,status")])
      let status = answer["status_code"]?.stringValue ?? "no status"
      guard status == "IN_PROGRESS" else {
        return status == "ERROR" ? answer["status"]?.stringValue ?? status : status
      }
      do {
        try await Task.sleep(for: pollWait)
      } catch {
        break
      }
    }
    return "IN_PROGRESS"
  }
}
