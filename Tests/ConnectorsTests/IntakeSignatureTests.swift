import Casework
import HTTP
import JSON
import Testing

@testable import Connectors

/// The three signatures, each with a vector of its system's documentation.
@Suite struct IntakeSignatureTests {
  static let metaBody =
    #"{"object":"instagram","entry":[{"time":1790000000456,"id":"17841400000000001","messaging":[{"sender":{"id":"908070605040302"},"recipient":{"id":"17841400000000001"},"timestamp":1790000000123,"message":{"mid":"aWdfbWlkLTAwMDE","text":"Hej! \u00c5teroml\u00e4gg \ud83d\ude4f https:\/\/ex.am\/a"}}]}]}"#
  static let metaHeader =
    "sha256=b1726c863bc33bb73139c5952349f22a6a3c0182aeeb3962833b02edb0900667"
  static let now = Timestamp(microseconds: 1_614_265_330_000_000)

  static func request(
    _ body: String, _ headers: HTTPHeaders = [:], method: HTTPMethod = .post, query: String = ""
  ) throws -> HTTPRequest {
    let target = try #require(RequestTarget("/v1/intake/x" + query))
    return HTTPRequest(method, target, headers: headers, body: Array(body.utf8))
  }

  static let instagram = InstagramIntake(
    secrets: ["ig-app-secret-for-tests", "the-new-secret"], verifyToken: "typed-in")

  @Test func metasVectorIsTaken() throws {
    let items = try Self.instagram.read(
      try Self.request(Self.metaBody, ["X-Hub-Signature-256": Self.metaHeader]), now: Self.now)
    let item = try #require(items.first)
    #expect(item.key == "aWdfbWlkLTAwMDE")
    #expect(item.text == "Hej! Återomlägg 🙏 https://ex.am/a")
    #expect(item.at?.description == "2026-09-21T14:13:20.123Z")
  }

