import Casework

/// An e-mail before it is bytes.
struct MailMessage {
  var from: String
  var fromName: String?
  var to: [String]
  var replyTo: String?
  var subject: String
  var text: String
  /// When the case sent it, in ISO 8601.
  var sentAt: String
  /// The same for every attempt, so that a repetition is recognised.
  var messageID: String

  /// The message as it is sent: header and body, lines ended by CRLF.
  ///
  /// - Throws: `DeliveryError`, permanent, for a line end in a header: whoever wrote it would write header
  ///   lines of their own.
  func bytes() throws(DeliveryError) -> [UInt8] {
    let (encoding, body) = MailText.body(text)
    var lines: [(String, String)] = [
      ("Date", Self.date(sentAt)), ("From", mailbox(from, fromName)),
      ("To", to.joined(separator: ",\r\n ")),
    ]
    if let replyTo { lines.append(("Reply-To", replyTo)) }
    lines += [
      ("Subject", try Self.checked("subject", subject)), ("Message-ID", "<\(messageID)>"),
      ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
      ("Content-Transfer-Encoding", encoding),
      // Programs that answer must not answer this (RFC 3834).
      ("Auto-Submitted", "auto-generated"),
    ]
    let head = lines.map { "\($0): \($1)\r\n" }.joined()
    return Array((head + "\r\n").utf8) + body
  }

  private func mailbox(_ address: String, _ name: String?) -> String {
    guard let name, !name.isEmpty else { return address }
    let isWord = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 0x20
    }
    return (isWord ? name : MailText.header(name)) + " <\(address)>"
  }

  private static func checked(_ name: String, _ text: String) throws(DeliveryError) -> String {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw DeliveryError(
        .permanent, "the \(name) of the e-mail has a line end or another control character in it")
    }
    return MailText.header(text)
  }

  /// `Sat, 21 Nov 2026 10:00:00 +0000`.
  private static func date(_ text: String) -> String {
    guard let time = Timestamp(text) else { return text.filter { !$0.isNewline } }
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let day = time.microseconds / 86_400_000_000
    let iso = time.description
    let parts = iso.prefix(10).split(separator: "-")
    guard day >= 0, parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else {
      return iso
    }
    let clock = iso.dropFirst(11).prefix(8)
    return "\(days[Int(day % 7)]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(clock) +0000"
  }
}
