import HTTP
import Testing

private struct RouteCase: Sendable, CustomTestStringConvertible {
  var method: HTTPMethod
  var path: String
  var status: Int
  var body: String
  var testDescription: String { "\(method) \(path)" }
}

@Suite struct RouterTests {
  private static func router() throws -> Router {
    try Router([
      Route(.get, "/cases") { request, _ in .text("all \(request.query("limit") ?? "-")") },
      Route(.get, "/cases/{id}") { _, parameters in .text("case \(parameters["id"])") },
      Route(.get, "/cases/newest") { _, _ in .text("the newest") },
      Route(.get, "/cases/{id}/log") { _, parameters in .text("log \(parameters["id"])") },
      Route(.post, "/cases") { request, _ in
        .text(request.bodyText.uppercased(), status: .created)
      },
      Route(.get, "/broken") { _, _ in throw Failure() },
      Route(.get, "/refused") { _, _ in throw Refusal() },
    ])
  }

  private struct Failure: Error {}
  private struct Refusal: HTTPResponseError {
    var response: HTTPResponse { .text("no", status: .conflict) }
  }

  private static let cases = [
    RouteCase(method: .get, path: "/cases", status: 200, body: "all -"),
    RouteCase(method: .get, path: "/cases?limit=5&x", status: 200, body: "all 5"),
    RouteCase(method: .get, path: "/cases?limit=a%20b+c", status: 200, body: "all a b c"),
    RouteCase(method: .get, path: "/cases/17", status: 200, body: "case 17"),
    RouteCase(method: .get, path: "/cases/a%2Fb", status: 200, body: "case a/b"),
    RouteCase(method: .get, path: "/cases/newest", status: 200, body: "the newest"),
    RouteCase(method: .get, path: "/cases/newest/log", status: 200, body: "log newest"),
    RouteCase(method: .get, path: "/cases/", status: 404, body: ""),
    RouteCase(method: .get, path: "/nothing", status: 404, body: ""),
    RouteCase(method: .get, path: "/cases/%zz", status: 400, body: ""),
    RouteCase(method: .delete, path: "/cases", status: 405, body: ""),
    RouteCase(method: .post, path: "/cases", status: 201, body: "HELLO"),
    RouteCase(method: .get, path: "/broken", status: 500, body: "the server failed\n"),
    RouteCase(method: .get, path: "/refused", status: 409, body: "no"),
  ]

  @Test(arguments: Harness.allCases, cases)
  private func answers(_ harness: Harness, _ example: RouteCase) async throws {
    try await harness.run(Self.router().respond) { ask in
      let content = example.method == .post ? Array("hello".utf8) : []
      let response = try await ask(example.method, example.path, [:], content)
      #expect(response.status.code == example.status)
      if !example.body.isEmpty { #expect(response.bodyText == example.body) }
    }
  }

  @Test(arguments: Harness.allCases)
  func namesTheAllowedMethods(_ harness: Harness) async throws {
    try await harness.run(Self.router().respond) { ask in
      let refused = try await ask(.delete, "/cases", [:], [])
      #expect(refused.headers["allow"] == "GET, HEAD, POST")
      let asked = try await ask(.options, "/cases", [:], [])
      #expect(asked.status == .noContent)
    }
  }

  @Test func findsClashesAtStart() {
    let handler: Route.Handler = { _, _ in HTTPResponse(.ok) }
    func clash(_ first: String, _ second: String) -> String? {
      do throws(RouteClash) {
        _ = try Router([Route(.get, first, handler), Route(.get, second, handler)])
        return nil
      } catch {
        return error.description
      }
    }
    #expect(clash("/a/{x}", "/a/{x}") == "GET /a/{x} clashes with GET /a/{x}")
    #expect(clash("/a/{x}", "/a/{y}/b") == "GET /a/{y}/b: another route calls {y} {x}")
    #expect(clash("/a/{x}/{x}", "/b") == "the path /a/{x}/{x} has two parameters {x}")
    #expect(clash("a", "/b") == "the path a does not begin with a slash")
    #expect(clash("/a/{x}", "/a/b") == nil)
  }
}
