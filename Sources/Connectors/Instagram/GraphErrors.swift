import HTTP
import JSON

/// How Meta's Graph API says what is wrong: by `code` and `error_subcode` in the body, mostly under 400.
enum GraphErrors {
  /// What an answer means.
  static func judge(_ answer: SystemAnswer, _ system: String) -> AnswerVerdict {
    let fault = answer.json["error"]
    guard let fault, fault.objectValue != nil else {
      return AnswerVerdict.byStatus(answer, system)
    }
    let code = fault["code"]?.intValue ?? 0
    let subcode = fault["error_subcode"]?.intValue
    let meaning = classify(code, subcode, fault, answer)
    var message = "\(system) answered with error \(code)" + (subcode.map { "/\($0)" } ?? "")
    message += ": " + (meaning.words ?? fault["message"]?.stringValue ?? "no reason")
    if let trace = fault["fbtrace_id"]?.stringValue { message += ", fbtrace_id \(trace)" }
    let data = JSONValue.context([
      ("status", .number(String(answer.status))), ("code", .number(String(code))),
      ("subcode", subcode.map { .number(String($0)) }), ("message", fault["message"]),
      ("receiptReason", .string(meaning.reason.rawValue)), ("fbtraceId", fault["fbtrace_id"]),
    ])
    let error = DeliveryError(meaning.kind, message, data: data)
    return code == 190 ? .tokenRefused(error) : .failed(error)
  }

  /// What a code means: for another attempt, for the agent's receipt, and in words where Meta's own say little.
  private struct Meaning {
    var kind: DeliveryError.Kind
    var reason: GenesysReason
    var words: String?

    init(_ kind: DeliveryError.Kind, _ reason: GenesysReason, _ words: String? = nil) {
      self.kind = kind
      self.reason = reason
      self.words = words
    }
  }

  private static func classify(
    _ code: Int, _ subcode: Int?, _ fault: JSONValue, _ answer: SystemAnswer
  ) -> Meaning {
    switch (code, subcode) {
    case (190, _):
      // The channel stands still until there is another token; what waits is kept.
      return Meaning(
        .retryable(after: 900), .serverError, "the access token is expired or not valid")
    case (10, 2_534_022), (10, 2_018_278):
      return Meaning(.permanent, .messageNotAllowed, "outside the 24 hour window")
    case (200...299, _) where !isAboutConsent(fault):
      // Every call would fail so: the channel stands still, and what waits is kept.
      return Meaning(
        .retryable(after: 900), .serverError,
        "a permission is missing: " + (fault["message"]?.stringValue ?? "no reason"))
    case (10, _), (200...299, _): return Meaning(.permanent, .generalError)
    case (551, _), (_, 2_534_014), (_, 2_534_001): return Meaning(.permanent, .invalidDestination)
    case (_, 2_534_025): return Meaning(.permanent, .messageNotAllowed)
    case (_, 2_534_013): return Meaning(.retryable(after: wait(answer) ?? 300), .rateLimited)
    case (4, _), (17, _), (32, _), (613, _), (80_000...80_999, _):
      return Meaning(.retryable(after: wait(answer) ?? 60), .rateLimited)
    case (100, 1_713_230):
      return Meaning(
        .retryable(after: 3600), .generalError,
        "the audience is flagged: it takes no changes until that is resolved")
    case (100, _):
      let words = fault["message"]?.stringValue?.lowercased() ?? ""
      let isLength = words.contains("length") || words.contains("too long")
      return Meaning(.permanent, isLength ? .invalidMessageStructure : .generalError)
    case (1, _), (2, _), (1200, _):
      return Meaning(.retryable(after: answer.retryAfter), .serverError)
    default:
      if fault["is_transient"] == true || answer.status >= 500 || answer.status == 429 {
        return Meaning(.retryable(after: wait(answer)), .serverError)
      }
      return Meaning(.permanent, .generalError)
    }
  }

  /// 230 also says that one person has not agreed to be looked up.
  private static func isAboutConsent(_ fault: JSONValue) -> Bool {
    fault["message"]?.stringValue?.lowercased().contains("consent") == true
  }

  /// The seconds until calls are allowed again: `Retry-After`, or the minutes that the header of usage names.
  private static func wait(_ answer: SystemAnswer) -> Int? {
    if let seconds = answer.retryAfter { return seconds }
    guard let usage = answer.headers["X-Business-Use-Case-Usage"],
      let json = try? JSONValue.parse(Array(usage.utf8), file: "usage")
    else { return nil }
    let minutes = (json.objectValue ?? []).flatMap { $0.value.arrayValue ?? [] }
      .compactMap { $0["estimated_time_to_regain_access"]?.intValue }.max()
    return minutes.flatMap { $0 > 0 ? min($0, 1440) * 60 : nil }
  }
}
