public import HTTP
public import JSON

/// Shows over HTTP what a mail server's stand-in took: `GET /mail/mails`.
public final class MailboxStandin: Standin {
  /// The name in its path.
  public let name: String
  private let server: MailStandin

  /// Makes the view of a mail server.
  public init(_ server: MailStandin, name: String = "mail") {
    self.server = server
    self.name = name
  }

  /// Forgets the mails.
  public func reset() { server.reset() }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard call.method == "GET", call.path == ["mails"] else {
      return .problem(.notFound, "GET /\(name)/mails shows the mails")
    }
    return .json(.array(things("mails")))
  }

  /// The kinds of things.
  public var kinds: [String] { ["mails"] }

  /// `mails`.
  public func things(_ kind: String) -> [JSONValue] {
    guard kind == "mails" else { return [] }
    return server.mails.map { mail in
      [
        "from": .string(mail.from), "to": .array(mail.to.map(JSONValue.string)),
        "text": .string(mail.text), "tls": .boolean(mail.isSecret),
        "user": mail.user.map(JSONValue.string) ?? .null,
      ]
    }
  }
}