  /// The same content written in another way has other bytes.
  @Test(arguments: [
    metaBody.replacing(#"\/"#, with: "/"),
    metaBody.replacing(#"\u00c5"#, with: "Å"), metaBody + " ", "",
  ]) func otherBytesAreRefused(_ body: String) throws {
    let request = try Self.request(body, ["X-Hub-Signature-256": Self.metaHeader])
    #expect(throws: IntakeRefusal.self) { try Self.instagram.read(request, now: Self.now) }
  }

  @Test func eachSecretInForceMaySign() throws {
    let header = HubSignature.meta(secrets: []).value(
      of: Array(Self.metaBody.utf8), secret: "the-new-secret")
    let request = try Self.request(Self.metaBody, ["X-Hub-Signature-256": header])
    #expect(try Self.instagram.read(request, now: Self.now).count == 1)
    let old = InstagramIntake(secrets: ["ig-app-secret-for-tests"], verifyToken: "")
    #expect(throws: IntakeRefusal.self) { try old.read(request, now: Self.now) }
  }

  @Test(arguments: ["", "sha256=", "sha256=00", "sha1=" + metaHeader, metaHeader.uppercased()])
  func wrongHeadersAreRefused(_ header: String) throws {
    let headers: HTTPHeaders = header.isEmpty ? [:] : ["X-Hub-Signature-256": header]
    let request = try Self.request(Self.metaBody, headers)
    do throws(IntakeRefusal) {
      _ = try Self.instagram.read(request, now: Self.now)
      Issue.record("taken")
    } catch {
      #expect(error.status == .unauthorized)
    }
  }

  @Test func genesysVectorIsTaken() throws {
    let body =
      #"{"id":"5d0f0f5a4c1e4b7b9f3d2a1c0b9e8d7c","channel":{"id":"1f7f6a0e-1111-4222-8333-944445555666","platform":"Open","type":"Private","to":{"id":"908070605040302","idType":"Opaque"},"from":{"id":"1f7f6a0e-1111-4222-8333-944445555666","nickname":"Support"},"time":"2026-09-21T14:05:09.120Z","messageId":"5d0f0f5a4c1e4b7b9f3d2a1c0b9e8d7c"},"type":"Text","text":"Hi! We are looking into it – thanks for waiting 🙏","originatingEntity":"Human","direction":"Outbound"}"#
    let header = "sha256=/hBmpbGc+5VroGgt83JB770hHVUG4vGOwGrr6rHlftc="
    let intake = GenesysIntake(secrets: ["genesys-webhook-secret-0001"])
    let items = try intake.read(
      try Self.request(body, ["X-Hub-Signature-256": header]), now: Self.now)
    let item = try #require(items.first)
    #expect(item.key == "5d0f0f5a4c1e4b7b9f3d2a1c0b9e8d7c")
    #expect(item.kind == "text")
    #expect(JSONValue.object(item.fields)["igsid"] == "908070605040302")
    #expect(JSONValue.object(item.fields)["originatingEntity"] == "Human")
    let changed = try Self.request(body + "\n", ["X-Hub-Signature-256": header])
    #expect(throws: IntakeRefusal.self) { try intake.read(changed, now: Self.now) }
  }

  static let webhook: HTTPHeaders = [
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
    "webhook-signature": "v1a,xyz v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ]

  @Test func standardWebhooksVectorIsTaken() throws {
    let intake = try #require(
      StandardWebhooksIntake(secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]))
    let request = try Self.request(#"{"test": 2432232314}"#, Self.webhook)
    #expect(try intake.read(request, now: Self.now).map(\.key) == ["msg_p5jXN8AQM9LWM0D4loKWxJek"])
    let late = Timestamp(microseconds: 1_614_265_631_000_000)
    #expect(throws: IntakeRefusal.self) { try intake.read(request, now: late) }
    let changed = try Self.request(#"{"test": 2432232315}"#, Self.webhook)
    #expect(throws: IntakeRefusal.self) { try intake.read(changed, now: Self.now) }
  }

  /// The time is whatever the sender writes, and read before anything proves who that is.
  @Test(arguments: [
    "-9223372036854775808", "9223372036854775807", "99999999999999999999", "-1", "0", "",
    "1614265330.0", " 1614265330", "1614265030.", "1614265029", "1614265631",
  ]) func timesThatAreNoneOrFarAreRefused(_ time: String) throws {
    let intake = try #require(
      StandardWebhooksIntake(secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]))
    var headers = Self.webhook
    headers["webhook-timestamp"] = time
    let request = try Self.request(#"{"test": 2432232314}"#, headers)
    do throws(IntakeRefusal) {
      _ = try intake.read(request, now: Self.now)
      Issue.record("taken")
    } catch {
      #expect(error.code == "signature-old")
    }
  }

  @Test(arguments: ["whsec_", "whsec_%%%", ""]) func secretsThatAreNoneAreRefused(_ text: String) {
    #expect(StandardWebhooksIntake(secrets: [text]) == nil)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 31, 32, 255]) func base64GoesRound(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
    #expect(Base64.decode(Base64.encode(bytes)) == bytes)
  }

  struct Handshake: Sendable {
    var query: String
    var status: HTTPStatus
    var body: String
  }

  @Test(arguments: [
    Handshake(
      query: "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=typed-in", status: .ok,
      body: "1158201444"),
    Handshake(
      query: "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=other", status: .forbidden,
      body: "the verify token is another one"),
    Handshake(
      query: "?hub.mode=subscribe", status: .badRequest,
      body: "hub.mode, hub.verify_token and hub.challenge are needed"),
  ]) func instagramShakesHands(_ shake: Handshake) throws {
    let request = try Self.request("", method: .get, query: shake.query)
    let response = try #require(Self.instagram.answer(request))
    #expect(response.status == shake.status)
    #expect(response.bodyText == shake.body)
    #expect(response.headers["Content-Type"]?.hasPrefix("text/plain") == true)
  }
}
