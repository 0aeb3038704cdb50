import Connectors
import JSON
import Standins
import TestSupport
import Testing

/// The way to the mail server: what is encrypted, whom the connector trusts, how it logs in, and what the server's
/// replies mean for another attempt.
@Suite struct MailTransportTests {
  /// One server, one configuration, and what comes of a mail.
  private struct Example: Sendable, CustomTestStringConvertible {
    enum Result: Sendable { case taken, refused(String), tired(String) }

    var about: String
    var rules = MailStandin.Rules()
    var section: String
    /// Whether the connector is told whose certificates to trust: the server's authority, or another.
    var trust: Bool?
    /// The replies that the server gives: the command and its reply, the times it is given.
    var replies: [(command: String, reply: String, count: Int)] = []
    var result: Result
    var testDescription: String { about }
  }

  private static func rules(
    implicit: Bool = false, login: Bool = false, _ mechanisms: [String] = ["PLAIN", "LOGIN"]
  ) -> MailStandin.Rules {
    var rules = MailStandin.Rules()
    rules.certificates = try? MailCertificates()
    rules.isImplicit = implicit
    if login { rules.login = ("docket", "s3cret-value") }
    rules.mechanisms = mechanisms
    return rules
  }

  private static let login = #""user": "docket", "password": "env:SECRET","#
  private static let wrong = #""user": "docket", "password": "env:WRONG","#

