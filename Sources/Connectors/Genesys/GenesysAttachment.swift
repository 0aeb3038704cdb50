import JSON

/// A file that Genesys fetches from an address.
enum GenesysAttachment {
  /// The largest file that Genesys takes, in bytes.
  static let largest = 26_214_400

  private static let mediaTypes = [
    "image": "Image", "video": "Video", "audio": "Audio", "file": "File", "link": "Link",
  ]

  /// The attachment of a message; nil when the message has none.
  ///
  /// - Parameters:
  ///   - fields: The message.
  ///   - allowed: The types of the integration's supported content, such as `image/*`; nil for all.
  /// - Returns: The member `attachment` of an item of `content`; nil for a message without one.
  /// - Throws: `DeliveryError`, permanent, for what Genesys would refuse: no address, a type that does not
  ///   fit the kind or the file's name or is not supported, too large a file.
  static func content(
    _ fields: OperationFields, allowed: [String]?
  ) throws(DeliveryError) -> JSONValue? {
    guard let attachment = fields["attachment"] else { return nil }
    let name = attachment["kind"]?.stringValue ?? ""
    guard let mediaType = mediaTypes[name.lowercased()] else {
      throw fields.fault(
        "attachment", "is of the kind \"\(name)\"",
        expected: mediaTypes.keys.sorted().joined(separator: ", "))
    }
    guard let url = attachment["url"]?.stringValue,
      url.hasPrefix("https://") || url.hasPrefix("http://")
    else { throw fields.fault("attachment", "has no address", expected: "\"url\", http or https") }
    guard let mime = attachment["mime"]?.stringValue.flatMap({ MediaType($0) }) else {
      throw fields.fault(
        "attachment", "has no type", expected: "\"mime\", such as image/jpeg")
    }
    if ["Image", "Video", "Audio"].contains(mediaType), mime.family != mediaType.lowercased() {
      throw fields.fault(
        "attachment", "is of the kind \"\(name)\" and of the type \"\(mime.text)\"",
        expected: "a type that begins with \(mediaType.lowercased())/")
    }
    // An address of a CDN says little; a name is what the agent sees and opens.
    if let file = attachment["filename"]?.stringValue {
      let candidates = MediaType.candidates(ofFile: file)
      guard candidates.isEmpty || candidates.contains(where: { $0.family == mime.family }) else {
        throw fields.fault(
          "attachment", "is of the type \"\(mime.text)\" and has the name of another",
          expected: "a \"filename\" that fits the type")
      }
    }
    if let allowed, !mime.isOne(of: allowed) {
      throw fields.fault(
        "attachment", "is of the type \"\(mime.text)\"",
        expected: "one that the integration supports: " + allowed.joined(separator: ", "))
    }
    if let size = attachment["size"]?.intValue, size > largest {
      throw fields.fault("attachment", "has \(size) bytes", expected: "at most \(largest)")
    }
    return JSONValue.context([
      ("mediaType", .string(mediaType)), ("url", .string(url)), ("mime", .string(mime.text)),
      ("filename", attachment["filename"].flatMap(text)), ("id", attachment["id"].flatMap(text)),
      ("text", attachment["text"].flatMap(text)), ("sha256", attachment["sha256"].flatMap(text)),
    ])
  }

  private static func text(_ value: JSONValue) -> JSONValue? {
    value.stringValue.map(JSONValue.string)
  }
}
