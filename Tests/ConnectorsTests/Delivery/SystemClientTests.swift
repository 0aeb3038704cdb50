import Connectors
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

/// A server that answers as a test says and remembers what it was asked.
private final class Answering: Sendable {
  let server: HTTPServer
  private let seen: Seen

  private final class Seen: Sendable {
    let requests = Mutex<[HTTPRequest]>([])
  }

  init(_ answer: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse) throws {
    let seen = Seen()
    self.seen = seen
    server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
      let count = seen.requests.withLock { requests in
        requests.append(request)
        return requests.count
      }
      return answer(request, count)
    }
  }

  var requests: [HTTPRequest] { seen.requests.withLock { $0 } }
  func url(_ path: String) -> String { "http://\(server.address)\(path)" }
}

@Suite struct SystemClientTests {
  private static func json(_ value: JSONValue, _ status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      HTTPStatus(status), headers: ["Content-Type": "application/json"],
      body: Array(value.text.utf8))
  }

  private func error(
    _ call: SystemCall, _ client: SystemClient
  ) async -> DeliveryError? {
    do throws(DeliveryError) {
      _ = try await client.send(call)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Bodies

  private struct BodyCase: Sendable, CustomTestStringConvertible {
    var name: String
    var body: SystemCall.Body
    var type: String
    var text: String
    var testDescription: String { name }
  }

  private static let bodies = [
    BodyCase(
      name: "JSON", body: .json(["text": "Käse 🧀 e\u{301} \"x\"/\\"]),
      type: "application/json; charset=utf-8",
      text: "{\"text\":\"Käse 🧀 e\u{301} \\\"x\\\"/\\\\\"}"),
    BodyCase(
      name: "a form", body: .form([("a", "1 + 1 = ä&b"), ("scope", "x y")]),
      type: "application/x-www-form-urlencoded",
      text: "a=1%20%2B%201%20%3D%20%C3%A4%26b&scope=x%20y"),
    BodyCase(
      name: "bytes", body: .bytes(Array("x".utf8), contentType: "text/x"), type: "text/x",
      text: "x"),
    BodyCase(
      name: "parts",
      body: .multipart([
        MultipartPart("note", Array("ä".utf8)),
        MultipartPart(
          "file", Array("{}".utf8), fileName: "a\"b\r\n.json", contentType: "application/json"),
      ]), type: "multipart/form-data; boundary=B",
      text: "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nä\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.json\"\r\n"
        + "Content-Type: application/json\r\n\r\n{}\r\n--B--\r\n"),
  ]

  @Test(arguments: bodies) private func sends(_ test: BodyCase) async throws {
    let other = try Answering { _, _ in Self.json([:]) }
    _ = try await SystemClient("it").send(
      SystemCall(.post, other.url("/x"), query: [("q", "ä b")], body: test.body))
    let request = try #require(other.requests.first)
    let type = request.headers["Content-Type"] ?? ""
    let boundary = type.split(separator: "boundary=").dropFirst().first.map(String.init) ?? "B"
    #expect(type.replacing(boundary, with: "B") == test.type)
    #expect(request.bodyText.replacing(boundary, with: "B") == test.text)
    #expect(request.query("q") == "ä b")
    await other.server.stop()
  }

  // MARK: Answers

  @Test func redirectsAreNotFollowed() async throws {
    let other = try Answering { request, _ in
      var response = Self.json(["at": .string(request.target.rawPath)], 302)
      response.headers["Location"] = "/elsewhere"
      return response
    }
    let error = await error(SystemCall(.get, other.url("/here")), SystemClient("it"))
    #expect(error?.kind == .permanent)
    #expect(other.requests.count == 1)
    await other.server.stop()
  }

  @Test func secretsStayOutOfErrors() async throws {
    let other = try Answering { request, _ in
      Self.json(
        ["said": .string(request.headers["Authorization"] ?? ""), "key": "k3y/ secret"], 400)
    }
    let client = SystemClient(
      "it", tokens: AccessTokens(fixed: "t0ken-of-mine"), secrets: ["k3y/ secret"]
    ) { answer in
      AnswerVerdict.byStatus(answer, "it", reason: answer.text)
    }
    let error = try #require(await error(SystemCall(.get, other.url("/")), client))
    #expect(!error.message.contains("t0ken-of-mine") && !error.message.contains("k3y"))
    #expect(error.data["body"]?["said"] == "Bearer [secret]")
    #expect(error.data["body"]?["key"] == "[secret]")
    await other.server.stop()
  }

  @Test func theSystemsOwnErrorsCount() async throws {
    let other = try Answering { _, _ in Self.json(["ok": false, "error": "busy"]) }
    let client = SystemClient("it") { answer in
      answer.json["ok"] == true
        ? .done : .failed(DeliveryError(.retryable(after: 4), "it is busy"))
    }
    #expect(
      await error(SystemCall(.post, other.url("/")), client)?.kind == .retryable(after: 4))
    await other.server.stop()
  }

  @Test func privateAddressesOfCasesAreRefused() async throws {
    let other = try Answering { _, _ in Self.json([:]) }
    for host in ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"] {
      let client = HTTPClient(reach: .publicOnly(allowing: []))
      let url = "http://\(host):\(other.server.address.port)/"
      await #expect(throws: HTTPClientError.self) { _ = try await client.send(HTTPCall(.get, url)) }
    }
    #expect(other.requests.isEmpty)
    let range = try #require(AddressRange("127.0.0.0/8"))
    let allowed = HTTPClient(reach: .publicOnly(allowing: [range]))
    #expect(try await allowed.send(HTTPCall(.get, other.url("/"))).status == .ok)
    await other.server.stop()
  }

  // MARK: Tokens

  private func request(_ other: Answering, _ grant: TokenRequest.Grant) -> TokenRequest {
    TokenRequest(
      system: "it", url: other.url("/token"), clientID: "id", clientSecret: "s3cret",
      style: .basic, grant: grant, fields: [("scope", "a b")])
  }

  @Test func tokensAreKeptUntilShortlyBeforeTheyExpire() async throws {
    let other = try Answering { _, count in
      Self.json(["access_token": .string("token-\(count)"), "expires_in": 600])
    }
    let passed = Mutex(0)
    let start = ContinuousClock.now
    let tokens = AccessTokens(request(other, .clientCredentials)) {
      start + .seconds(passed.withLock { $0 })
    }
    var seen: [String] = []
    for second in [0, 539, 541, 1000] {
      passed.withLock { $0 = second }
      seen.append(try await tokens.token().value)
    }
    #expect(seen == ["token-1", "token-1", "token-2", "token-2"])
    let asked = try #require(other.requests.first)
    #expect(asked.bodyText == "grant_type=client_credentials&scope=a%20b")
    #expect(asked.headers["Authorization"] == "Basic aWQ6czNjcmV0")
    await other.server.stop()
  }

  @Test func aRefreshTokenThatIsReplacedIsKept() async throws {
    let other = try Answering { request, count in
      Self.json([
        "access_token": .string("access-\(count)"), "refresh_token": .string("refresh-\(count)"),
        "expires_in": 1,
      ])
    }
    let folder = try TemporaryFolder()
    try folder.write("token", "refresh-0\n")
    let start = ContinuousClock.now
    let passed = Mutex(0)
    let tokens = AccessTokens(
      request(other, .refreshToken("refresh-0", file: folder.path("token")))
    ) { start + .seconds(passed.withLock { $0 }) }
    _ = try await tokens.token()
    passed.withLock { $0 = 5 }
    _ = try await tokens.token()
    #expect(
      other.requests.map(\.bodyText) == [
        "grant_type=refresh_token&refresh_token=refresh-0&scope=a%20b",
        "grant_type=refresh_token&refresh_token=refresh-1&scope=a%20b",
      ])
    #expect(try folder.read("token") == "refresh-2")
    await other.server.stop()
  }
}
