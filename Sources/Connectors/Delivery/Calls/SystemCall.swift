import DMN
package import HTTP
package import JSON

/// One call to an outside system, before it is bytes.
package struct SystemCall: Sendable {
  /// What is sent along.
  package enum Body: Sendable {
    /// Nothing.
    case none
    /// `application/json; charset=utf-8`.
    case json(JSONValue)
    /// `application/x-www-form-urlencoded`.
    case form([(name: String, value: String)])
    /// `multipart/form-data`.
    case multipart([MultipartPart])
    /// Bytes of any other type.
    case bytes([UInt8], contentType: String)
  }

  /// The method.
  package var method: HTTPMethod
  /// The whole address without its query.
  package var url: String
  /// The query, encoded when it is sent.
  package var query: [(name: String, value: String)] = []
  /// Header fields beyond those of the body and the token.
  package var headers: HTTPHeaders = [:]
  /// What is sent along.
  package var body: Body
  /// Whether doing it twice is the same as once, so that a lost answer is no reason to ask anybody.
  package var isRepeatable: Bool

  /// Makes a call; all methods but POST and PATCH are repeatable unless told otherwise.
  package init(
    _ method: HTTPMethod, _ url: String, query: [(name: String, value: String)] = [],
    headers: HTTPHeaders = [:], body: Body = .none, isRepeatable: Bool? = nil
  ) {
    self.method = method
    self.url = url
    self.query = query
    self.headers = headers
    self.body = body
    self.isRepeatable = isRepeatable ?? (method != .post && method != .patch)
  }

  /// The call as bytes.
  func encoded() -> HTTPCall {
    var call = HTTPCall(method, url, headers: headers)
    if !query.isEmpty {
      call.url += (url.contains("?") ? "&" : "?") + PercentEncoding.form(query)
    }
    switch body {
    case .none: break
    case .json(let json):
      call.body = Array(json.text.utf8)
      call.headers["Content-Type"] = "application/json; charset=utf-8"
    case .form(let fields):
      call.body = Array(PercentEncoding.form(fields).utf8)
      call.headers["Content-Type"] = "application/x-www-form-urlencoded"
    case .multipart(let parts):
      let (bytes, boundary) = MultipartPart.encode(parts)
      call.body = bytes
      call.headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
    case .bytes(let bytes, let contentType):
      call.body = bytes
      call.headers["Content-Type"] = contentType
    }
    if call.headers["Accept"] == nil { call.headers.add("Accept", "application/json") }
    return call
  }
}

/// One part of a `multipart/form-data` body (RFC 7578).
package struct MultipartPart: Sendable, Hashable {
  /// The name of the form field.
  package var name: String
  /// The name of the file; nil for a field that is none.
  package var fileName: String?
  /// The type of the content; nil for plain text.
  package var contentType: String?
  /// The content.
  package var content: [UInt8]

  /// Makes a part.
  package init(
    _ name: String, _ content: [UInt8], fileName: String? = nil, contentType: String? = nil
  ) {
    self.name = name
    self.content = content
    self.fileName = fileName
    self.contentType = contentType
  }

  /// The body and a boundary that occurs in none of the parts.
  static func encode(_ parts: [MultipartPart]) -> (bytes: [UInt8], boundary: String) {
    let digest = SHA256.digits(of: parts.flatMap { Array($0.name.utf8) + $0.content })
    let boundary = "docket-" + digest
    var bytes: [UInt8] = []
    for part in parts {
      var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(part.name))\""
      if let fileName = part.fileName { head += "; filename=\"\(quoted(fileName))\"" }
      head += "\r\n"
      if let type = part.contentType { head += "Content-Type: \(oneLine(type))\r\n" }
      bytes += Array((head + "\r\n").utf8) + part.content + Array("\r\n".utf8)
    }
    return (bytes + Array("--\(boundary)--\r\n".utf8), boundary)
  }

  /// As HTML forms write names: quotes and line ends would end the header.
  private static func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "%22"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func oneLine(_ text: String) -> String {
    String(text.filter { !$0.isNewline })
  }
}
