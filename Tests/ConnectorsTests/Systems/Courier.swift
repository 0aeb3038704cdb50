import Connectors
import HTTP
import JSON
import Standins
import Testing

/// Brings one message to a connector as the runner does: again where that helps, after a look-up where an answer
/// was lost.
struct Courier {
  enum Result: Hashable {
    case delivered(JSONValue)
    case refused(String)
    /// Nobody can tell: a person decides.
    case person(String)
    case tired
  }

  var connector: any DeliveryConnector
  /// Every wait that was asked for, in seconds; nil where the receiver asked for none.
  private(set) var waits: [Int?] = []
  private(set) var reasons: [String] = []
  private var progress: JSONValue = .null

  init(_ connector: any DeliveryConnector) {
    self.connector = connector
  }

  static func delivery(
    _ event: String, _ data: JSONValue, attempt: Int = 1,
    progress: DeliveryProgress = DeliveryProgress()
  ) -> Delivery {
    Delivery(
      idempotencyKey: "c42-3-1", connector: "it", event: event, caseID: "c42", caseKey: "A-1",
      data: data, attempt: attempt, sentAt: "2026-11-21T10:00:00Z", progress: progress)
  }

  mutating func bring(_ event: String, _ data: JSONValue, attempts: Int = 4) async -> Result {
    var isAmbiguous = false
    let progress = DeliveryProgress()
    for attempt in 1...attempts {
      let delivery = Self.delivery(event, data, attempt: attempt, progress: progress)
      do throws(DeliveryError) {
        if isAmbiguous, connector.canLookUp {
          switch try await connector.lookup(delivery) {
          case .delivered(let receipt): return .delivered(receipt.data)
          case .notDelivered: break
          case .unknown:
            guard connector.countsIdempotencyKeys else { return .person("unknown") }
          }
        }
        return .delivered(try await connector.deliver(delivery).data)
      } catch {
        reasons.append(error.message)
        switch error.kind {
        case .retryable(let after): waits.append(after)
        case .permanent: return .refused(error.message)
        case .ambiguous:
          guard connector.countsIdempotencyKeys || connector.canLookUp else {
            return .person(error.message)
          }
          isAmbiguous = true
        }
      }
    }
    return .tired
  }
}

/// A connector of a configuration over stand-ins.
enum Configured {
  /// Reads a section in which `BASE` stands for the stand-ins' address.
  static func connector(_ section: String, _ server: StandinServer?) throws -> any DeliveryConnector
  {
    let text = section.replacing(
      "BASE", with: server.map { "http://\($0.address)" } ?? "http://127.0.0.1:9")
    let secrets = [
      "SECRET": "s3cret-value", "WRONG": "wrong",
      "WHSEC": EventReceiverStandin.secret,
      "SLACK":
        "\(server.map { "http://\($0.address)" } ?? "http://127.0.0.1:9")/slack/services/T1/B1/s3cret-hook",
      "ARCHIVED":
        "\(server.map { "http://\($0.address)" } ?? "http://127.0.0.1:9")/slack/services/T1/B1/archived",
    ]
    let (configuration, faults) = Configuration.read(
      try JSONValue.parse(#"{"connectors": {"it": \#(text)}}"#), file: "docket.json",
      outbox: "outbox.jsonl", environment: { secrets[$0] })
    try #require(faults.isEmpty, "\(faults)")
    return configuration.connectors["it"]
  }
}
