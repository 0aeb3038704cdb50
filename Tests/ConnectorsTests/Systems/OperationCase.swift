import Connectors
import Foundation
import JSON
import Standins
import TestSupport
import Testing

/// One operation of one system, as a file of `Operations/` describes it: what it takes, which calls it makes, what it
/// answers, what is there afterwards, and what a lost answer comes to.
struct OperationCase: Sendable, CustomTestStringConvertible {
  enum AfterLoss: Sendable { case once, person }

  var system: String
  /// The connector's section of the configuration.
  var section: String
  var name: String
  var about: String?
  var fields: JSONValue
  /// What people have put into the system before.
  var put: [JSONMember]
  /// The operations that the case has sent before.
  var before: [JSONValue]
  /// The calls: method, path, and of body and query as much as is said.
  var requests: [JSONValue]
  var root: String
  /// What of the answer must be so.
  var result: JSONValue?
  /// The calls that carry it out, so that faults strike those and not what is read before.
  var call: String
  var afterLoss: AfterLoss
  /// What is counted, and how much of it there is afterwards.
  var made: (what: String, count: Int)?

  var testDescription: String { "\(system) \(name)" + (about.map { " \($0)" } ?? "") }

  /// How much of what is counted there is.
  func count(_ server: StandinServer) -> Int? { made.map { server.count($0.what, of: system) } }

  func start() throws -> (StandinServer, Courier) {
    let server = try StandinServer(AllStandins.make())
    for kind in put {
      for thing in kind.value.arrayValue ?? [] {
        (server["salesforce"] as? SalesforceStandin)?.put(kind.name, thing)
        (server["hubspot"] as? HubSpotStandin)?.put(kind.name, thing)
      }
    }
    return (server, Courier(try Configured.connector(section, server)))
  }

  /// Does what the case has sent before; each message has a key of its own.
  func prepare(_ courier: Courier) async throws {
    for (number, step) in before.enumerated() {
      var delivery = Courier.delivery(
        step["name"]?.stringValue ?? "", step["fields"] ?? .object([]))
      delivery.idempotencyKey = "c42-1-\(number + 1)"
      _ = try await courier.connector.deliver(delivery)
    }
  }
}

extension OperationCase {
  /// Every case of the files.
  static let all: [OperationCase] = {
    let folder = Corpus.package.appendingPathComponent("Tests/ConnectorsTests/Systems/Operations")
    return Corpus.files(in: folder, extensions: ["json"]).flatMap { file -> [OperationCase] in
      guard let data = try? Data(contentsOf: file),
        let json = try? JSONValue.parse(Array(data), file: file.path)
      else { fatalError("\(file.path) cannot be read") }
      return (json.arrayValue ?? [json]).flatMap { system in
        (system["operations"]?.arrayValue ?? []).map { OperationCase($0, of: system) }
      }
    }
  }()

  private init(_ json: JSONValue, of system: JSONValue) {
    self.system = system["system"]?.stringValue ?? ""
    root = system["root"]?.stringValue ?? ""
    section = Self.section(json["connector"]?.stringValue ?? self.system)
    name = json["name"]?.stringValue ?? ""
    about = json["about"]?.stringValue
    fields = json["fields"] ?? .object([])
    put = json["put"]?.objectValue ?? []
    before = json["before"]?.arrayValue ?? []
    requests = json["requests"]?.arrayValue ?? []
    result = json["result"]
    let last = requests.last?.arrayValue ?? []
    call =
      json["call"]?.stringValue
      ?? "\(last.first?.stringValue ?? "") \(root)\(last.dropFirst().first?.stringValue?.prefix { $0 != "*" } ?? "")"
    afterLoss = json["afterLoss"] == "person" ? .person : .once
    made = json["made"]?.objectValue?.first.map { ($0.name, $0.value.intValue ?? 0) }
  }

