import HTTP
import JSON

/// Where a system posts its events, and what it signs them with.
struct StandinSubscription: Sendable {
  var url: String
  var secret: String

  init(url: String, secret: String) {
    self.url = url
    self.secret = secret
  }

  /// Reads the control interface's form: `url` and `secret`.
  init?(_ json: JSONValue) {
    guard let url = json["url"]?.stringValue, !url.isEmpty, let secret = json["secret"]?.stringValue
    else { return nil }
    self.init(url: url, secret: secret)
  }
}

extension [StandinWebhook.Answer] {
  /// The answers as the control interface shows them.
  var shown: JSONValue { .array(map(\.shown)) }
}
