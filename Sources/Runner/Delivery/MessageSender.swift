import Casework
import Connectors
import FEEL
import HTTP
import JSON
import Statechart

/// Hands one outgoing message over and tells what it means for the case.
struct MessageSender: Sendable {
  /// What became of an attempt.
  enum Outcome: Sendable {
    /// The receiver has it; the case gets this event, if any.
    case delivered(StatechartEvent?)
    /// Not now; perhaps later, not before so many seconds if the receiver asked for that.
    case retry(reason: String, after: Int?, ambiguous: Bool)
    /// Never; the case gets the event of `failure`. Ambiguous if the receiver may have acted.
    case refused(reason: String, data: Value, ambiguous: Bool = false)
  }

  let connectors: ConnectorRegistry
  let store: any CaseStore
  /// Where calls to addresses go that a case names.
  let reach: AddressReach

  func send(_ message: OutboxMessage) async -> Outcome {
    switch message.kind {
    case .connector: await deliver(message)
    case .http: await call(message)
    case .basicHTTP: await post(message)
    }
  }

  /// The event that tells a case that a message was given up.
  static func failure(
    _ message: OutboxMessage, reason: String, data: Value, isAmbiguous: Bool
  ) -> StatechartEvent {
    guard message.kind == .connector else {
      return .failure(
        "error.communication", reason: reason, sendID: message.sendID, invokeID: message.invokeID)
    }
    return StatechartEvent(
      "\(message.event).failed", sendID: message.sendID,
      data: .context(
        ContextValue([
          "reason": .string(reason), "answer": data, "ambiguous": .boolean(isAmbiguous),
        ])))
  }

  // MARK: Connectors

  private func deliver(_ message: OutboxMessage) async -> Outcome {
    let delivery = Delivery(
      idempotencyKey: message.idempotencyKey, connector: message.target, event: message.event,
      caseID: message.caseID.description, caseKey: message.caseKey, data: message.data.json,
      attempt: message.attempts + 1, sentAt: message.createdAt.description,
      progress: progress(of: message))
    let connector = connectors[message.target]
    do throws(DeliveryError) {
      if message.isAmbiguous, connector.canLookUp {
        switch try await connector.lookup(delivery) {
        case .delivered(let receipt): return Self.delivered(message, receipt)
        case .notDelivered: break
        case .unknown:
          // Without an attempt since, a person has looked and wants it sent.
          guard connector.countsIdempotencyKeys || message.attempts == 0 else {
            return .refused(
              reason: "nobody can tell whether an earlier attempt was received", data: .null,
              ambiguous: true)
          }
        }
      }
      return Self.delivered(message, try await connector.deliver(delivery))
    } catch {
      switch error.kind {
      case .retryable(let after):
        return .retry(reason: error.message, after: after, ambiguous: message.isAmbiguous)
      case .ambiguous where connector.countsIdempotencyKeys || connector.canLookUp:
        return .retry(reason: error.message, after: nil, ambiguous: true)
      case .ambiguous:
        return .refused(reason: error.message, data: Value(json: error.data), ambiguous: true)
      case .permanent: return .refused(reason: error.message, data: Value(json: error.data))
      }
    }
  }

  /// How far earlier attempts came; what this one saves is on disk before it goes on.
  private func progress(of message: OutboxMessage) -> DeliveryProgress {
    let saved = message.progress.flatMap { try? JSONValue.parse($0) }
    return DeliveryProgress(saved ?? .null) { [store] value in
      let isThere = try store.write { transaction in
        try transaction.saveProgress(value.isNull ? nil : value.text, of: message.id)
      }
      guard isThere else {
        throw DeliveryError(.permanent, "the message was taken out of the outbox meanwhile")
      }
    }
  }

  private static func delivered(_ message: OutboxMessage, _ receipt: DeliveryReceipt) -> Outcome {
    .delivered(
      StatechartEvent(
        "\(message.event).delivered", sendID: message.sendID, data: Value(json: receipt.data)))
  }

  // MARK: HTTP calls

