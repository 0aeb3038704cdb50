package import HTTP
package import JSON

/// What an outside system answered.
package struct SystemAnswer: Sendable {
  /// The status code.
  package let status: Int
  /// The header fields.
  package let headers: HTTPHeaders
  /// The body.
  package let body: [UInt8]
  /// The body as JSON; null when it is none.
  package let json: JSONValue

  /// Reads an answer.
  package init(_ response: HTTPResponse) {
    status = response.status.code
    headers = response.headers
    body = response.body
    json = (try? JSONValue.parse(response.body, file: "answer")) ?? .null
  }

  /// Whether the status is 2xx.
  package var isSuccess: Bool { (200..<300).contains(status) }

  /// The body as text, cut where it is long: for messages to people.
  package var text: String {
    String(String(decoding: body.prefix(600), as: UTF8.self).prefix(200))
  }

  /// The seconds that the system asks to wait, from `Retry-After`; nil when it does not.
  package var retryAfter: Int? {
    RetryAfter.seconds(of: HTTPResponse(HTTPStatus(status), headers: headers))
  }

  /// The answer as the data of an event: its status, and its body as JSON or else as text.
  package var data: JSONValue {
    [
      "status": .number(String(status)),
      "body": json.isNull && !body.isEmpty ? .string(text) : json,
    ]
  }
}

/// What an answer means, as the system's own rules say.
package enum AnswerVerdict: Sendable {
  /// The system did what it was asked.
  case done
  /// It did not, or may not have.
  case failed(DeliveryError)
  /// It does not take the token: another is fetched, once.
  case tokenRefused(DeliveryError)
}

extension AnswerVerdict {
  /// What the status alone says: 2xx is done, 401 refuses the token, 408, 425, 429 and the passing faults
  /// of servers may go away, everything else stays as it is; redirects are not followed.
  ///
  /// - Parameters:
  ///   - answer: The answer.
  ///   - system: The system's name for people.
  ///   - reason: What the system itself said, if it can be told.
  ///   - data: The data of the event `MESSAGE.failed`; status and body unless told otherwise.
  /// - Returns: What the answer means.
  package static func byStatus(
    _ answer: SystemAnswer, _ system: String, reason: String? = nil, data: JSONValue? = nil
  ) -> AnswerVerdict {
    if answer.isSuccess { return .done }
    let message = "\(system) answered \(answer.status)" + (reason.map { ": \($0)" } ?? "")
    let data = data ?? answer.data
    switch answer.status {
    case 401: return .tokenRefused(DeliveryError(.permanent, message, data: data))
    case 408, 425, 429, 500, 502, 503, 504:
      return .failed(DeliveryError(.retryable(after: answer.retryAfter), message, data: data))
    default: return .failed(DeliveryError(.permanent, message, data: data))
    }
  }
}
