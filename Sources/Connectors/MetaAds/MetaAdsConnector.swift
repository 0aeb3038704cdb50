import HTTP
public import JSON

/// What can be asked of Meta's Marketing API.
public enum MetaAdsOperation: String, OperationSet {
  /// Moves people between audiences.
  case updateAudiences = "audience.update"
  /// Adds people to audiences.
  case addToAudiences = "audience.add"
  /// Takes people out of audiences.
  case removeFromAudiences = "audience.remove"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .updateAudiences:
      [.required("user", .any), .optional("add", .list), .optional("remove", .list)]
    case .addToAudiences, .removeFromAudiences:
      [.required("user", .any), .required("audiences", .list)]
    }
  }
}

/// Delivers to the custom audiences of Meta's ads, which Instagram's campaigns use.
///
/// People are told by hashes alone: what is not hashed yet is normalised and hashed here.
public struct MetaAdsConnector: OperationConnector {
  let graph: GraphAPI
  /// The ids of audiences by the names that tables use.
  let audiences: [String: String]

  /// Adding or removing somebody twice is doing it once.
  public var countsIdempotencyKeys: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; a flagged audience is tried again after an hour.
  public func perform(
    _ operation: MetaAdsOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let people = try AudienceMembers(fields)
    var changes: [(method: HTTPMethod, audience: String)] = []
    switch operation {
    case .updateAudiences:
      // Removals first: what somebody no longer agrees to must not wait for anything.
      changes = try ids("remove", fields).map { (.delete, $0) }
      changes += try ids("add", fields).map { (.post, $0) }
    case .addToAudiences: changes = try ids("audiences", fields).map { (.post, $0) }
    case .removeFromAudiences: changes = try ids("audiences", fields).map { (.delete, $0) }
    }
    var (received, invalid) = (0, 0)
    for change in changes {
      for payload in people.payloads {
        let answer = try await graph.call(
          change.method, [change.audience, "users"], body: .form([("payload", payload.text)]),
          isRepeatable: true)
        received &+= answer["num_received"]?.intValue ?? 0
        invalid &+= answer["num_invalid_entries"]?.intValue ?? 0
      }
    }
    return [
      "received": .number(String(received)), "invalid": .number(String(invalid)),
      "audiences": .number(String(changes.count)),
    ]
  }

  private func ids(_ field: String, _ fields: OperationFields) throws(DeliveryError) -> [String] {
    var ids: [String] = []
    for item in fields.list(field) {
      guard let id = item.stringValue.flatMap({ audiences[$0] }) else {
        throw fields.fault(
          field, "names \(FieldType.phrase(of: item))",
          expected: "one of the configured audiences: "
            + audiences.keys.sorted().joined(separator: ", "))
      }
      ids.append(id)
    }
    return ids
  }
}
