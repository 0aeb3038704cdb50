public import Casework
public import Connectors
import JSON

/// The way from one case to another: `send EVENT to cases with { workflow: …, key: …, data: … }`.
///
/// The event goes to the open case of the workflow under the key, once however often it is tried; where there is
/// none, nothing happens, and the sender hears `found: false`.
public struct CaseConnector: DeliveryConnector {
  /// The name under which every workflow reaches it.
  public static let name = "cases"

  private let cases: CaseService

  /// Makes the connector.
  public init(cases: CaseService) {
    self.cases = cases
  }

  /// The event's id is the message's key.
  public var countsIdempotencyKeys: Bool { true }

  /// Puts the event into the other case's inbox.
  ///
  /// - Throws: `DeliveryError`, permanent where workflow, key or event are wrong.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    guard let workflow = delivery.data["workflow"]?.stringValue,
      let key = delivery.data["key"]?.stringValue
    else {
      throw DeliveryError(
        .permanent, "an event to another case needs { workflow: \"…\", key: \"…\", data: … }")
    }
    do {
      let page = try cases.list(ListRequest(workflow: workflow, key: key))
      guard let open = page.cases.first(where: \.record.status.isUnfinished) else {
        return DeliveryReceipt(data: ["found": false])
      }
      _ = try cases.send(
        SendRequest(
          reference: "\(open.record.id)", event: delivery.event,
          data: delivery.data["data"] ?? .null, eventID: delivery.idempotencyKey))
      return DeliveryReceipt(data: ["found": true, "case": .string("\(open.record.id)")])
    } catch let error as CaseworkError {
      throw DeliveryError(.permanent, error.message)
    } catch {
      throw DeliveryError(.retryable(after: nil), "the store does not answer: \(error)")
    }
  }
}
