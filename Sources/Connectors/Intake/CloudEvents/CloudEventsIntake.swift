public import Casework
import DMN
public import HTTP
import JSON

/// CloudEvents 1.0 over HTTP: binary, structured and batched; with the webhook specification's validation.
public struct CloudEventsIntake: IntakeSource {
  private let token: IntakeToken
  private let allowedOrigins: [String]
  private let rate: Int?

  /// Makes an intake.
  ///
  /// - Parameters:
  ///   - token: The bearer token that senders have to bring; nil leaves it to the service's keys.
  ///   - allowedOrigins: Who may send, as they name themselves in the validation; `*` is everybody.
  ///   - rate: How many requests a minute they may send; nil for no limit.
  public init(token: String?, allowedOrigins: [String] = [], rate: Int? = nil) {
    self.token = IntakeToken(token: token)
    self.allowedOrigins = allowedOrigins
    self.rate = rate
  }

  /// Whether a token of its own guards it.
  public var provesSender: Bool { token.isOwn }

  /// The variables of a sheet.
  static var variables: [IntakeVariable] {
    [
      IntakeVariable("id", "string", "the event's id, unique with its source"),
      IntakeVariable("source", "string", "where it happened"),
      IntakeVariable("type", "string", "what happened; also the variable kind"),
      IntakeVariable("subject", "string", "what it happened to"),
      IntakeVariable("data", "Any", "the event's data"),
      IntakeVariable("attributes", "Any", "all its attributes, extensions too"),
    ]
  }

  /// The validation handshake (HTTP 1.1 Web Hooks for Event Delivery, section 4).
  public func answer(_ request: HTTPRequest) -> HTTPResponse? {
    guard request.method == .options else { return nil }
    var response = HTTPResponse(.ok, headers: ["Allow": "POST, OPTIONS"])
    guard let origin = request.headers["WebHook-Request-Origin"] else { return response }
    guard allowedOrigins.contains("*") || allowedOrigins.contains(origin) else { return response }
    response.headers.add("WebHook-Allowed-Origin", origin)
    response.headers.add("WebHook-Allowed-Rate", rate.map(String.init) ?? "*")
    return response
  }

  /// Checks the token, if the intake has one.
  public func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal) {
    try token.check(request)
  }

  /// Reads one event, or a batch.
  public func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem] {
    let type = (request.headers["Content-Type"] ?? "").lowercased()
    if type.hasPrefix("application/cloudevents-batch") {
      guard case .array(let events) = try request.deliveredJSON() else {
        throw IntakeRefusal(.badRequest, "no-batch", "a batch is a JSON array")
      }
      return events.map(structured)
    }
    if type.hasPrefix("application/cloudevents") {
      return [structured(try request.deliveredJSON())]
    }
    guard request.headers["ce-specversion"] != nil else {
      throw IntakeRefusal(
        .unsupportedMediaType, "no-cloudevent",
        "neither ce- headers nor a content type application/cloudevents")
    }
    return [try binary(request, type)]
  }

  private func structured(_ event: JSONValue) -> IntakeItem {
    var attributes = (event.objectValue ?? []).filter { $0.name != "data" }
    var data = event["data"] ?? .null
    if let encoded = event["data_base64"]?.stringValue {
      attributes.removeAll { $0.name == "data_base64" }
      data = .string(encoded)
    }
    return item(attributes: .object(attributes), data: data)
  }

  private func binary(_ request: HTTPRequest, _ type: String) throws(IntakeRefusal) -> IntakeItem {
    var attributes: [JSONMember] = []
    for field in request.headers.fields {
      let name = field.name.lowercased()
      guard name.hasPrefix("ce-") else { continue }
      guard let value = PercentCoding.decode(field.value) else {
        throw IntakeRefusal(
          .badRequest, "bad-header", "the header \(name) is no percent-encoded UTF-8")
      }
      attributes.append(JSONMember(String(name.dropFirst(3)), .string(value)))
    }
    let isJSON = type.isEmpty || type.contains("json")
    let data: JSONValue =
      request.body.isEmpty
      ? .null
      : isJSON
        ? try request.deliveredJSON() : .string(String(decoding: request.body, as: UTF8.self))
    return item(attributes: .object(attributes), data: data)
  }

  private func item(attributes: JSONValue, data: JSONValue) -> IntakeItem {
    let id = attributes["id"]?.stringValue
    let source = attributes["source"]?.stringValue
    let type = attributes["type"]?.stringValue
    var fault: String?
    if attributes["specversion"]?.stringValue != "1.0" {
      fault = "specversion is not 1.0"
    } else if id == nil || source == nil || type == nil {
      fault = "id, source and type are needed"
    }
    let whole = JSONValue.object([
      JSONMember("attributes", attributes), JSONMember("data", data),
    ])
    // Source and id together are unique (CloudEvents 1.0, section 3.1).
    let key =
      fault == nil
      ? "\(source ?? "")#\(id ?? "")" : SHA256.version(of: Array(whole.text.utf8))
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    return IntakeItem(
      key: key, kind: type ?? "unknown",
      at: attributes["time"]?.stringValue.flatMap { Timestamp($0) },
      fields: [
        JSONMember("id", text(id)), JSONMember("source", text(source)),
        JSONMember("type", text(type)),
        JSONMember("subject", text(attributes["subject"]?.stringValue)),
        JSONMember("data", data), JSONMember("attributes", attributes),
        JSONMember("payload", whole),
      ], fault: fault)
  }
}
