public import HTTP
import JSON

/// Shows over HTTP what a mail server's stand-in took: `GET /mail/mails`.
public final class MailboxStandin: Standin {
  /// The name in its path.
  public let name = "mail"
  private let server: MailStandin

  /// Makes the view of a mail server.
  public init(_ server: MailStandin) {
    self.server = server
  }

  /// Forgets the mails.
  public func reset() { server.reset() }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard call.method == "GET", call.path == ["mails"] else {
      return .problem(.notFound, "GET /mail/mails shows the mails")
    }
    return .json(
      .array(
        server.mails.map { mail in
          [
            "from": .string(mail.from), "to": .array(mail.to.map(JSONValue.string)),
            "text": .string(mail.text),
          ]
        }))
  }
}
