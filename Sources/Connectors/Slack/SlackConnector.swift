import HTTP
public import JSON

/// What can be asked of Slack.
public enum SlackOperation: String, OperationSet {
  /// Posts a message into a channel.
  case postMessage = "message.post"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    [.optional("channel", .text), .required("text", .text), .optional("blocks", .list)]
  }
}

/// Delivers to Slack by incoming webhooks, one for each channel.
///
/// Slack counts no keys and cannot be asked: a message whose answer was lost goes to a person.
public struct SlackConnector: OperationConnector {
  /// The address for each channel.
  let channels: [String: String]
  /// The address for channels that have none of their own.
  let standard: String?
  let client: SystemClient

  /// A second post would be a second message.
  public var countsIdempotencyKeys: Bool { false }

  /// Posts a message.
  ///
  /// - Throws: `DeliveryError`; ambiguous when the answer was lost.
  public func perform(
    _ operation: SlackOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    var text = Self.escaped(try fields.required("text"))
    let channel = fields.text("channel")
    let url: String
    if let channel, let own = channels[channel] {
      url = own
    } else if let standard {
      url = standard
      // The webhook's own channel is not the one that was meant: people should see that.
      if let channel { text = "[\(Self.escaped(channel))] \(text)" }
    } else {
      throw fields.fault(
        "channel", channel.map { "is \"\($0)\"" } ?? "is missing",
        expected: channels.keys.sorted().joined(separator: ", ")
          + " (\"channels\" in the configuration)"
      )
    }
    let answer = try await client.send(
      SystemCall(
        .post, url, body: .json(.context([("text", .string(text)), ("blocks", fields["blocks"])]))))
    return ["status": .whole(answer.status)]
  }

  /// The text with the three characters that Slack reads as markup.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// What an answer means: Slack tells its errors as one word of plain text.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let word = answer.text.prefix { $0 != "\n" }
    let data: JSONValue = ["status": .whole(answer.status), "error": .string(String(word))]
    let verdict = AnswerVerdict.byStatus(
      answer, "Slack", reason: word.isEmpty ? nil : String(word), data: data)
    guard case .tokenRefused(let error) = verdict else { return verdict }
    return .failed(error)
  }
}

extension SlackConnector: ConnectorKind {
  package static let kind = "slack"
  package static let members = ["url", "channels", "timeoutSeconds"]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let limits = section.limits(), let named = section.object("channels") else { return nil }
    var channels: [String: String] = [:]
    for member in named {
      guard let url = section.secret(member.value, in: "channels", named: member.name) else {
        return nil
      }
      channels[member.name] = url
    }
    let standard = section.optionalSecret("url")
    let urls = channels.values + (standard.map { [$0] } ?? [])
    guard !urls.isEmpty, urls.allSatisfy({ $0.hasPrefix("https://") || $0.hasPrefix("http://") })
    else {
      section.report(
        "channels",
        "the connector \"\(section.name)\" has no address of a webhook, or one that is none",
        expected: "\"url\", or \"channels\" with a webhook's address for each channel")
      return nil
    }
    return SlackConnector(
      channels: channels, standard: standard,
      client: SystemClient("Slack", limits: limits, secrets: urls, judge: judge))
  }
}
