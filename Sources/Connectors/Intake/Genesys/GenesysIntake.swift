public import Casework
import DMN
public import HTTP
import JSON

/// Genesys Cloud's outbound notifications of Open Messaging: what agents and bots write, and events.
public struct GenesysIntake: IntakeSource {
  private let signature: HubSignature

  /// Makes an intake.
  ///
  /// - Parameter secrets: The signature secret tokens in force.
  public init(secrets: [String]) {
    signature = .genesys(secrets: secrets)
  }

  /// It proves its sender by a signature.
  public var provesSender: Bool { true }

  /// The variables of a sheet.
  static var variables: [IntakeVariable] {
    [
      IntakeVariable("id", "string", "Genesys's id of the message"),
      IntakeVariable("igsid", "string", "whom it is for"),
      IntakeVariable("integrationId", "string", "the messaging integration"),
      IntakeVariable("conversationId", "string", "the conversation, where Genesys tells it"),
      IntakeVariable("text", "string", "what it says"),
      IntakeVariable("originatingEntity", "string", "Human or Bot"),
      IntakeVariable("attachments", "list of Any", "kind, url, mime, title and part of each"),
      IntakeVariable("eventType", "string", "such as Typing, of an event"),
      IntakeVariable("status", "string", "of a receipt"),
    ] + TextMeasures.variables
  }

  /// Checks the signature over the bytes as they came.
  public func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    try signature.check(request)
  }

  /// Reads a notification; kinds nobody knows are taken and kept, as Genesys asks.
  public func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem] {
    let body = try request.deliveredJSON()
    let channel = body["channel"]
    let text = body["text"]?.stringValue
    let events = body["events"]?.arrayValue ?? []
    let type = body["type"]?.stringValue ?? "unknown"
    let digest = SHA256.version(of: request.body)
    // A receipt names the message it is about: with its status it is a thing of its own.
    let status = body["status"]?.stringValue
    let id = body["id"]?.stringValue
    let key = type == "Receipt" ? id.map { "\($0)/receipt/\(status ?? "")" } : id
    func string(_ value: JSONValue?) -> JSONValue {
      value?.stringValue.map(JSONValue.string) ?? .null
    }
    let fields =
      [
        JSONMember("id", string(body["id"])),
        JSONMember("igsid", string(channel?["to"]?["id"])),
        JSONMember("integrationId", string(channel?["from"]?["id"] ?? channel?["id"])),
        JSONMember("conversationId", string(body["conversationId"])),
        JSONMember("text", string(body["text"])),
        JSONMember("originatingEntity", string(body["originatingEntity"])),
        JSONMember("attachments", .array(Self.attachments(body["content"]))),
        JSONMember("eventType", string(events.first?["eventType"])),
        JSONMember("status", string(body["status"])),
      ] + TextMeasures.fields(of: text) + [JSONMember("payload", body)]
    let at = channel?["time"]?.stringValue.flatMap { Timestamp($0) }
    return [
      IntakeItem(
        key: key ?? digest, kind: type.lowercased(), sender: nil, text: text, at: at,
        fields: fields)
    ]
  }

  private static func attachments(_ content: JSONValue?) -> [JSONValue] {
    (content?.arrayValue ?? []).compactMap { $0["attachment"] }.enumerated().map { index, item in
      [
        "kind": .string((item["mediaType"]?.stringValue ?? "File").lowercased()),
        "url": item["url"] ?? .null, "mime": item["mime"] ?? .null,
        "title": item["filename"] ?? .null,
        "part": .number(String(index + 1)),
      ]
    }
  }
}
