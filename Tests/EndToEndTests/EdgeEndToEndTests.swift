import Connectors
import Foundation
import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// The edge of the running daemon: who is let in, how often, how much, and where it may go by itself.
@Suite(.serialized) struct EdgeEndToEndTests {
  private static let secrets = [
    "WHSEC": EventReceiverStandin.secret, "FORMS": "the token of the forms",
    "SHOP": "the token of the shop",
  ]
  private static let readerKey = "a key that reads"
  private static let slowKey = "a key that is asked seldom"

  private static func configuration(_ more: [JSONMember] = []) -> JSONValue {
    func digest(_ key: String) -> JSONValue {
      .string(Signing.hexadecimal(Signing.digest(Array(key.utf8))))
    }
    return .object(
      [
        JSONMember(
          "intake",
          [
            "billing": ["kind": "standard-webhooks", "secrets": ["env:WHSEC"]],
            "forms": ["kind": "json", "token": "env:FORMS", "key": "id"],
            "shop": [
              "kind": "cloudevents", "token": "env:SHOP", "allowedOrigins": ["shop.example"],
            ],
          ]),
        JSONMember(
          "apiKeys",
          [
            "reader": ["digest": digest(readerKey), "roles": ["reader"]],
            "slow": [
              "digest": digest(slowKey), "roles": ["reader"], "perSecond": .number("0.01"),
              "burst": 2,
            ],
          ]),
      ] + more)
  }

  /// A webhook with its signature, as its sender makes it.
  private struct Webhook {
    var id = "msg_1"
    /// Seconds from now.
    var age = 0
    var body = Array(#"{"type":"refund.paid","timestamp":"2026-03-01T12:00:00Z","data":{}}"#.utf8)
    var secret = EventReceiverStandin.secret

    func headers(now: Int) -> HTTPHeaders {
      let time = String(now - age)
      let key = Signing.bytes(base64: String(secret.dropFirst(6))) ?? []
      let code = Signing.sha256(Array("\(id).\(time).".utf8) + body, key: key)
      return [
        "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": time,
        "webhook-signature": "v1,\(Signing.base64(code))",
      ]
    }
  }

  /// Signatures go by the machine's clock, also where cases go by a virtual one.
  private static var now: Int { Int(Date.now.timeIntervalSince1970) }

