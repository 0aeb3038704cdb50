import HTTP
import JSON
import Service
import Testing

/// The form of OpenText Decision Service: variables with types in, a list for each matching rule out.
@Suite struct ExecuteTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var body: JSONValue
    var status = 200
    var result: JSONValue?
    var detail = ""
    var testDescription: String { name }
  }

  private static func variable(_ name: String, _ value: JSONValue, _ type: String) -> JSONValue {
    ["name": .string(name), "value": value, "type": .string(type)]
  }

  private static func request(_ key: String, _ variables: JSONValue...) -> JSONValue {
    ["decisionKey": .string(key), "inputVariables": .array(variables)]
  }

  private static let event = variable("usage", "event", "string")
  private static let region = variable("regionAllowed", false, "boolean")

  static let examples = [
    Example(
      name: "one matching rule", body: request("playlist", region),
      result: [
        [
          ["name": "outcome", "type": "string", "value": "reject"],
          ["name": "reason", "type": "string", "value": "region not allowed"],
        ]
      ]),
    Example(
      name: "numbers as texts",
      body: request(
        "order_exception", variable("eventType", "payment_failed", "string"),
        variable("fraudRisk", "low", "string"), variable("orderValue", "89.90", "double"),
        variable("paymentAttempts", 1, "integer")),
      result: [
        [
          ["name": "decision", "type": "string", "value": "ask_customer"],
          ["name": "deadlineHours", "type": "integer", "value": 48],
        ]
      ]),
    Example(
      name: "unknown key", body: request("playlst", region), status: 404,
      detail: "did you mean \"playlist\"?"),
    Example(
      name: "no key", body: ["inputVariables": []], status: 400,
      detail: "the body needs the member \"decisionKey\""),
    Example(
      name: "misspelt member", body: ["decisionKey": "playlist", "inputVariable": []], status: 400,
      detail: "did you mean \"inputVariables\"?"),
    Example(
      name: "no list",
      body: ["decisionKey": "playlist", "inputVariables": ["regionAllowed": true]],
      status: 400, detail: "should be a list"),
    Example(
      name: "a type that is none",
      body: request("playlist", variable("regionAllowed", true, "bolean")), status: 400,
      detail: "did you mean \"boolean\"?"),
    Example(
      name: "a value of another type",
      body: request("playlist", variable("regionAllowed", "yes", "boolean")), status: 400,
      detail: "inputVariables[0], \"regionAllowed\", is \"yes\", which is no boolean"),
    Example(
      name: "no whole number",
      body: request("playlist", variable("leadTimeDays", .number("2.5"), "integer")), status: 400,
      detail: "is 2.5, which is no integer"),
    Example(
      name: "twice", body: request("playlist", region, region), status: 400,
      detail: "is there twice"),
    Example(
      name: "a slip in a name",
      body: request("playlist", variable("regionAlowed", true, "boolean")),
      status: 400, detail: "did you mean \"regionAllowed\"?"),
    Example(
      name: "without a name", body: request("playlist", ["value": 1]), status: 400,
      detail: "inputVariables[0] needs the member \"name\""),
  ]

  @Test(arguments: examples) func executes(_ example: Example) async throws {
    try await ServiceFixture.run(.memory) { ask in
      let answer = try await ask(.post, "/decision/v1/execute", example.body, [:])
      #expect(answer.status == example.status)
      if let result = example.result {
        #expect(answer.json == ["resultVariables": result])
      } else {
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        let detail = answer.json["detail"]?.stringValue ?? ""
        #expect(detail.contains(example.detail), "\(detail)")
      }
    }
  }

  @Test func listsDecisionModels() async throws {
    try await ServiceFixture.run(.live) { ask in
      let path = "/decision/v1/runtime/decision-models"
      let all = try await ask(.get, path, nil, [:])
      #expect((all.json["total"]?.intValue ?? 0) > 20)
      let one = try await ask(.get, path + "?key=playlist", nil, [:])
      #expect(one.json["total"] == 1)
      let model = try #require(one.json["data"]?.arrayValue?.first)
      #expect(model["version"]?.stringValue?.hasPrefix("sha256:") == true)
      let namespace = model["namespace"]?.stringValue ?? ""
      let same = try await ask(
        .get, "\(path)?key=playlist&namespace=\(PercentEncoding.encode(namespace))", nil, [:])
      #expect(same.json["total"] == 1)
      let none = try await ask(.get, path + "?namespace=elsewhere", nil, [:])
      #expect(none.json["data"] == [])
    }
  }
}
