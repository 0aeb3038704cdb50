/// The status of an answer (RFC 9110, section 15).
public struct HTTPStatus: Sendable, Hashable {
  /// The number, 100 to 599.
  public let code: Int

  /// A status by number.
  public init(_ code: Int) {
    self.code = code
  }

  /// 200: here it is.
  public static let ok = HTTPStatus(200)
  /// 201: made; `Location` says where.
  public static let created = HTTPStatus(201)
  /// 202: accepted and on disk, not yet applied.
  public static let accepted = HTTPStatus(202)
  /// 204: done, nothing to say.
  public static let noContent = HTTPStatus(204)
  /// 304: what the caller has is still right.
  public static let notModified = HTTPStatus(304)
  /// 400: the request cannot be understood.
  public static let badRequest = HTTPStatus(400)
  /// 401: no valid key was shown.
  public static let unauthorized = HTTPStatus(401)
  /// 403: the key does not allow this.
  public static let forbidden = HTTPStatus(403)
  /// 404: there is no such thing.
  public static let notFound = HTTPStatus(404)
  /// 405: not with this method; `Allow` lists those that work.
  public static let methodNotAllowed = HTTPStatus(405)
  /// 409: it contradicts the present state.
  public static let conflict = HTTPStatus(409)
  /// 412: the precondition (`If-Match`) does not hold.
  public static let preconditionFailed = HTTPStatus(412)
  /// 413: the body is larger than the server takes.
  public static let contentTooLarge = HTTPStatus(413)
  /// 415: not a media type the server reads.
  public static let unsupportedMediaType = HTTPStatus(415)
  /// 422: understood, but the content is wrong.
  public static let unprocessableContent = HTTPStatus(422)
  /// 429: too many requests; `Retry-After` says when there may be another.
  public static let tooManyRequests = HTTPStatus(429)
  /// 500: the server's fault.
  public static let internalServerError = HTTPStatus(500)
  /// 503: not now; `Retry-After` says when.
  public static let serviceUnavailable = HTTPStatus(503)

  /// Whether the request was fulfilled (2xx).
  public var isSuccess: Bool { (200..<300).contains(code) }

  /// The usual phrase, such as `Not Found`.
  public var phrase: String {
    switch code {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: "Status \(code)"
    }
  }
}
