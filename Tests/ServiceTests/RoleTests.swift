import Connectors
import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// Which key may do what: every route of the interface, for every role.
@Suite struct RoleTests {
  private static let keys = AccessRole.allCases.map {
    ConfiguredKey(name: $0.rawValue, digest: AccessRules.digest("key-\($0)"), roles: [$0])
  }
  /// Each test has its own: refusals are counted.
  private var access: AccessRules { AccessRules(keys: Self.keys, token: "token") }
  private static let plain = [
    "forms": ConfiguredIntake(kind: .json, source: PlainIntake(token: nil)),
    "signed": ConfiguredIntake(kind: .genesys, source: GenesysIntake(secrets: ["s"])),
  ]

  @Test func everyRouteNeedsTheRoleOfTheTable() async throws {
    try await ServiceFixture.run(.memory, access: access, intakes: Self.plain) { ask in
      let document = try await ask(.get, "/openapi.json", nil, [:]).json
      var seen: Set<String> = []
      for path in document["paths"]?.objectValue ?? [] {
        for operation in path.value.objectValue ?? [] {
          let id = operation.value["operationId"]?.stringValue ?? ""
          let needed = operation.value["security"]?.arrayValue?.first?["key"]?.arrayValue?.first
          guard let needed = needed?.stringValue.flatMap(AccessRole.init) else {
            #expect(["live", "ready", "openapi"].contains(id), "\(id) is open to everybody")
            continue
          }
          seen.insert(id)
          let target = path.name.replacing("/intake/{name}", with: "/intake/forms")
            .replacing(/\{[a-z]+\}/, with: "x")
          let method = HTTPMethod(operation.name.uppercased())
          for role in AccessRole.allCases {
            let answer = try await ask(
              method, target, method == .post ? [:] : nil, ["X-API-Key": "key-\(role)"])
            let isRefused = answer.json["code"] == "HTTP-015"
            #expect(isRefused != role.includes(needed), "\(id) with \(role): \(answer.status)")
          }
          let without = try await ask(method, target, method == .post ? [:] : nil, [:])
          #expect([401, 429].contains(without.status), "\(id) without a key: \(without.status)")
        }
      }
      let table = RouteRoles.table.flatMap(\.operations)
      #expect(seen == Set(table))
      #expect(table.count == seen.count, "an operation stands in the table twice")
    }
  }

  /// The table of the documentation is that of the program.
  @Test func theTableIsDocumented() throws {
    let file = Corpus.package.appendingPathComponent("docs/http-api.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    for (role, operations) in RouteRoles.table {
      let line = "| `\(role.rawValue)` | " + operations.map { "`\($0)`" }.joined(separator: " ")
      #expect(page.contains(line), "docs/http-api.md lacks: \(line)")
    }
  }

  @Test func aSignedIntakeNeedsNoKeyButItsSignature() async throws {
    try await ServiceFixture.run(.memory, access: access, intakes: Self.plain) { ask in
      let unsigned = try await ask(.post, "/v1/intake/signed", ["type": "Text"], [:])
      #expect(unsigned.status == 401)
      #expect(unsigned.json["code"] == "HTTP-014")
      let fed = try await ask(
        .post, "/v1/intake-feeds/signed", ["type": "Text"], ["X-API-Key": "key-operator"])
      #expect(fed.json["taken"] == 1)
      let again = try await ask(
        .post, "/v1/intake-feeds/signed", ["type": "Text"], ["X-API-Key": "key-operator"])
      #expect(again.json["known"] == 1)
      let unknown = try await ask(
        .post, "/v1/intake-feeds/sined", [:], ["X-API-Key": "key-operator"])
      #expect(unknown.json["detail"]?.stringValue?.contains("did you mean \"signed\"?") == true)
    }
  }

  /// What there is not is told to holders of a key alone.
  @Test func strangersLearnNothing() async throws {
    try await ServiceFixture.run(.memory, access: access) { ask in
      #expect(try await ask(.get, "/v1/nothing", nil, [:]).status == 401)
      #expect(try await ask(.put, "/v1/cases", nil, [:]).status == 401)
      let known = try await ask(.get, "/v1/nothing", nil, ["X-API-Key": "key-decider"])
      #expect(known.status == 404)
    }
  }
}
