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
  /// - Throws: `DeliveryError`, permanent, for what Genesys would refuse: no address, a type that does not
  ///   fit the kind, too large a file.
  static func content(_ fields: OperationFields) throws(DeliveryError) -> JSONValue? {
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
    guard let mime = attachment["mime"]?.stringValue?.lowercased(), isType(mime) else {
      throw fields.fault(
        "attachment", "has no type", expected: "\"mime\", such as image/jpeg")
    }
    let family = mime.prefix { $0 != "/" }
    if ["Image", "Video", "Audio"].contains(mediaType), family != mediaType.lowercased() {
      throw fields.fault(
        "attachment", "is of the kind \"\(name)\" and of the type \"\(mime)\"",
        expected: "a type that begins with \(mediaType.lowercased())/")
    }
    if let size = attachment["size"]?.intValue, size > largest {
      throw fields.fault("attachment", "has \(size) bytes", expected: "at most \(largest)")
    }
    return JSONValue.members([
      ("mediaType", .string(mediaType)), ("url", .string(url)), ("mime", .string(mime)),
      ("filename", attachment["filename"].flatMap(text)), ("id", attachment["id"].flatMap(text)),
      ("text", attachment["text"].flatMap(text)), ("sha256", attachment["sha256"].flatMap(text)),
    ])
  }

  private static func text(_ value: JSONValue) -> JSONValue? {
    value.stringValue.map(JSONValue.string)
  }

  /// `type/subtype` (RFC 6838, section 4.2).
  private static func isType(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || "!#$&-^_.+".utf8.contains(byte)
          }
      }
  }
}