  @Test func webhooksAreTakenOnceWithinFiveMinutesAndByTheirSignatureAlone() async throws {
    let daemon = try start()
    func post(_ webhook: Webhook, change: (inout HTTPHeaders) -> Void = { _ in }) async throws
      -> Int
    {
      var headers = webhook.headers(now: Self.now)
      change(&headers)
      return try await daemon.send(webhook.body, .post, "/v1/intake/billing", headers: headers)
        .status
    }
    #expect(try await post(Webhook()) == 202)
    // The same delivery again, byte for byte, as somebody who listened would send it.
    let replay = Webhook()
    let again = try await daemon.send(
      replay.body, .post, "/v1/intake/billing", headers: replay.headers(now: Self.now))
    #expect(again.json == ["taken": 0, "known": 1])
    for age in [290, -290] {
      #expect(try await post(Webhook(id: "msg_\(age)", age: age)) == 202, "\(age) seconds old")
    }
    for age in [310, -310, 86_400] {
      #expect(try await post(Webhook(id: "old_\(age)", age: age)) == 401, "\(age) seconds old")
    }
    #expect(
      try await post(Webhook(id: "w", secret: "whsec_d3JvbmcgYW5kIGxvbmcgZW5vdWdoIQ==")) == 401)
    var other = Webhook(id: "o")
    let signed = other.headers(now: Self.now)
    other.body += [0x20]
    #expect(
      try await daemon.send(other.body, .post, "/v1/intake/billing", headers: signed).status == 401,
      "another body under this signature")
    for name in ["webhook-signature", "webhook-timestamp", "webhook-id"] {
      #expect(
        try await post(Webhook(id: "m")) { $0[name] = nil } == 401, "\(name) is missing")
    }
    daemon.kill()
  }

  @Test func bodiesHaveABound() async throws {
    let daemon = try start()
    let headers: HTTPHeaders = [
      "Content-Type": "application/json", "Authorization": "Bearer the token of the forms",
    ]
    func post(_ count: Int) async throws -> Int {
      let body = Array(#"{"id":"\#(String(repeating: "a", count: count))"}"#.utf8)
      return try await daemon.send(body, .post, "/v1/intake/forms", headers: headers).status
    }
    #expect(try await post(4 << 20) == 413)
    #expect(try await post(1 << 20) != 413)
    daemon.kill()
  }

  @Test func onlyKeysWithTheRoleAndWaysInWithTheirProofAreLetIn() async throws {
    let daemon = try start()
    func status(
      _ method: HTTPMethod, _ path: String, _ key: String?, _ body: JSONValue = .object([])
    ) async throws -> Int {
      var headers: HTTPHeaders = ["Content-Type": "application/json"]
      headers["Authorization"] = key.map { "Bearer \($0)" }
      return try await daemon.send(
        method == .get ? [] : Array(body.text.utf8), method, path, headers: headers
      ).status
    }
    #expect(try await status(.get, "/v1/cases", Self.readerKey) == 200)
    #expect(try await status(.get, "/v1/cases", nil) == 401)
    #expect(try await status(.get, "/v1/cases", Self.readerKey + "x") == 401)
    let start: JSONValue = ["workflow": "consent", "key": "k", "data": .object([])]
    #expect(try await status(.post, "/v1/cases", Self.readerKey, start) == 403)
    #expect(try await status(.post, "/v1/clock/advance", Self.readerKey, ["by": "PT1S"]) == 403)
    #expect(try await status(.post, "/v1/intake/forms", Self.readerKey, ["id": "1"]) == 401)
    #expect(
      try await status(.post, "/v1/intake/forms", "the token of the forms", ["id": "1"]) == 202)
    #expect(try await status(.post, "/v1/intake/shop", nil) == 401)
    #expect(try await status(.get, "/livez", nil) == 200)
    // No key stands in the store, the log or the configuration.
    for path in ["docket.json", "daemon.log"] {
      #expect(try !daemon.folder.read(path).contains(Self.readerKey))
    }
    daemon.kill()
  }

  @Test func keysAndSendersAreCounted() async throws {
    let daemon = try start([
      JSONMember("rates", ["sender": ["perSecond": .number("0.01"), "burst": 3]])
    ])
    func ask(_ key: String) async throws -> HTTPResponse {
      try await HTTPClient().send(
        HTTPCall(.get, daemon.base + "/v1/status", headers: ["Authorization": "Bearer \(key)"]))
    }
    for _ in 0..<2 { #expect(try await ask(Self.slowKey).status == .ok) }
    let refused = try await ask(Self.slowKey)
    #expect(refused.status.code == 429)
    #expect(Int(refused.headers["Retry-After"] ?? "") ?? 0 > 0)
    #expect(try await ask(Self.readerKey).status == .ok, "another key is counted for itself")
    var statuses: [Int] = []
    for number in 0..<5 {
      let webhook = Webhook(id: "r_\(number)")
      statuses.append(
        try await daemon.send(
          webhook.body, .post, "/v1/intake/billing", headers: webhook.headers(now: Self.now)
        ).status)
    }
    #expect(statuses == [202, 202, 202, 429, 429])
    daemon.kill()
  }

  /// Ways to write an address of this machine, `PORT` at its port.
  private static let ownAddresses = [
    "http://127.0.0.1:PORT", "http://localhost:PORT", "http://LocalHost:PORT",
    "http://127.0.0.2:PORT", "http://0.0.0.0:PORT", "http://[::1]:PORT", "http://[::]:PORT",
    "http://[::ffff:127.0.0.1]:PORT", "http://[::ffff:7f00:1]:PORT", "http://[::127.0.0.1]:PORT",
    "http://[64:ff9b::127.0.0.1]:PORT", "http://[2002:7f00:1::]:PORT", "http://2130706433:PORT",
    "http://0x7f000001:PORT", "http://0177.0.0.1:PORT", "http://0x7f.0.0.1:PORT",
    "http://127.1:PORT",
    "http://017700000001:PORT", "http://user:word@127.0.0.1:PORT",
    "http://127.0.0.1%2f@localhost:PORT",
    "http://169.254.169.254", "http://10.0.0.1:PORT",
    "file:///etc/passwd#", "gopher://127.0.0.1:PORT", "HTTP://127.0.0.1:PORT", "//127.0.0.1:PORT",
    "",
  ]

  /// A case names an address: one of this machine is refused in whatever way it is written, also where a name leads to it.
  @Test func whatACaseCallsIsOutside() async throws {
    let server = try StandinServer([RestStandin("rest")])
    let daemon = try start(key: false)
    for (number, address) in Self.ownAddresses.enumerated() {
      let url = address.replacing("PORT", with: "\(server.address.port)") + "/rest/things"
      let shown = try await probe(url, "p-\(number)", daemon)
      #expect(shown["state"] == ["refused"], "\(url): \(shown["data"]?.text ?? "")")
      #expect(server.requests().isEmpty, "\(url)")
    }
    daemon.kill()
    await server.stop()
  }

  /// What is allowed is called, and a redirect is an answer, not a way.
  @Test func redirectsAreNotFollowed() async throws {
    let server = try StandinServer([RestStandin("rest")])
    let daemon = try start([JSONMember("allowedAddresses", ["127.0.0.1"])], key: false)
    for status in [301, 302, 303, 307, 308] {
      server.fail("rest", StandinFault(.status(status)))
      let shown = try await probe("\(server.url("rest"))/things", "r-\(status)", daemon)
      #expect(shown["state"] == ["answered"])
      #expect(shown["data"]?["status"] == .number("\(status)"))
    }
    #expect(server.requests().count == 5)
    daemon.kill()
    await server.stop()
  }

  /// The case of a call to an address, when the call is over.
  private func probe(
    _ url: String, _ key: String, _ daemon: DaemonProcess
  ) async throws -> JSONValue {
    let made = try await daemon.ask(
      .post, "/v1/cases",
      ["workflow": "probe", "key": .string(key), "data": ["url": .string(url)]])
    try #require(made.status == 201, "\(made.json.text)")
    let id = made.json["id"]?.stringValue ?? ""
    try await daemon.wait("the call to \(url) is over") {
      try await daemon.ask(.get, "/v1/cases/\(id)").json["state"] != ["calling"]
    }
    return try await daemon.ask(.get, "/v1/cases/\(id)").json
  }

  private static let probe = """
    <?xml version="1.0" encoding="UTF-8"?>
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="probe" datamodel="feel" initial="calling">
      <datamodel><data id="url"/><data id="status"/></datamodel>
      <state id="calling">
        <invoke id="call" type="urn:docket:workflow:1#http">
          <param name="url" expr="url"/><param name="method" expr="&quot;POST&quot;"/>
          <param name="body" expr="{ a: 1 }"/>
        </invoke>
        <transition event="done.invoke.call" target="answered">
          <assign location="status" expr="_event.data.status"/>
        </transition>
        <transition event="error" target="refused"/>
      </state>
      <final id="answered"/>
      <final id="refused"/>
    </scxml>
    """

  private func start(_ more: [JSONMember] = [], key: Bool = true) throws -> DaemonProcess {
    var configuration = Self.configuration(more)
    if !key {
      configuration = .object(
        (configuration.objectValue ?? []).filter { $0.name != "apiKeys" })
    }
    return try DaemonProcess(
      configuration: configuration, environment: Self.secrets,
      files: [
        "workflows/edge/intake.csv": Self.sheets, "workflows/edge/forms.csv": Self.forms,
        "workflows/edge/probe.scxml": Self.probe,
      ])
  }

  private static let sheets = """
    Intake,Refunds,billing
    Kind,standard-webhooks
    Name,When,For each,Do,Key,Data,Note
    ,,,send consent.used to consent,id,{ type: type },
    """
  private static let forms = """
    Intake,Forms,forms
    Kind,json
    Name,When,For each,Do,Key,Data,Note
    ,,,send consent.used to consent,payload.id,{ a: 1 },
    """
}
