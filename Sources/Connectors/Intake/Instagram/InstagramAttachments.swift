import JSON

/// The attachments of a message, one per thing that was sent.
struct InstagramAttachments {
  /// `kind`, `url`, `title`, `mediaId` and `part`, from 1.
  let list: [JSONValue]

  init(_ attachments: JSONValue?) {
    let all = attachments?.arrayValue ?? []
    // A shared post comes as `share` and, since November 2025, once more as `ig_post`.
    let posts = Set(all.filter { $0["type"]?.stringValue == "ig_post" }.compactMap(Self.identity))
    let kept = all.filter { attachment in
      guard attachment["type"]?.stringValue == "share" else { return true }
      return Self.identity(attachment).map { !posts.contains($0) } ?? true
    }
    list = kept.enumerated().map { index, attachment in
      let payload = attachment["payload"]
      let mediaID =
        payload?["ig_post_media_id"]?.stringValue ?? payload?["reel_video_id"]?.stringValue
      return [
        "kind": attachment["type"] ?? "file",
        "url": payload?["url"] ?? .null,
        "title": payload?["title"] ?? .null,
        "mediaId": mediaID.map(JSONValue.string) ?? .null,
        "part": .number(String(index + 1)),
      ]
    }
  }

  private static func identity(_ attachment: JSONValue) -> String? {
    let payload = attachment["payload"]
    return payload?["ig_post_media_id"]?.stringValue ?? payload?["url"]?.stringValue
  }
}
