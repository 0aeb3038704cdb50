import Diagnostics
import HTTP
import JSON

/// Delivers to a system of no maker that takes JSON over REST: each message is a call that the configuration
/// describes, with `Idempotency-Key`.
public struct RestConnector: DeliveryConnector {
  /// The address of the system, without a slash at its end.
  let base: String
  /// What each message becomes: the first that fits.
  let calls: [(name: String, choices: [RestOperation])]
  let headers: HTTPHeaders
  let client: SystemClient
  /// Whether the system counts the keys it is sent.
  public let countsIdempotencyKeys: Bool

  /// The messages that the configuration describes.
  public var operations: [ConnectorOperation]? {
    calls.map { name, choices in
      let inAll = choices.first?.pathFields.filter { field in
        choices.allSatisfy { $0.pathFields.contains(field) }
      }
      return ConnectorOperation(
        name, (inAll ?? []).map { .required($0, .scalar) }, takesOthers: true)
    }
  }

  /// Makes the call of the message.
  ///
  /// - Throws: `DeliveryError`; permanent for a message that the configuration does not describe.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    guard let choices = calls.first(where: { $0.name == delivery.event })?.choices else {
      let known = calls.map { $0.name }
      throw DeliveryError(
        .permanent,
        "\"\(delivery.connector)\" cannot do \(delivery.event)"
          + Suggestion.didYouMean(delivery.event, among: known)
          + "; its configuration describes " + known.joined(separator: ", "))
    }
    let fields = OperationFields(delivery.data, of: delivery.event)
    guard let operation = choices.first(where: { $0.fits(fields) }) else {
      throw DeliveryError(
        .permanent,
        "no call of \(delivery.event) in the configuration of \"\(delivery.connector)\" fits: "
          + choices.map { JSONValue.object($0.when).text }.joined(separator: ", "))
    }
    var headers = headers
    if operation.method != .get { headers["Idempotency-Key"] = delivery.idempotencyKey }
    let call = try operation.call(
      base, fields, headers: headers, isRepeatable: countsIdempotencyKeys)
    do throws(DeliveryError) {
      let answer = try await client.send(call)
      return DeliveryReceipt(data: Self.data(of: answer, adding: operation.onSuccess))
    } catch {
      if let instead = operation.onNotFound, error.data["status"]?.intValue == 404 {
        return DeliveryReceipt(data: instead)
      }
      throw error
    }
  }

  /// The members of the answer's body, with its status and `Location`.
  private static func data(of answer: SystemAnswer, adding more: JSONValue?) -> JSONValue {
    var members = answer.json.objectValue ?? []
    func add(_ name: String, _ value: JSONValue) {
      if !members.contains(where: { $0.name == name }) { members.append(JSONMember(name, value)) }
    }
    if answer.json.objectValue == nil, !answer.body.isEmpty {
      add("body", answer.json.isNull ? .string(answer.text) : answer.json)
    }
    for member in more?.objectValue ?? [] { add(member.name, member.value) }
    add("status", .whole(answer.status))
    if let location = answer.headers["Location"] { add("location", .string(location)) }
    return .object(members)
  }

  /// What an answer means: problem documents (RFC 9457) tell why in `title` and `detail`.
  static func judge(_ answer: SystemAnswer, _ system: String) -> AnswerVerdict {
    let parts = ["title", "detail"].compactMap { answer.json[$0]?.stringValue }
    return .byStatus(
      answer, system, reason: parts.isEmpty ? nil : parts.joined(separator: ": "))
  }
}
