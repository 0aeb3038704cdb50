import HTTP
import JSON

/// How one message becomes one call.
struct RestOperation: Sendable {
  /// The fields that must have these values for this call to be the one.
  var when: [JSONMember]
  var method: HTTPMethod
  /// The path after the connector's address, with places.
  var path: String
  var query: [JSONMember]
  /// The body with places; nil for every field that stands in no other place.
  var body: JSONValue?
  /// What a 404 means instead of a failure; nil for a failure.
  var onNotFound: JSONValue?
  /// What is added to what a success brings.
  var onSuccess: JSONValue?

  /// Whether the message is meant.
  func fits(_ fields: OperationFields) -> Bool {
    when.allSatisfy { (fields[$0.name] ?? .null) == $0.value }
  }

  /// The fields that stand in the path.
  var pathFields: [String] { RestTemplate.names(in: path) }

  /// The call for a message.
  ///
  /// - Throws: `DeliveryError`, permanent, when a field of the path or the query is not there.
  func call(
    _ base: String, _ fields: OperationFields, headers: HTTPHeaders, isRepeatable: Bool
  ) throws(DeliveryError) -> SystemCall {
    for name in pathFields { _ = try fields.required(name) }
    let filled = RestTemplate.fill(path) { fields.text($0).map(PercentEncoding.encode) } ?? path
    var query: [(name: String, value: String)] = []
    var used = Set(pathFields)
    for member in self.query {
      used.formUnion(RestTemplate.names(in: member.value))
      guard let value = RestTemplate.fill(member.value, { fields[$0] }) else { continue }
      query.append((member.name, value.shown))
    }
    var content = SystemCall.Body.none
    if method != .get, method != .delete || body != nil {
      let rest = (fields.data.objectValue ?? []).filter { !used.contains($0.name) }
      content = .json(body.flatMap { RestTemplate.fill($0) { fields[$0] } } ?? .object(rest))
    }
    return SystemCall(
      method, base + filled, query: query, headers: headers, body: content,
      isRepeatable: isRepeatable || method == .get)
  }
}
