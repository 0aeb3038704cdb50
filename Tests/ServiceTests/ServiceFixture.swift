import Casework
import Connectors
import DecisionSheets
import FEEL
import Foundation
import HTTP
import JSON
import Runner
import SQLiteStore
import Service
import TestSupport

/// The two ways of asking the service: the same test body holds for both.
enum Way: String, Sendable, CaseIterable {
  case memory
  case live
}

/// The project's own tables and workflows over a store in memory, behind the HTTP interface.
struct ServiceFixture: Sendable {
  /// An answer with its body read.
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var json: JSONValue
  }

  /// Asks the service.
  typealias Ask =
    @Sendable (HTTPMethod, String, JSONValue?, HTTPHeaders) async throws -> Answer

  static let order: JSONValue = [
    "orderId": "7", "eventType": "delivery_exception", "fraudRisk": "low", "orderValue": 68,
    "addressConfidence": nil, "paymentAttempts": 0, "igsid": nil, "windowOpen": true,
  ]

  /// Runs `body` against a fresh service.
  static func run(
    _ way: Way, access: AccessRules = AccessRules(keys: []), limits: CapacityLimits? = nil,
    intakes: [String: ConfiguredIntake] = [:], peer: String? = nil,
    _ body: (Ask) async throws -> Void
  ) async throws {
    let service = try make(access, limits, intakes)
    switch way {
    case .memory:
      try await body { method, path, content, headers in
        guard let target = RequestTarget(path) else { return read(HTTPResponse(.badRequest)) }
        let request = HTTPRequest(
          method, target, headers: typed(headers, content), body: bytes(content), peer: peer)
        return read(await service.respond(to: request))
      }
    case .live:
      let server = try HTTPServer(
        on: ListenAddress(host: "127.0.0.1", port: 0), handler: service.respond)
      let client = HTTPClient()
      try await body { method, path, content, headers in
        read(
          try await client.send(
            HTTPCall(
              method, "http://\(server.address)\(path)", headers: typed(headers, content),
              body: bytes(content))))
      }
      await server.stop()
    }
  }

  private static func make(
    _ access: AccessRules, _ limits: CapacityLimits?, _ intakes: [String: ConfiguredIntake]
  ) throws -> DocketService {
    let library = DefinitionLibrary(loader: StoredDefinitions())
    let folders = DefinitionFolders(
      tables: [Corpus.package.appendingPathComponent("tables").path],
      workflows: [Corpus.package.appendingPathComponent("workflows").path], library: library)
    folders.load()
    let start = Timestamp(microseconds: 1_772_366_400_000_000)
    let store = try SQLiteStore(
      path: ":memory:", options: .init(clock: ClockRecord(kind: .virtual, now: start)))
    let capacity = limits.map { CapacityMonitor(store: store, folder: "/tmp", limits: $0) }
    let cases = CaseService(store: store, engine: CaseEngine(library: library))
    return try DocketService(
      cases: cases,
      tables: FixedTables(
        folders.tables.decisions, definitions: folders.tables.loaded.definitions), access: access,
      now: { now }, version: "test", capacity: { capacity?.level },
      intake: IntakeDesk(intakes: intakes, cases: cases, sheets: { folders.intakes }))
  }

  private static var now: DateAndTime {
    guard let time = DateAndTime("2026-03-01T12:00:00Z") else { preconditionFailure("a time") }
    return time
  }

  private static func typed(_ headers: HTTPHeaders, _ content: JSONValue?) -> HTTPHeaders {
    var headers = headers
    if content != nil, headers["Content-Type"] == nil {
      headers["Content-Type"] = "application/json"
    }
    return headers
  }

  private static func bytes(_ content: JSONValue?) -> [UInt8] {
    content.map { Array($0.text.utf8) } ?? []
  }

  private static func read(_ response: HTTPResponse) -> Answer {
    Answer(
      status: response.status.code, headers: response.headers,
      json: (try? JSONValue.parse(response.body)) ?? .string(response.bodyText))
  }
}
