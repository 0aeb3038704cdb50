import HTTP
import JSON
import TestSupport
import Testing

/// Two rules of a Unique table that match at once stop the case and are both named; mended, it goes on.
@Suite(.serialized) struct OverlapEndToEndTests {
  private struct Example: Sendable, CustomTestStringConvertible {
    var file: String
    /// The beginning of the rule that it stands behind; nil for the last of the file.
    var behind: String?
    /// A rule like one that is there, with another result.
    var rule: String
    var workflow: String
    var data: JSONValue
    /// What is said to the case.
    var event: JSONValue?
    var rules: String
    var testDescription: String { "\(file), \(rule)" }
  }

  private static let examples = [
    Example(
      file: "tables/genesys/queues.csv", rule: "7,Instagram_Comment,-,-,Elsewhere,none,5,twice",
      workflow: "conversation",
      data: ["source": "Instagram_Comment", "language": "de", "businessHours": true],
      rules: "rules 1 and 7"),
    Example(
      file: "tables/genesys/media.csv", rule: "8,reaction,-,text,as is,twice", workflow: "media",
      data: ["kind": "reaction", "mid": "m"], rules: "rules 7 and 8"),
    Example(
      file: "tables/genesys/texts.csv", rule: "8,no,-,-,-,forward,twice", workflow: "texts",
      data: [
        "textId": "t", "isValidUTF8": false, "hasReplacementChar": false, "direction": "inbound",
        "textBytes": 3,
      ], rules: "rules 1 and 8"),
    Example(
      file: "tables/genesys/message-window.csv", behind: "7,no,>= 7 days",
      rule: "8,no,< 4 hours,ageing,60,none,twice", workflow: "message-window", data: window,
      rules: "rules 2 and 8"),
    Example(
      file: "tables/genesys/message-window.csv", rule: "6,<= 24 hours,Human,-,BLOCK,none,twice",
      workflow: "message-window", data: window,
      event: [
        "event": "agent.replied",
        "data": ["waiting": [["id": "r1", "text": "Hi!", "originatingEntity": "Human"]]],
      ], rules: "rules 1 and 6"),
    Example(
      file: "tables/instagram/leads.csv", rule: "8,>= 70,yes,-,no,nurture,0,twice,twice",
      workflow: "leads",
      data: [
        "igsid": "7", "channel": "lead_form", "productInterest": "enterprise",
        "interactions30d": 6, "campaignSource": "webinar", "country": "SE", "servedMarket": true,
        "consentMarketing": false, "isExistingCustomer": false, "windowOpen": true,
      ], rules: "rules 3 and 8"),
    Example(
      file: "tables/instagram/giveaway-fraud.csv", rule: "7,< 20,-,block,0,twice",
      workflow: "giveaway",
      data: [
        "entryId": "1", "igsid": "7", "commentId": "1", "entries24h": 1, "sameAddressEntries": 1,
        "followerCount": 5000, "rewardValue": 20, "windowOpen": true,
      ], rules: "rules 6 and 7"),
    Example(
      file: "tables/instagram/order-exceptions.csv",
      rule: "9,payment_failed,low,-,-,< 3,cancel,0,twice", workflow: "order-exceptions",
      data: [
        "orderId": "1", "eventType": "payment_failed", "fraudRisk": "low", "orderValue": 9,
        "paymentAttempts": 1,
      ], rules: "rules 1 and 9"),
    Example(
      file: "tables/spotify/music-sites.csv", rule: "8,none,-,-,-,yes,ambient,none,3,twice",
      workflow: "music-sites", data: ["siteId": "1", "licenceStatus": "none"],
      rules: "rules 1 and 8"),
    Example(
      file: "tables/spotify/complaints.csv", rule: "7,billing,-,<= 100,finance,manual,twice",
      workflow: "complaints",
      data: ["complaintId": "1", "issueType": "billing", "severity": 2, "amountAtStake": 100],
      rules: "rules 2 and 7"),
    Example(
      file: "tables/spotify/lead-signals.csv", rule: "7,-,yes,yes,no,sales,twice",
      workflow: "lead-signals",
      data: [
        "leadKey": "1", "clickThrough": true, "consent": true, "servedCountry": true,
        "existingOpportunity": false,
      ], rules: "rules 6 and 7"),
  ]

  private static let window: JSONValue = [
    "conversationKey": "k", "igsid": "7", "conversationId": "conv-1",
    "lastCustomerMessageAt": "2026-03-01T12:00:00Z", "humanAgentApproved": true,
  ]

  @Test func bothRulesAreNamedAndTheCaseGoesOnAfterTheMend() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    for example in Self.examples {
      // Each has its own: all begin at the same hour.
      let daemon = try DaemonProcess(configuration: ["connectors": receivers.connectors])
      let text = try daemon.folder.read(example.file)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let last = try #require(
        lines.lastIndex { line in
          example.behind.map { line.hasPrefix($0) } ?? (line.first?.isNumber == true)
        }, "\(example.file) has no such rule")
      lines.insert(example.rule, at: last + 1)
      let before = try await version(example, daemon)
      try daemon.folder.write(example.file, lines.joined(separator: "\n"))
      daemon.reload()
      try await daemon.wait("the version with the overlap") {
        try await version(example, daemon) != before
      }
      let answer = try await daemon.ask(
        .post, "/v1/cases",
        ["workflow": .string(example.workflow), "key": "k", "data": example.data])
      let id = try #require(answer.json["id"]?.stringValue, "\(answer.json.text)")
      if let event = example.event {
        _ = try await daemon.ask(.post, "/v1/cases/\(id)/events", event)
      }
      let incidents = try await incidents(daemon)
      let message = incidents["incidents"]?.arrayValue?.last?["message"]?.stringValue ?? ""
      #expect(message.contains(example.rules), "\(example): \(incidents.text)")
      try daemon.folder.write(example.file, text)
      daemon.reload()
      try await daemon.wait("the version without it") {
        try await version(example, daemon) == before
      }
      let retried = try await daemon.ask(
        .post, "/v1/cases/\(id)/retry", ["as": "pia", "reason": "the table is mended"])
      #expect((200..<300).contains(retried.status), "\(retried.json.text)")
      try await daemon.wait("the case goes on") {
        try await daemon.ask(.get, "/v1/incidents").json["incidents"] == []
      }
      daemon.kill()
    }
    await receivers.stop()
  }

  /// The incidents; where a case decides only when others had their time to answer, that passes.
  private func incidents(_ daemon: DaemonProcess) async throws -> JSONValue {
    var found: JSONValue = .null
    for attempt in 0..<300 {
      found = try await daemon.ask(.get, "/v1/incidents").json
      if found["incidents"] != [] { return found }
      if attempt == 100 {
        _ = try await daemon.ask(.post, "/v1/clock/advance", ["by": "PT1H"])
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    return found
  }

  private func version(_ example: Example, _ daemon: DaemonProcess) async throws -> String? {
    let tables = try await daemon.ask(.get, "/v1/tables").json["tables"]?.arrayValue ?? []
    return tables.first { $0["file"]?.stringValue?.hasSuffix(example.file) == true }?["version"]?
      .stringValue
  }
}