  /// The call of an `http` invocation; any answer is one, whatever its status, unless the server asks
  /// to come back.
  private func call(_ message: OutboxMessage) async -> Outcome {
    guard case .context(let arguments) = message.data else {
      return .refused(reason: "the call has no arguments", data: .null)
    }
    var headers: HTTPHeaders = ["Idempotency-Key": message.idempotencyKey]
    if case .context(let fields)? = arguments["headers"] {
      for field in fields.entries { headers.add(field.key, field.value.text) }
    }
    var body: [UInt8] = []
    switch arguments["body"] ?? .null {
    case .null: break
    case .string(let text): body = Array(text.utf8)
    case let value:
      body = Array(value.json.text.utf8)
      if headers["Content-Type"] == nil {
        headers.add("Content-Type", "application/json; charset=utf-8")
      }
    }
    let method: HTTPMethod =
      if case .string(let name)? = arguments["method"] { HTTPMethod(name.uppercased()) } else {
        body.isEmpty ? .get : .post
      }
    var client = HTTPClient(reach: reach)
    if case .daysAndTimeDuration(let timeout)? = arguments["timeout"] {
      client.limits.total = .nanoseconds(Int64(clamping: max(0, timeout.nanoseconds)))
    }
    return await answer(to: HTTPCall(method, message.target, headers: headers, body: body), client)
    {
      response in
      .delivered(
        .invocationDone(
          message.invokeID ?? "",
          data: .context(
            ContextValue([
              "status": .number(Number(response.status.code)),
              "headers": .context(
                ContextValue(
                  response.headers.fields.map { .init($0.name.lowercased(), .string($0.value)) })),
              "body": Self.value(of: response),
            ]))))
    }
  }

  /// An event for an address outside; spec: SCXML 1.0 § C.2.
  private func post(_ message: OutboxMessage) async -> Outcome {
    let event = StatechartEvent(message.event, sendID: message.sendID, data: message.data)
    let encoded = BasicHTTPMessage(event, isContent: message.isContent, url: message.target)
    let url = Self.origin(of: message.target) + encoded.path
    let headers: HTTPHeaders = [
      "Idempotency-Key": message.idempotencyKey, "Content-Type": encoded.contentType,
    ]
    return await answer(
      to: HTTPCall(.post, url, headers: headers, body: Array(encoded.body.utf8)),
      HTTPClient(reach: reach)
    ) { response in
      response.status.isSuccess
        ? .delivered(nil)
        : .refused(
          reason: "\(message.target) answered \(response.status.code)",
          data: Self.value(of: response))
    }
  }

  /// Scheme and host of a URL.
  private static func origin(of url: String) -> String {
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3 else { return "" }
    return "\(parts[0])//\(parts[2].prefix { !"?#".contains($0) })"
  }

  private func answer(
    to call: HTTPCall, _ client: HTTPClient, _ judge: (HTTPResponse) -> Outcome
  ) async -> Outcome {
    do throws(HTTPClientError) {
      let response = try await client.send(call)
      guard [408, 429, 502, 503, 504].contains(response.status.code) else {
        return judge(response)
      }
      return .retry(
        reason: "\(call.url) answered \(response.status.code)",
        after: RetryAfter.seconds(of: response), ambiguous: false)
    } catch {
      switch error {
      case .malformedURL, .addressRefused: return .refused(reason: "\(error)", data: .null)
      case .answerTooLarge: return .refused(reason: "\(error)", data: .null, ambiguous: true)
      case .notConnected: return .retry(reason: "\(error)", after: nil, ambiguous: false)
      // The idempotency key makes a repetition of an interrupted call safe for who counts them.
      case .interrupted: return .retry(reason: "\(error)", after: nil, ambiguous: true)
      }
    }
  }

  private static func value(of response: HTTPResponse) -> Value {
    let text = String(decoding: response.body, as: UTF8.self)
    guard response.headers["Content-Type"]?.lowercased().contains("json") == true,
      let json = try? JSONValue.parse(response.body, file: "the answer")
    else { return text.isEmpty ? .null : .string(text) }
    return Value(json: json)
  }
}

extension Value {
  /// A string as it is, anything else as its FEEL text.
  fileprivate var text: String {
    if case .string(let text) = self { text } else { feelText }
  }
}
