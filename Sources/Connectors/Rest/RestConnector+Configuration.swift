import HTTP
import JSON

extension RestConnector: ConnectorKind {
  package static let kind = "rest"
  package static let members = [
    "url", "token", "headers", "operations", "countsIdempotencyKeys", "timeoutSeconds",
  ]
  private static let callMembers = [
    "when", "method", "path", "query", "body", "onNotFound", "onSuccess",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    var headers = HTTPHeaders()
    for (name, value) in section.members("headers") { headers.add(name, value) }
    var secrets = headers.fields.map(\.value)
    guard let url = section.address("url"), let limits = section.limits(),
      let counts = section.flag("countsIdempotencyKeys", or: true),
      let operations = section.object("operations")
    else { return nil }
    if section.json["token"] != nil {
      guard let token = section.secret("token") else { return nil }
      headers["Authorization"] = "Bearer \(token)"
      secrets.append(token)
    }
    guard !operations.isEmpty else {
      section.report(
        "operations", "the connector \"\(section.name)\" describes no operations",
        expected: "messages and their calls, such as \"order.create\": {\"path\": \"/orders\"}")
      return nil
    }
    var calls: [(name: String, choices: [RestOperation])] = []
    for member in operations {
      let items = member.value.arrayValue ?? [member.value]
      let choices = items.compactMap { call($0, of: member.name, &section) }
      guard choices.count == items.count else { return nil }
      calls.append((member.name, choices))
    }
    let name = section.name
    return RestConnector(
      base: url, calls: calls, headers: headers,
      client: SystemClient(name, limits: limits, secrets: secrets) { judge($0, name) },
      countsIdempotencyKeys: counts)
  }

  private static func call(
    _ json: JSONValue, of message: String, _ section: inout ConnectorSection
  ) -> RestOperation? {
    func refuse(_ what: String, _ expected: String) {
      section.report(
        "operations", "the call of \(message) in the connector \"\(section.name)\" \(what)",
        expected: expected)
    }
    for member in json.objectValue ?? [] where !callMembers.contains(member.name) {
      refuse("has the member \"\(member.name)\"", callMembers.joined(separator: ", "))
      return nil
    }
    let path = json["path"]?.stringValue ?? ""
    guard path.hasPrefix("/"), !path.contains("?"), !path.contains("#") else {
      refuse("has no path", "a path such as /orders/{orderId}; the query stands in \"query\"")
      return nil
    }
    let method = json["method"]?.stringValue ?? "POST"
    guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
      refuse("has the method \(json["method"]?.text ?? "")", "GET, POST, PUT, PATCH or DELETE")
      return nil
    }
    for name in ["when", "query", "onNotFound", "onSuccess"] {
      if let value = json[name], value.objectValue == nil {
        refuse("has \"\(name)\" \(value.text)", "an object")
        return nil
      }
    }
    return RestOperation(
      when: json["when"]?.objectValue ?? [], method: HTTPMethod(method), path: path,
      query: json["query"]?.objectValue ?? [], body: json["body"], onNotFound: json["onNotFound"],
      onSuccess: json["onSuccess"])
  }
}
