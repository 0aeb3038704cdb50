import HTTP
import JSON

/// Delivers by e-mail over SMTP.
///
/// Any message becomes an e-mail: by its template in the configuration, else by its own fields `subject` and
/// `text`, else with its name as the subject and its fields as lines.
public struct SMTPConnector: DeliveryConnector {
  /// How one message is written.
  struct Template: Sendable {
    var to: String?
    var subject: String?
    var text: String?
  }

  let server: SMTPServer
  let from: String
  let fromName: String?
  let replyTo: String?
  /// The addresses of the names that workflows have for people, such as `legal`.
  let addresses: [String: String]
  let templates: [String: Template]
  /// Whether a mail whose acceptance was not heard is sent again: a second mail rather than none.
  public let countsIdempotencyKeys: Bool
  private static let threads = WorkerThreads(name: "docket.smtp")

  /// Sends the mail to everybody it is for; those whom the server refuses for good are named in the result.
  ///
  /// - Throws: `DeliveryError`; ambiguous when the connection was lost after the message.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    let fields = OperationFields(delivery.data, of: delivery.event)
    let template = templates[delivery.event] ?? Template()
    let all = try recipients(fields, template)
    let sent = (delivery.progress.value["sent"]?.arrayValue ?? []).compactMap(\.stringValue)
    let open = all.filter { !sent.contains($0) }
    guard !open.isEmpty else { return Self.receipt(sent, [:]) }
    let bytes = try message(delivery, fields, template, to: all).bytes()
    let outcome = await send(bytes, to: open)
    let accepted = open.filter { (200..<300).contains(outcome.recipients[$0]?.code ?? 0) }
    guard outcome.isDone || outcome.message.map({ $0.code < 300 }) == true, !accepted.isEmpty else {
      throw failure(outcome, open)
    }
    let done = sent + accepted
    let refused = outcome.recipients.filter { !accepted.contains($0.key) }
    let later = refused.filter { $0.value.code < 500 }
    if let first = later.first {
      // They are tried again alone.
      try delivery.progress.save(["sent": .array(done.map(JSONValue.string))])
      throw DeliveryError(
        .retryable(after: nil),
        "the mail server does not take \(first.key) now: \(first.value.code) \(first.value.text)")
    }
    return Self.receipt(done, refused)
  }

  private static func receipt(
    _ accepted: [String], _ refused: [String: SMTPOutcome.Reply]
  ) -> DeliveryReceipt {
    DeliveryReceipt(
      data: [
        "accepted": .array(accepted.map(JSONValue.string)),
        "refused": .array(
          refused.sorted { $0.key < $1.key }.map { address, reply in
            [
              "address": .string(address), "code": .whole(reply.code),
              "reason": .string(reply.text),
            ]
          }),
      ])
  }

  private func send(_ bytes: [UInt8], to recipients: [String]) async -> SMTPOutcome {
    await withTaskExecutorPreference(Self.threads) {
      guard let transfer = SMTPTransfer(bytes) else {
        var outcome = SMTPOutcome()
        outcome.reason = "the mail library did not start"
        return outcome
      }
      return transfer.perform(server, from: from, to: recipients)
    }
  }

  private func failure(_ outcome: SMTPOutcome, _ recipients: [String]) -> DeliveryError {
    func error(_ kind: DeliveryError.Kind, _ text: String) -> DeliveryError {
      let redact = Redaction([server.password].compactMap { $0 })
      return redact(DeliveryError(kind, "e-mail: \(text)"))
    }
    if outcome.hasBegun {
      guard let reply = outcome.message else {
        return error(.ambiguous, "no answer to the message: \(outcome.reason)")
      }
      return error(
        reply.code < 500 ? .retryable(after: nil) : .permanent,
        "the server did not take the message: \(reply.code) \(reply.text)")
    }
    if !outcome.recipients.isEmpty {
      let replies = recipients.compactMap { address in
        outcome.recipients[address].map { "\(address): \($0.code) \($0.text)" }
      }
      let isFinal = outcome.recipients.values.allSatisfy { $0.code >= 500 }
      return error(
        isFinal ? .permanent : .retryable(after: nil),
        "the server takes no recipient: " + replies.joined(separator: "; "))
    }
    if outcome.isRefused {
      // A server may say that it cannot tell now: 454, for STARTTLS and for logins.
      let isPassing = outcome.last.map { (400..<500).contains($0.code) } ?? false
      let said = outcome.last.flatMap { $0.code >= 400 ? ": \($0.code) \($0.text)" : nil }
      let mend =
        outcome.isUntrusted ? " (\"certificates\" names a file of the authorities to trust)" : ""
      return error(
        isPassing ? .retryable(after: nil) : .permanent, outcome.reason + (said ?? "") + mend)
    }
    if let reply = outcome.last, reply.code >= 400 {
      return error(
        reply.code < 500 ? .retryable(after: nil) : .permanent, "\(reply.code) \(reply.text)")
    }
    return error(.retryable(after: nil), outcome.reason)
  }

  // MARK: The message

  private func recipients(
    _ fields: OperationFields, _ template: Template
  ) throws(DeliveryError) -> [String] {
    var names = fields.list("to").compactMap(\.stringValue)
    if names.isEmpty, let to = fields.text("to") { names = [to] }
    if names.isEmpty, let to = template.to { names = [fill(to, fields)] }
    if names.isEmpty, let standard = addresses["*"] { names = [standard] }
    var result: [String] = []
    for name in names {
      let address = addresses[name] ?? name
      guard MailText.isAddress(address) else {
        throw fields.fault(
          "to", "is \"\(name)\"",
          expected: "an address, or one of the names "
            + addresses.keys.sorted().joined(separator: ", "))
      }
      if !result.contains(address) { result.append(address) }
    }
    guard !result.isEmpty, result.count <= 100 else {
      throw fields.fault(
        "to", result.isEmpty ? "is missing" : "has \(result.count) addresses",
        expected: "1 to 100 addresses, here, in the template or as \"*\" of \"addresses\"")
    }
    return result
  }

  private func message(
    _ delivery: Delivery, _ fields: OperationFields, _ template: Template, to: [String]
  ) throws(DeliveryError) -> MailMessage {
    let key = delivery.caseKey ?? delivery.caseID
    let text =
      template.text.map { fill($0, fields) } ?? fields.text("text")
      ?? fields.lines(without: ["to", "subject"])
    let domain = from.split(separator: "@").last ?? "localhost"
    let id = delivery.idempotencyKey.filter {
      $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "."
    }
    return MailMessage(
      from: from, fromName: fromName, to: to, replyTo: replyTo,
      subject: template.subject.map { fill($0, fields) } ?? fields.text("subject")
        ?? "\(delivery.event): \(key)",
      text: text, sentAt: delivery.sentAt, messageID: "\(id)@\(domain)")
  }

  /// A field that is not there is left out.
  private func fill(_ text: String, _ fields: OperationFields) -> String {
    RestTemplate.fill(text) { fields[$0]?.shown ?? "" } ?? text
  }
}

