import Diagnostics
import HTTP
import JSON

/// The body of a request, read member by member; what is missing or unknown is reported.
struct RequestBody {
  private let value: JSONValue

  /// Reads a body that is an object of these members; a body that is not there is an empty object.
  ///
  /// - Throws: `Problem` when it is no JSON, no object, or has a member of another name.
  init(_ request: HTTPRequest, members names: [String]) throws(Problem) {
    try self.init(try Self.json(request), members: names)
  }

  /// Reads an object of these members.
  ///
  /// - Throws: `Problem` when it is no object, or has a member of another name.
  init(_ value: JSONValue, members names: [String]) throws(Problem) {
    self.value = value
    let known = names.joined(separator: ", ")
    guard let members = value.objectValue else {
      throw Problem.malformedBody("the body is no object; it takes \(known)")
    }
    for member in members where !names.contains(member.name) {
      throw Problem.malformedBody(
        "the body takes no \"\(member.name)\""
          + Suggestion.didYouMean(member.name, among: names) + "; it takes \(known)")
    }
  }

  /// The body of a request as JSON; an empty one is an empty object.
  ///
  /// - Throws: `Problem` with line and column when it is no JSON, or for another media type.
  static func json(_ request: HTTPRequest) throws(Problem) -> JSONValue {
    if request.body.isEmpty { return .object([]) }
    // curl -d says that it sends a form, and so do people's scripts; pages of other sites are known
    // by their Origin, not by this.
    let taken = ["application/json", "application/x-www-form-urlencoded"]
    if let type = request.headers["Content-Type"]?.lowercased(),
      !taken.contains(where: type.hasPrefix), !type.contains("+json")
    {
      throw Problem(
        ServiceCode.wrongMediaType, .unsupportedMediaType,
        "the body is \(type), but should be application/json")
    }
    do throws(JSONError) {
      return try JSONValue.parse(request.body, file: "body")
    } catch {
      throw Problem(
        ServiceCode.malformedJSON, .badRequest,
        "\(error.diagnostic.origin.place): \(error.diagnostic.headline)",
        diagnostics: [error.diagnostic])
    }
  }

  /// A member of any type; nil where it is null or not there.
  subscript(name: String) -> JSONValue? {
    // Not a `?:` with nil in it: that would be JSON's null.
    guard let member = value[name], !member.isNull else { return nil }
    return member
  }

  /// A member that is a text, if it is there.
  func text(_ name: String) throws(Problem) -> String? {
    guard let member = self[name] else { return nil }
    guard let text = member.stringValue else { throw wrongType(name, "a text") }
    return text
  }

  /// A member that is a text and must be there.
  func required(_ name: String) throws(Problem) -> String {
    guard let text = try text(name), !text.isEmpty else {
      throw Problem.malformedBody("the body needs the member \"\(name)\"")
    }
    return text
  }

  /// A member that is a truth value, false if it is not there.
  func flag(_ name: String) throws(Problem) -> Bool {
    guard let member = self[name] else { return false }
    guard let flag = member.booleanValue else { throw wrongType(name, "true or false") }
    return flag
  }

  private func wrongType(_ name: String, _ expected: String) -> Problem {
    Problem.malformedBody("the member \"\(name)\" should be \(expected)")
  }
}

extension HTTPRequest {
  /// The page size asked for.
  func limit(_ standard: Int = 100, most: Int = 1000) throws(Problem) -> Int {
    guard let text = query("limit") else { return standard }
    guard let limit = Int(text), (1...most).contains(limit) else {
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "limit is \"\(text)\", but should be a number from 1 to \(most)")
    }
    return limit
  }

  /// Where the page before ended.
  ///
  /// - Parameter read: Reads what a page gave as its `next`; nil for what is none.
  /// - Returns: What was read; nil for the first page.
  /// - Throws: `Problem` for a cursor that no page gave.
  func cursor<Cursor>(_ read: (String) -> Cursor?) throws(Problem) -> Cursor? {
    guard let text = query("cursor") else { return nil }
    guard let cursor = read(text) else {
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "cursor is \"\(text)\", but should be the `next` of the page before")
    }
    return cursor
  }

  /// A truth value of the query: `?wait`, `?wait=true`.
  func isSet(_ name: String) -> Bool {
    query(name).map { $0.isEmpty || $0 == "true" || $0 == "1" } ?? false
  }
}

extension HTTPResponse {
  /// An answer in JSON.
  static func json(
    _ value: JSONValue, status: HTTPStatus = .ok, headers: HTTPHeaders = [:]
  ) -> HTTPResponse {
    var writer = JSONWriter()
    writer.write(value)
    writer.writeRaw([0x0A])
    var headers = headers
    headers["Content-Type"] = "application/json"
    return HTTPResponse(status, headers: headers, body: writer.bytes)
  }
}