  private static let examples: [Example] = [
    Example(
      about: "STARTTLS with a certificate of one's own authority", rules: rules(),
      section: #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .taken),
    Example(
      about: "STARTTLS by the name of the host", rules: rules(),
      section: #""url": "smtp://localhost:PORT","#, trust: true, result: .taken),
    Example(
      about: "TLS from the start", rules: rules(implicit: true),
      section: #""url": "smtps://127.0.0.1:PORT","#, trust: true, result: .taken),
    Example(
      about: "STARTTLS, but nobody we know has signed", rules: rules(),
      section: #""url": "smtp://127.0.0.1:PORT","#, trust: nil, result: .refused("certificate")),
    Example(
      about: "STARTTLS, but another authority has signed", rules: rules(),
      section: #""url": "smtp://127.0.0.1:PORT","#, trust: false, result: .refused("certificate")),
    Example(
      about: "TLS from the start, but another authority has signed", rules: rules(implicit: true),
      section: #""url": "smtps://127.0.0.1:PORT","#, trust: false,
      result: .refused("certificate")),
    Example(
      about: "no STARTTLS where TLS is asked for", section: #""url": "smtp://127.0.0.1:PORT","#,
      result: .refused("STARTTLS")),
    Example(
      about: "STARTTLS is refused for now", rules: rules(),
      section: #""url": "smtp://127.0.0.1:PORT","#, trust: true,
      replies: [("STARTTLS", "454 4.7.0 TLS not available", 1)], result: .taken),
    Example(
      about: "login by PLAIN", rules: rules(login: true, ["PLAIN"]),
      section: login + #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .taken),
    Example(
      about: "login by LOGIN", rules: rules(login: true, ["LOGIN"]),
      section: login + #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .taken),
    Example(
      about: "login over TLS from the start", rules: rules(implicit: true, login: true),
      section: login + #""url": "smtps://127.0.0.1:PORT","#, trust: true, result: .taken),
    Example(
      about: "a wrong password", rules: rules(login: true, ["PLAIN"]),
      section: wrong + #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .refused("535")),
    Example(
      about: "a wrong password by LOGIN", rules: rules(login: true, ["LOGIN"]),
      section: wrong + #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .refused("535")),
    Example(
      about: "a login that cannot be told for now", rules: rules(login: true, ["PLAIN"]),
      section: login + #""url": "smtp://127.0.0.1:PORT","#, trust: true,
      replies: [("AUTH", "454 4.7.0 temporary authentication failure", 1)], result: .taken),
    Example(
      about: "no login where one is asked for", rules: rules(login: true),
      section: #""url": "smtp://127.0.0.1:PORT","#, trust: true, result: .refused("530")),
    Example(
      about: "busy at the door, then there",
      section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("CONNECT", "421 4.3.2 too many connections", 2)], result: .taken),
    Example(
      about: "closed at the door", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("CONNECT", "554 5.3.2 no mail here", 4)], result: .refused("554")),
    Example(
      about: "busy for good", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("CONNECT", "421 4.3.2 too many connections", 4)], result: .tired("421")),
    Example(
      about: "the sender is put off", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("MAIL", "451 4.7.1 greylisted", 1)], result: .taken),
    Example(
      about: "the sender is refused", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("MAIL", "550 5.7.1 not from you", 1)], result: .refused("550")),
    Example(
      about: "the recipient is put off", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("RCPT", "452 4.2.2 mailbox full", 1)], result: .taken),
    Example(
      about: "the recipient is refused", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("RCPT", "553 5.1.3 no such name", 1)], result: .refused("553")),
    Example(
      about: "data is put off", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("DATA", "451 4.3.0 no room", 1)], result: .taken),
    Example(
      about: "the message is put off", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("MESSAGE", "452 4.3.1 no room", 1)], result: .taken),
    Example(
      about: "the message is refused", section: #""url": "smtp://127.0.0.1:PORT", "tls": "off","#,
      replies: [("MESSAGE", "552 5.3.4 too large", 1)], result: .refused("552")),
  ]

  @Test(arguments: examples) private func comesToThis(_ example: Example) async throws {
    let folder = try TemporaryFolder()
    let server = try MailStandin(rules: example.rules)
    defer { server.stop() }
    for (command, reply, count) in example.replies { server.fail(command, reply, count: count) }
    var section =
      #"{"kind": "smtp", "from": "docket@example.com", "#
      + example.section
      .replacing("PORT", with: String(server.port))
    if let isOwn = example.trust {
      let authority =
        isOwn ? example.rules.certificates?.authority : try MailCertificates().authority
      try folder.write("ca.pem", try #require(authority))
      section += #" "certificates": "\#(folder.path("ca.pem"))","#
    }
    var courier = Courier(
      try Configured.connector(section + #" "timeoutSeconds": 20}"#, nil))
    let result = await courier.bring("note", ["to": "zoe@example.com", "text": "Grüße 🧀"])
    switch (example.result, result) {
    case (.taken, .delivered):
      let mail = try #require(server.mails.first)
      #expect(server.mails.count == 1)
      #expect(mail.isSecret == (example.rules.certificates != nil))
      #expect(mail.user == example.rules.login?.user)
    case (.refused(let word), .refused(let reason)):
      #expect(reason.contains(word), "\(reason)")
      #expect(courier.waits.isEmpty)
      #expect(server.mails.isEmpty)
    case (.tired(let word), .tired):
      #expect(courier.reasons.allSatisfy { $0.contains(word) }, "\(courier.reasons)")
      #expect(server.mails.isEmpty)
    default: Issue.record("\(result) \(courier.reasons)")
    }
    let seen = courier.reasons.joined() + "\(result)"
    #expect(!seen.contains("s3cret-value"))
    // Neither the password nor the mail goes out before TLS begins.
    let commands = server.commands
    if let begun = commands.firstIndex(of: "STARTTLS"), !example.rules.isImplicit {
      #expect(!commands[..<begun].contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }
  }

  /// Who is refused is told by name; without a certificate the file itself is the fault.
  @Test func aFileOfCertificatesThatIsNoneIsTold() async throws {
    let folder = try TemporaryFolder()
    try folder.write("ca.pem", "no certificate")
    let server = try MailStandin(rules: Self.rules())
    defer { server.stop() }
    let section =
      #"{"kind": "smtp", "from": "docket@example.com", "url": "smtp://127.0.0.1:\#(server.port)", "certificates": "\#(folder.path("ca.pem"))"}"#
    var courier = Courier(try Configured.connector(section, nil))
    guard case .refused(let reason) = await courier.bring("note", ["to": "a@example.com"]) else {
      Issue.record("\(courier.reasons)")
      return
    }
    #expect(reason.contains("certificate") || reason.contains("CA"), "\(reason)")
  }
}
