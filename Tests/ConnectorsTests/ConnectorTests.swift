import Connectors
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@Suite struct ConnectorTests {
  private let delivery = Delivery(
    idempotencyKey: "c1-1-1", connector: "orders", event: "order.approved", caseID: "c1",
    caseKey: "O-7", data: ["id": 7], attempt: 2, sentAt: "2026-03-01T12:00:00Z")

  @Test func appendsALineToAFile() async throws {
    let folder = try TemporaryFolder()
    let connector = FileConnector(path: folder.path("out.jsonl"))
    _ = try await connector.deliver(delivery)
    _ = try await connector.deliver(delivery)
    let lines = try folder.read("out.jsonl").split(separator: "\n")
    #expect(lines.count == 2)
    let line = try JSONValue.parse(String(lines[0]))
    #expect(line["id"] == "c1-1-1")
    #expect(line["key"] == "O-7")
    #expect(line["data"]?["id"] == 7)
  }

  @Test func triesAgainWhereAFileCannotBeWritten() async throws {
    let connector = FileConnector(path: "/nonexistent/out.jsonl")
    await #expect(throws: DeliveryError.self) { _ = try await connector.deliver(delivery) }
  }

  @Test func postsWithTheIdempotencyKey() async throws {
    let seen = Mutex<[HTTPRequest]>([])
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
      seen.withLock { $0.append(request) }
      return HTTPResponse(.created, body: Array("{\"ticket\": 5}".utf8))
    }
    let connector = WebhookConnector(
      url: "http://\(server.address)/hook", headers: ["X-Key": "secret"])
    let receipt = try await connector.deliver(delivery)
    #expect(receipt.data == ["status": 201, "body": ["ticket": 5]])
    var again = delivery
    again.attempt = 3
    _ = try await connector.deliver(again)
    let requests = seen.withLock { $0 }
    // One key stands for one body; how often it was tried stands beside it.
    #expect(requests.map { $0.headers["Docket-Attempt"] } == ["2", "3"])
    #expect(Set(requests.map(\.body)).count == 1)
    let request = requests.first
    #expect(request?.headers["Idempotency-Key"] == "c1-1-1")
    #expect(request?.headers["X-Key"] == "secret")
    #expect(try JSONValue.parse(request?.body ?? [])["event"] == "order.approved")
    await server.stop()
  }

  private struct StatusCase: Sendable, CustomTestStringConvertible {
    var status: Int
    var retryAfter: String?
    var kind: DeliveryError.Kind
    var testDescription: String { "\(status) \(retryAfter ?? "")" }
  }

  private static let statuses = [
    StatusCase(status: 503, kind: .retryable(after: nil)),
    StatusCase(status: 429, retryAfter: "7", kind: .retryable(after: 7)),
    StatusCase(status: 400, kind: .permanent),
    StatusCase(status: 302, kind: .permanent),
  ]

  @Test(arguments: statuses) private func tellsWhatARefusalMeans(_ example: StatusCase) async throws
  {
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { _ in
      var response = HTTPResponse(HTTPStatus(example.status))
      response.headers["Retry-After"] = example.retryAfter
      return response
    }
    let connector = WebhookConnector(url: "http://\(server.address)/")
    await #expect { _ = try await connector.deliver(delivery) } throws: {
      ($0 as? DeliveryError)?.kind == example.kind
    }
    await server.stop()
  }

  @Test func knowsWhetherTheOtherSideMayHaveActed() async throws {
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { _ in
      HTTPResponse(.ok, body: [UInt8](repeating: 0x20, count: 100))
    }
    var limits = HTTPClient.Limits()
    limits.answerBytes = 10
    let acted = WebhookConnector(url: "http://\(server.address)/", limits: limits)
    await #expect { _ = try await acted.deliver(delivery) } throws: {
      ($0 as? DeliveryError)?.kind == .ambiguous
    }
    await server.stop()
    let gone = WebhookConnector(url: "http://\(server.address)/")
    await #expect { _ = try await gone.deliver(delivery) } throws: {
      ($0 as? DeliveryError)?.kind == .retryable(after: nil)
    }
  }
}