  /// Whether a value is as it is described: members that are not named may be anything, and `"*"` stands for any value.
  static func fits(_ value: JSONValue?, _ description: JSONValue) -> Bool {
    switch description {
    case "*": return value?.isNull == false
    case .object(let members):
      return value?.objectValue != nil && members.allSatisfy { fits(value?[$0.name], $0.value) }
    case .array(let items):
      guard let values = value?.arrayValue, values.count == items.count else { return false }
      return zip(values, items).allSatisfy { fits($0, $1) }
    default: return (value ?? .null) == description
    }
  }
}

// MARK: Configurations

extension OperationCase {
  static let salesforce =
    #"{"kind": "salesforce", "url": "BASE/salesforce", "clientId": "app", "clientSecret": "env:SECRET", "fields": {"product": "Product__c", "segments": "Segments__c"}}"#
  static let hubspot =
    #"{"kind": "hubspot", "url": "BASE/hubspot", "token": "env:SECRET", "lists": {"nurture": "7", "suppression": "9"}, "campaigns": {"spring": {"Sent": "71", "Converted": "72"}}, "fields": {"product": "product", "segments": "segments"}}"#
  static let zendesk =
    #"{"kind": "zendesk", "url": "BASE/zendesk", "email": "docket@example.com", "apiToken": "env:SECRET", "groups": {"dpo": "77"}, "fields": {"value": "360000"}}"#
  static let servicenow =
    #"{"kind": "servicenow", "url": "BASE/servicenow", "user": "docket", "password": "env:SECRET", "groups": {"dpo": "Data protection"}}"#
  static let slack = #"{"kind": "slack", "channels": {"sales": "env:SLACK"}}"#
  static let spotify =
    #"{"kind": "spotify", "apiUrl": "BASE/spotify", "accountsUrl": "BASE/spotify", "clientId": "app", "clientSecret": "env:SECRET", "refreshToken": "env:SECRET", "market": "SE"}"#
  static let ads =
    #"""
    {"kind": "spotify-ads", "apiUrl": "BASE/spotify-ads", "accountsUrl": "BASE/spotify", "clientId": "app", "clientSecret": "env:SECRET",
     "refreshToken": "env:SECRET", "adAccount": "acc", "adSets": ["set-1"], "contextualAdSet": "set-2", "segmentAdSets": {"vip_upsell": "set-9"},
     "adSet": {"asset_format": "AUDIO", "category": "ADV_1_1", "bid_strategy": "AUTOBID", "targets": {"placements": ["PODCAST"]}},
     "ad": {"tagline": "Listen", "advertiser_name": "Example", "assets": {"asset_id": "a-1"}, "call_to_action": {"key": "LEARN_MORE"}}}
    """#
  static let orders =
    #"""
    {"kind": "rest", "url": "BASE/orders", "operations": {
      "order.corrected": [
        {"when": {"problem": "payment_failed"}, "path": "/orders/{orderId}/payment-retries", "body": {}},
        {"method": "PATCH", "path": "/orders/{orderId}", "body": {"address": "{address}", "note": "by case"}}],
      "order.cancelled": {"path": "/orders/{orderId}/cancellations", "body": {"reason": "order exception", "refund": "{refund}"}},
      "order.create": {"path": "/orders"},
      "order.find": {"method": "GET", "path": "/orders/{orderId}", "onNotFound": {"found": false}, "onSuccess": {"found": true}}}}
    """#
  static let cloudEvents =
    #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "origin": "docket.example"}"#
  static let binary =
    #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "mode": "binary", "typePrefix": "com.example."}"#
  static let webhooks =
    #"{"kind": "standard-webhooks", "url": "BASE/events/standard-webhooks", "secret": "env:WHSEC"}"#

  private static func section(_ name: String) -> String {
    switch name {
    case "salesforce": salesforce
    case "hubspot": hubspot
    case "zendesk": zendesk
    case "servicenow": servicenow
    case "slack": slack
    case "spotify": spotify
    case "spotify-ads": ads
    case "orders": orders
    case "cloudEvents": cloudEvents
    case "binary": binary
    case "webhooks": webhooks
    default: fatalError("no configuration of \(name)")
    }
  }
}
