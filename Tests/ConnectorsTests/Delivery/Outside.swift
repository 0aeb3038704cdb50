import Connectors
import Diagnostics
import JSON
import Standins
import Synchronization
import Testing

/// Outside systems on loopback, and connectors configured for them as a file would.
final class Outside: Sendable {
  static let environment = [
    "GENESYS_SECRET": "genesys-secret", "IG_TOKEN": "instagram-token",
    "IG_APP_SECRET": "instagram-app-secret",
  ]

  let server: StandinServer
  let genesys = GenesysStandin()
  let instagram = InstagramStandin()

  init() throws {
    server = try StandinServer([genesys, instagram])
  }

  /// The connector of a section of the configuration; its addresses lead to the stand-ins.
  func connector(
    _ kind: String, _ more: JSONValue = .object([])
  ) throws -> any DeliveryConnector {
    var section: JSONValue =
      switch kind {
      case "genesys":
        [
          "clientId": "genesys-client", "clientSecret": "env:GENESYS_SECRET",
          "integrationId": "integration-1", "apiUrl": .string(server.url("genesys")),
          "loginUrl": .string(server.url("genesys")),
        ]
      case "instagram":
        [
          "baseUrl": .string(server.url("instagram")), "token": "env:IG_TOKEN",
          "appSecret": "env:IG_APP_SECRET", "accountId": "17841400000000001", "pollSeconds": 1,
        ]
      default:
        [
          "baseUrl": .string(server.url("instagram")), "token": "env:IG_TOKEN",
          "audiences": ["high_value": "2385001", "dormant": "2385002"],
        ]
      }
    section = section.merged(with: ["kind": .string(kind)]).merged(with: more)
    let (configuration, faults) = Configuration.read(
      ["connectors": ["it": section]], file: "docket.json", outbox: "outbox.jsonl",
      environment: { Self.environment[$0] })
    try #require(faults.isEmpty, "\(faults)")
    return configuration.connectors["it"]
  }

  func stop() async { await server.stop() }
}

extension Delivery {
  /// A message of a case.
  static func of(
    _ event: String, _ data: JSONValue, attempt: Int = 1, key: String = "c1-1-1",
    sentAt: String = "2026-09-21T14:13:20.123Z", progress: DeliveryProgress = DeliveryProgress()
  ) -> Delivery {
    Delivery(
      idempotencyKey: key, connector: "it", event: event, caseID: "c1", caseKey: "k", data: data,
      attempt: attempt, sentAt: sentAt, progress: progress)
  }
}

/// The error of a delivery that must fail.
func failure(
  of delivery: Delivery, _ connector: any DeliveryConnector
) async -> DeliveryError? {
  do throws(DeliveryError) {
    _ = try await connector.deliver(delivery)
    return nil
  } catch {
    return error
  }
}

/// Progress as a store keeps it: what was saved outlives the attempt.
final class KeptProgress: Sendable {
  private let kept = Mutex<JSONValue>(.null)

  /// What an attempt gets.
  func next() -> DeliveryProgress {
    DeliveryProgress(kept.withLock { $0 }) { value in self.kept.withLock { $0 = value } }
  }
}
