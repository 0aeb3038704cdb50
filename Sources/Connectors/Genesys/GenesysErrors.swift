import JSON

/// How Genesys Cloud says what is wrong.
enum GenesysErrors {
  /// What an answer means.
  ///
  /// The error body has `message`, `code`, `status` and `contextId`, by which Genesys's support finds a call.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json
    var reason = body["message"]?.stringValue ?? ""
    if let code = body["code"]?.stringValue { reason += reason.isEmpty ? code : " (\(code))" }
    if let context = body["contextId"]?.stringValue { reason += ", contextId \(context)" }
    let data = JSONValue.context([
      ("status", .number(String(answer.status))), ("code", body["code"]),
      ("message", body["message"]), ("contextId", body["contextId"]),
    ])
    let verdict = AnswerVerdict.byStatus(
      answer, "Genesys Cloud", reason: reason.isEmpty ? nil : reason, data: data)
    guard case .failed(var error) = verdict, answer.status == 429, answer.retryAfter == nil else {
      return verdict
    }
    error.kind = .retryable(after: seconds(in: reason))
    return .failed(error)
  }

  /// `Retry the request in [12] seconds`.
  private static func seconds(in message: String) -> Int? {
    guard let open = message.firstIndex(of: "["), let close = message[open...].firstIndex(of: "]")
    else { return nil }
    return Int(message[message.index(after: open)..<close])
  }
}
