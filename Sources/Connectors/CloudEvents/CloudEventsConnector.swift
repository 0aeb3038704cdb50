import HTTP
import JSON

/// Delivers events as CloudEvents 1.0 over HTTP, structured or binary.
///
/// Before the first event the receiver is asked whether it wants any (webhook profile, section 4), unless that
/// is turned off. After a 410 nothing more is sent.
public struct CloudEventsConnector: DeliveryConnector {
  /// How an event is put into a request (HTTP protocol binding, section 3).
  enum Mode: String, CaseIterable {
    case structured, binary
  }

  let url: String
  let mode: Mode
  /// The `source` of every event, a URI reference.
  let source: String
  /// What stands before the name of the message in `type`, such as `com.example.`.
  let typePrefix: String
  /// Who we are to the receiver; nil to ask nothing.
  let origin: String?
  let client: SystemClient
  let endpoint: Endpoint
  /// Receivers may take equal pairs of source and id for one event.
  public let countsIdempotencyKeys: Bool

  /// Sends the event; its `id` is the same in every attempt.
  ///
  /// - Throws: `DeliveryError`; permanent when the receiver has not agreed to be sent events.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    try endpoint.check(delivery.connector)
    do throws(DeliveryError) {
      try await agree(delivery.connector)
      let answer = try await client.send(call(delivery))
      return DeliveryReceipt(data: answer.data)
    } catch {
      endpoint.note(error)
      throw error
    }
  }

  private func attributes(_ delivery: Delivery) -> [(name: String, value: String)] {
    var attributes = [
      (name: "specversion", value: "1.0"), (name: "id", value: delivery.idempotencyKey),
      (name: "source", value: source), (name: "type", value: typePrefix + delivery.event),
      (name: "time", value: delivery.sentAt),
    ]
    if let key = delivery.caseKey { attributes.append((name: "subject", value: key)) }
    return attributes
  }

  func call(_ delivery: Delivery) -> SystemCall {
    var headers = HTTPHeaders()
    if let origin { headers["WebHook-Request-Origin"] = origin }
    switch mode {
    case .structured:
      var members = attributes(delivery).map { JSONMember($0.name, .string($0.value)) }
      members.append(JSONMember("datacontenttype", "application/json"))
      members.append(JSONMember("data", delivery.data))
      return SystemCall(
        .post, url, headers: headers,
        body: .bytes(
          Array(JSONValue.object(members).text.utf8),
          contentType: "application/cloudevents+json; charset=utf-8"),
        isRepeatable: countsIdempotencyKeys)
    case .binary:
      for attribute in attributes(delivery) {
        headers["ce-" + attribute.name] = PercentCoding.encode(attribute.value)
      }
      return SystemCall(
        .post, url, headers: headers, body: .json(delivery.data),
        isRepeatable: countsIdempotencyKeys)
    }
  }

  /// Asks once whether the receiver wants events; its status means nothing, its headers do.
  private func agree(_ connector: String) async throws(DeliveryError) {
    guard let origin, !endpoint.hasAgreed else { return }
    let answer = try await client.ask(
      SystemCall(
        .options, url,
        headers: ["WebHook-Request-Origin": origin, "WebHook-Request-Rate": "120"],
        isRepeatable: true))
    let allowed = answer.headers["WebHook-Allowed-Origin"]
    let hasRate = answer.headers["WebHook-Allowed-Rate"] != nil
    guard let allowed, hasRate, allowed == "*" || allowed.lowercased() == origin.lowercased()
    else {
      // A receiver that is down has not refused.
      if case .failed(let error) = AnswerVerdict.byStatus(answer, connector),
        case .retryable = error.kind
      {
        throw error
      }
      throw DeliveryError(
        .permanent,
        "the receiver \"\(connector)\" has not agreed to be sent events: its answer to OPTIONS "
          + (allowed.map { hasRate ? "allows \($0), not \(origin)" : "has no WebHook-Allowed-Rate" }
            ?? "has no WebHook-Allowed-Origin"),
        data: ["status": .whole(answer.status)])
    }
    endpoint.agree()
  }
}

extension CloudEventsConnector: ConnectorKind {
  package static let kind = "cloudevents"
  package static let members = [
    "url", "mode", "source", "typePrefix", "origin", "validate", "token", "countsIdempotencyKeys",
    "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let url = section.address("url"), let limits = section.limits(),
      let mode = section.choice("mode", of: Mode.allCases.map(\.rawValue), or: "structured")
        .flatMap(Mode.init),
      let source = section.text("source", or: "urn:docket"),
      let prefix = section.text("typePrefix", or: "docket."),
      let validate = section.flag("validate", or: section.json["origin"] != nil),
      let counts = section.flag("countsIdempotencyKeys", or: true)
    else { return nil }
    var origin: String?
    if validate {
      guard let name = section.text("origin") else { return nil }
      origin = name
    }
    var token: String?
    if section.json["token"] != nil {
      guard let secret = section.secret("token") else { return nil }
      token = secret
    }
    return CloudEventsConnector(
      url: url, mode: mode, source: source, typePrefix: prefix, origin: origin,
      client: SystemClient(
        section.name, limits: limits, tokens: token.map { AccessTokens(fixed: $0) },
        secrets: token.map { [$0] } ?? []),
      endpoint: Endpoint(), countsIdempotencyKeys: counts)
  }
}
