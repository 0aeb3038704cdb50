public import HTTP
public import JSON

extension HTTPResponse {
  /// An answer in JSON.
  public static func json(
    _ value: JSONValue, status: HTTPStatus = .ok, headers: HTTPHeaders = [:],
    type: String = "application/json; charset=utf-8"
  ) -> HTTPResponse {
    var headers = headers
    headers["Content-Type"] = type
    return HTTPResponse(status, headers: headers, body: Array(value.text.utf8))
  }

  /// A problem document (RFC 9457).
  public static func problem(_ status: HTTPStatus, _ detail: String) -> HTTPResponse {
    .json(
      [
        "type": "about:blank", "title": .string(status.phrase),
        "status": .number(String(status.code)), "detail": .string(detail),
      ], status: status, type: "application/problem+json")
  }
}

extension JSONValue {
  /// The value without its members that are null.
  public var withoutNulls: JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !$0.value.isNull })
  }
}
