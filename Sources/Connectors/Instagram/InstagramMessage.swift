import JSON

/// A message as the calls that send it: a long text takes several, and a file takes one of its own.
struct InstagramMessage: Sendable {
  /// One call.
  struct Part: Sendable, Hashable {
    /// The member `message`.
    var body: JSONValue
    /// The text, by which the part is found again; nil for a file.
    var text: String?
  }

  /// The longest text of one call, in bytes of UTF-8.
  static let longestPart = 1000
  /// The longest text at all, in bytes: nobody reads more parts than these.
  private static let longestText = 20 * longestPart
  private static let mostQuickReplies = 13
  private static let longestTitle = 20

  /// The customer, as Instagram numbers them for this account.
  let recipient: String
  /// Whether it goes as the late answer of a person.
  let isTagged: Bool
  /// The calls, in order.
  let parts: [Part]

  /// Reads a message.
  ///
  /// - Throws: `DeliveryError`, permanent, for what Instagram would refuse.
  init(_ fields: OperationFields) throws(DeliveryError) {
    recipient = try fields.required("to")
    isTagged = fields["tag"] != nil
    var parts: [Part] = []
    let text = fields.text("text") ?? ""
    guard text.utf8.count <= Self.longestText else {
      throw Self.malformed(
        fields, "text", "has \(text.utf8.count) bytes", expected: "at most \(Self.longestText)")
    }
    if !text.allSatisfy(\.isWhitespace) {
      parts = TextParts.parts(of: text, bytes: Self.longestPart).map { part in
        Part(body: ["text": .string(part)], text: part)
      }
    }
    let replies = try Self.quickReplies(fields)
    if !replies.isEmpty {
      guard let last = parts.indices.last else {
        throw Self.malformed(fields, "text", "is empty", expected: "a text with the quick replies")
      }
      parts[last].body = .object(
        (parts[last].body.objectValue ?? []) + [JSONMember("quick_replies", .array(replies))])
    }
    if let attachment = try Self.attachment(fields) { parts.append(attachment) }
    guard !parts.isEmpty else {
      throw Self.malformed(fields, "text", "is empty", expected: "a text or an attachment")
    }
    self.parts = parts
  }

  /// The body of the call for a part.
  func body(of part: Part) -> JSONValue {
    JSONValue.context([
      ("recipient", ["id": .string(recipient)]), ("message", part.body),
      ("messaging_type", isTagged ? "MESSAGE_TAG" : nil), ("tag", isTagged ? "HUMAN_AGENT" : nil),
    ])
  }

  /// The data of the event `message.send.delivered`.
  func result(_ ids: [JSONValue]) -> JSONValue {
    [
      "recipientId": .string(recipient), "messageId": ids.first ?? .null,
      "messageIds": .array(ids), "sentParts": .number(String(ids.count)),
    ]
  }

  private static func quickReplies(_ fields: OperationFields) throws(DeliveryError) -> [JSONValue] {
    let list = fields.list("quickReplies")
    guard list.count <= mostQuickReplies else {
      throw malformed(
        fields, "quickReplies", "has \(list.count) entries", expected: "at most \(mostQuickReplies)"
      )
    }
    var replies: [JSONValue] = []
    for reply in list {
      guard let title = reply["title"]?.stringValue, !title.isEmpty, title.count <= longestTitle,
        let payload = reply["payload"]?.stringValue, !payload.isEmpty
      else {
        throw malformed(
          fields, "quickReplies", "has an entry \(FieldType.phrase(of: reply["title"] ?? .null))",
          expected: "contexts with \"title\" of at most \(longestTitle) characters and \"payload\"")
      }
      replies.append(
        ["content_type": "text", "title": .string(title), "payload": .string(payload)])
    }
    return replies
  }

  private static func attachment(_ fields: OperationFields) throws(DeliveryError) -> Part? {
    guard let attachment = fields["attachment"] else { return nil }
    let kind = attachment["kind"]?.stringValue ?? ""
    guard ["image", "video", "audio", "file"].contains(kind) else {
      throw fields.fault(
        "attachment", "is of the kind \"\(kind)\"", expected: "image, video, audio or file")
    }
    guard let url = attachment["url"]?.stringValue, url.hasPrefix("https://") else {
      throw fields.fault("attachment", "has no address", expected: "\"url\", https")
    }
    try checkType(attachment, kind, url, fields)
    // Sizes are only known where somebody measured them: 8 MB for images, 25 MB for the rest.
    let limit = (kind == "image" ? 8 : 25) << 20
    if let size = attachment["size"]?.intValue, size > limit {
      var error = fields.fault("attachment", "has \(size) bytes", expected: "at most \(limit)")
      error.data = ["receiptReason": "InvalidMediaContentLength", "sentParts": 0]
      throw error
    }
    return Part(
      body: ["attachment": ["type": .string(kind), "payload": ["url": .string(url)]]], text: nil)
  }

  /// What Meta takes of each kind; spec: "Upload Media for Instagram Messaging".
  private static let types = [
    "image": ["image/png", "image/jpeg", "image/gif"],
    "audio": ["audio/aac", "audio/mp4", "audio/x-m4a", "audio/wav", "audio/x-wav"],
    "video": ["video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"],
    "file": ["application/pdf"],
  ]

  /// Refuses a file that Meta is sure to refuse: by its type where it is told, else by the ending of its address.
  private static func checkType(
    _ attachment: JSONValue, _ kind: String, _ url: String, _ fields: OperationFields
  ) throws(DeliveryError) {
    let told = attachment["mime"]?.stringValue
    let candidates =
      told.map { [MediaType($0)].compactMap(\.self) } ?? MediaType.candidates(ofFile: url)
    let taken = types[kind] ?? []
    if told == nil, candidates.isEmpty { return }
    guard !candidates.contains(where: { $0.isOne(of: taken) }) else { return }
    var error = fields.fault(
      "attachment",
      "is of the kind \"\(kind)\" and of the type \"\(candidates.first?.text ?? told ?? "")\"",
      expected: taken.joined(separator: ", "))
    error.data = ["receiptReason": "MediaTypeNotAllowed", "sentParts": 0]
    throw error
  }

  /// A fault of the message itself, for the agent's receipt, too.
  static func malformed(
    _ fields: OperationFields, _ name: String, _ found: String, expected: String
  ) -> DeliveryError {
    var error = fields.fault(name, found, expected: expected)
    error.data = [
      "field": .string(name), "receiptReason": "InvalidMessageStructure", "sentParts": 0,
    ]
    return error
  }
}
