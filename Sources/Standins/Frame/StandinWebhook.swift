public import HTTP
public import JSON

/// A post that a system makes of its own accord, signed as it signs.
public struct StandinWebhook: Sendable {
  /// What the receiver answered to one post.
  public struct Answer: Sendable, Hashable {
    /// The status; nil where no answer came.
    public var status: Int?
    /// The body, or why no answer came.
    public var text: String

    /// The answer as the control interface shows it.
    var shown: JSONValue {
      ["status": status.map { .number(String($0)) } ?? .null, "text": .string(text)]
    }
  }

  /// Where it is posted.
  public var url: String
  /// The bytes.
  public var body: [UInt8]
  /// Signature, id, time and whatever the test adds.
  public var headers: HTTPHeaders
  /// How many times it is delivered.
  public var times = 1
  /// Whether all deliveries go out at the same moment.
  public var isSimultaneous = false
  /// How often a delivery is repeated that was not answered with 2xx.
  public var redeliveries = 0
  /// Tells the system that it happened.
  private var happened: @Sendable () -> Void = {}

  /// Makes a webhook.
  ///
  /// - Parameters:
  ///   - url: Where it is posted.
  ///   - event: What the system tells; it writes the bytes as it does.
  ///   - standin: The system.
  ///   - secret: What both sides know.
  ///   - id: The id of the event, for systems that send one.
  public init(
    to url: String, _ event: JSONValue, from standin: any Standin, secret: String,
    id: String = Signing.randomID()
  ) {
    self.init(to: url, bytes: standin.webhookBody(event), from: standin, secret: secret, id: id)
    happened = { standin.happened(event) }
  }

  /// Makes a webhook of bytes that are sent as they are.
  public init(
    to url: String, bytes: [UInt8], from standin: any Standin, secret: String,
    id: String = Signing.randomID()
  ) {
    self.url = url
    body = bytes
    headers = standin.webhookHeaders(bytes, secret: secret, id: id)
  }

  /// Reads the control interface's form: `url`, `event` or `raw`, `secret`, `id`, `times`, `simultaneous`,
  /// `redeliveries`, `headers`.
  init?(_ json: JSONValue, from standin: any Standin) {
    guard let url = json["url"]?.stringValue else { return nil }
    let secret = json["secret"]?.stringValue ?? ""
    let id = json["id"]?.stringValue ?? Signing.randomID()
    if let raw = json["raw"]?.stringValue {
      self.init(to: url, bytes: Array(raw.utf8), from: standin, secret: secret, id: id)
    } else if let event = json["event"] {
      self.init(to: url, event, from: standin, secret: secret, id: id)
    } else {
      return nil
    }
    times = min(max(json["times"]?.intValue ?? 1, 1), 1000)
    isSimultaneous = json["simultaneous"]?.booleanValue ?? false
    redeliveries = min(max(json["redeliveries"]?.intValue ?? 0, 0), 100)
    for member in json["headers"]?.objectValue ?? [] {
      headers[member.name] = member.value.stringValue
    }
  }

  /// Posts it as often as asked.
  public func send() async -> [Answer] {
    happened()
    guard isSimultaneous else {
      var answers: [Answer] = []
      for _ in 0..<times { answers += await deliver() }
      return answers
    }
    return await withTaskGroup(of: [Answer].self) { group in
      for _ in 0..<times { group.addTask { await deliver() } }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// One delivery with its repetitions.
  private func deliver() async -> [Answer] {
    var answers: [Answer] = []
    for _ in 0...redeliveries {
      let answer = await post()
      answers.append(answer)
      if let status = answer.status, HTTPStatus(status).isSuccess { break }
    }
    return answers
  }

  private func post() async -> Answer {
    let call = HTTPCall(.post, url, headers: headers, body: body)
    do throws(HTTPClientError) {
      let response = try await HTTPClient().send(call)
      return Answer(status: response.status.code, text: response.bodyText)
    } catch {
      return Answer(status: nil, text: "\(error)")
    }
  }
}
