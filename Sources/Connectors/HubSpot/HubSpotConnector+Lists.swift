import HTTP
import JSON

extension HubSpotConnector {
  /// Puts an object on a list; one that is on it already stays on it.
  func join(_ name: String, _ result: JSONValue) async throws(DeliveryError) -> JSONValue {
    guard let list = lists[name] else {
      throw DeliveryError(
        .permanent, "HubSpot: no list \"\(name)\" is configured (\"lists\": {\"\(name)\": …})")
    }
    guard let id = result["id"]?.stringValue else { return result }
    try await change(list, add: [id])
    return result
  }

  /// One list for each status: the contact goes onto the new one before it leaves the others.
  func setMember(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    let (customer, campaign) = (try fields.required("customer"), try fields.required("campaign"))
    let status = try fields.required("status")
    guard let lists = campaigns[campaign], let list = lists[status] else {
      let known = campaigns[campaign].map { $0.keys.sorted() } ?? []
      throw DeliveryError(
        .permanent,
        "HubSpot: no list is configured for \"\(status)\" of the campaign \"\(campaign)\""
          + (known.isEmpty ? "" : ", only for " + known.joined(separator: ", "))
          + " (\"campaigns\": {\"\(campaign)\": {\"\(status)\": …}})",
        data: ["campaign": .string(campaign), "status": .string(status)])
    }
    guard let id = try await person(customer)?["id"]?.stringValue else {
      throw fields.fault("customer", "is \"\(customer)\"", expected: "a contact HubSpot has")
    }
    try await change(list, add: [id])
    for other in Set(lists.values).subtracting([list]).sorted() {
      try await change(other, remove: [id])
    }
    return ["id": .string(id), "list": .string(list)]
  }

  private func change(
    _ list: String, add: [String] = [], remove: [String] = []
  ) async throws(DeliveryError) {
    _ = try await client.send(
      SystemCall(
        .put, "\(base)/crm/v3/lists/\(PercentEncoding.encode(list))/memberships/add-and-remove",
        body: .json([
          "recordIdsToAdd": .array(add.map(JSONValue.string)),
          "recordIdsToRemove": .array(remove.map(JSONValue.string)),
        ])))
  }
}
