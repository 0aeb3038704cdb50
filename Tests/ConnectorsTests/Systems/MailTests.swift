import Connectors
import JSON
import Standins
import Testing

@Suite struct MailTests {
  private func section(_ port: UInt16, _ more: String = "") -> String {
    #"""
    {"kind": "smtp", "url": "smtp://127.0.0.1:\#(port)", "from": "docket@example.com", "fromName": "Docket Zoë",
     "tls": "off", "addresses": {"legal": "legal@example.com"}, \#(more)
     "messages": {"playlist.ready": {"subject": "Deine Playlist {requestId} ist fertig 🎉 und wartet auf dich, wie gewünscht", "text": "Hallo,\n.{requestId}\n"}}}
    """#
  }

  private func start(_ more: String = "") throws -> (MailStandin, Courier) {
    let mail = try MailStandin()
    return (mail, Courier(try Configured.connector(section(mail.port, more), nil)))
  }

  @Test func writesMails() async throws {
    var (server, courier) = try start()
    let result = await courier.bring(
      "playlist.ready", ["to": "zoe@example.com", "requestId": "7"])
    #expect(result == .delivered(["accepted": ["zoe@example.com"], "refused": []]))
    let mail = try #require(server.mails.first)
    #expect(mail.from == "docket@example.com")
    #expect(mail.to == ["zoe@example.com"])
    let lines = mail.text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.contains("Message-ID: <c42-3-1@example.com>"))
    #expect(lines.contains("Date: Sat, 21 Nov 2026 10:00:00 +0000"))
    #expect(lines.contains("Auto-Submitted: auto-generated"))
    #expect(lines.contains("MIME-Version: 1.0"))
    #expect(lines.contains(".7"), "a dot at the beginning of a line stays")
    #expect(lines.allSatisfy { $0.utf8.count <= 76 || $0.hasPrefix("Subject: ") })
    let words = mail.text.split(whereSeparator: { " \r\n".contains($0) }).filter {
      $0.hasPrefix("=?")
    }
    #expect(words.count > 1)
    #expect(words.allSatisfy { $0.utf8.count <= 75 })
    let subject = words.dropFirst().compactMap { word -> String? in
      Signing.bytes(base64: String(word.dropFirst(10).dropLast(2)))
        .flatMap { String(validating: $0, as: UTF8.self) }
    }
    #expect(subject.joined() == "Deine Playlist 7 ist fertig 🎉 und wartet auf dich, wie gewünscht")
    server.stop()
  }

  private static let texts = [
    "plain", "Grüße, 100 % = viel\n  eingerückt \n", "مرحبا بالعالم", "🧀🎉👩‍👩‍👧‍👦 e\u{301}",
    String(repeating: "sehr lang und weiter ", count: 60), ".\n..\n.ende", "",
  ]

  @Test(arguments: texts) func keepsEveryText(_ text: String) async throws {
    var (server, courier) = try start()
    _ = await courier.bring("note", ["to": ["legal"], "subject": "s", "text": .string(text)])
    let mail = try #require(server.mails.first)
    #expect(mail.to == ["legal@example.com"])
    let parts = mail.text.split(
      separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let body = try #require(parts.last)
    #expect(body.utf8.allSatisfy { $0 < 0x7F })
    let decoded =
      parts[0].contains("base64")
      ? Signing.bytes(base64: body.filter { !$0.isNewline }).map {
        String(decoding: $0, as: UTF8.self)
      }
      : Self.unquoted(String(body))
    let expected = text.replacing("\n", with: "\r\n")
    #expect(decoded?.trimmedEnd == expected.trimmedEnd)
    server.stop()
  }

  private static func unquoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.replacing("=\r\n", with: "").utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      rest = rest.dropFirst(2)
      bytes.append(UInt8(digits, radix: 16) ?? 0)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let wrong: [(JSONValue, String)] = [
    (["to": "zoe@example.com", "subject": "a\r\nBcc: all@example.com"], "line end"),
    (["to": "zoe@example.com>\r\nRCPT TO:<x@example.com"], "an address"),
    (["to": "somebody"], "one of the names legal"),
    (["text": "nobody"], "is missing"),
    (["to": "refused@example.com"], "550"),
    (["to": "zoe@example.com", "subject": "spam"], "554"),
  ]

  @Test(arguments: wrong.indices) func refusesWhatWouldBeWrong(_ index: Int) async throws {
    let (data, reason) = Self.wrong[index]
    var (server, courier) = try start()
    guard case .refused(let text) = await courier.bring("note", data) else {
      Issue.record("\(courier.reasons)")
      return server.stop()
    }
    #expect(text.contains(reason), "\(text)")
    #expect(server.mails.isEmpty)
    server.stop()
  }

  @Test func reachesThoseWhoAreTaken() async throws {
    var (server, courier) = try start()
    let result = await courier.bring(
      "note",
      ["to": ["a@example.com", "refused@example.com", "later@example.com"], "text": "x"])
    // The one who was put off is written to alone.
    #expect(server.mails.map(\.to) == [["a@example.com"], ["later@example.com"]])
    guard case .delivered(let data) = result else {
      Issue.record("\(result)")
      return server.stop()
    }
    #expect(data["accepted"] == ["a@example.com", "later@example.com"])
    server.stop()
  }

  @Test(arguments: [("ask", 1), ("send again", 4)])
  func decidesAsConfiguredWhenTheLineDrops(_ choice: String, _ mails: Int) async throws {
    var (server, courier) = try start(#""whenUnsure": "\#(choice)","#)
    let result = await courier.bring("note", ["to": "legal", "text": "drop the line"])
    #expect(server.mails.count == mails)
    if mails == 1, case .person = result { return server.stop() }
    #expect(mails == 4 && result == .tired)
    server.stop()
  }

  @Test func waitsForAServerThatIsNotThere() async throws {
    let (server, _) = try start()
    let port = server.port
    server.stop()
    var courier = Courier(try Configured.connector(section(port), nil))
    #expect(await courier.bring("note", ["to": "legal", "text": "x"], attempts: 2) == .tired)
  }

  /// A server without STARTTLS is sent nothing where TLS is asked for.
  @Test func sendsNothingInTheOpen() async throws {
    let server = try MailStandin()
    let text = section(server.port).replacing(#""tls": "off""#, with: #""tls": "required""#)
    var courier = Courier(try Configured.connector(text, nil))
    guard case .refused = await courier.bring("note", ["to": "legal", "text": "x"]) else {
      Issue.record("\(courier.reasons)")
      return server.stop()
    }
    #expect(server.mails.isEmpty)
    server.stop()
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}