extension SMTPConnector: ConnectorKind {
  package static let kind = "smtp"
  package static let members = [
    "url", "user", "password", "from", "fromName", "replyTo", "addresses", "messages", "tls",
    "certificates", "whenUnsure", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    guard let url = section.text("url"), let from = section.text("from"),
      let tls = section.choice("tls", of: ["required", "off"], or: "required"),
      let unsure = section.choice("whenUnsure", of: ["ask", "send again"], or: "ask"),
      let seconds = section.whole("timeoutSeconds", 1...300, or: 60),
      let messages = section.object("messages")
    else { return nil }
    let place = "the connector \"\(section.name)\""
    guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
      section.report(
        "url", "the url of \(place) is no mail server",
        expected: "smtp://host:587 (STARTTLS) or smtps://host:465")
      return nil
    }
    let addresses = section.dictionary("addresses")
    let replyTo = section.optionalText("replyTo")
    let wrong = ([from] + addresses.values.sorted() + (replyTo.map { [$0] } ?? []))
      .first { !MailText.isAddress($0) }
    if let wrong {
      section.report("from", "\"\(wrong)\" of \(place) is no address", expected: "name@domain")
      return nil
    }
    let fromName = section.optionalText("fromName")
    guard fromName?.unicodeScalars.contains(where: { $0.value < 0x20 }) != true else {
      section.report("fromName", "the fromName of \(place) has a line end in it")
      return nil
    }
    var server = SMTPServer(
      url: url, needsTLS: tls == "required" || url.hasPrefix("smtps://"),
      certificates: section.json["certificates"] == nil ? nil : section.path("certificates"),
      seconds: seconds)
    if section.json["user"] != nil {
      guard let user = section.text("user"), let password = section.secret("password") else {
        return nil
      }
      guard server.needsTLS else {
        section.report(
          "tls", "\(place) would send a password in the open", expected: "\"tls\": \"required\"")
        return nil
      }
      server.user = user
      server.password = password
    }
    var templates: [String: Template] = [:]
    for member in messages {
      for part in member.value.objectValue ?? []
      where !["to", "subject", "text"].contains(part.name) || part.value.stringValue == nil {
        section.report(
          "messages", "the template of \(member.name) of \(place) has \"\(part.name)\"",
          expected: "to, subject and text, each a text")
        return nil
      }
      templates[member.name] = Template(
        to: member.value["to"]?.stringValue, subject: member.value["subject"]?.stringValue,
        text: member.value["text"]?.stringValue)
    }
    return SMTPConnector(
      server: server, from: from, fromName: fromName, replyTo: replyTo, addresses: addresses,
      templates: templates, countsIdempotencyKeys: unsure == "send again")
  }
}
