import HTTP
import Testing

@Suite struct ClientBodyTests {
  @Test(arguments: [HTTPMethod.get, .head, .options, .post, .put, .patch, .delete])
  func sendsABodyOnlyWhereTheMethodHasOne(_ method: HTTPMethod) async throws {
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
      HTTPResponse(
        .ok, headers: ["Seen": "\(request.method) \(request.bodyText)"])
    }
    let answer = try await HTTPClient().send(
      HTTPCall(method, "http://\(server.address)/", body: Array("{}".utf8)))
    let hasBody = method != .get && method != .head
    #expect(answer.headers["Seen"] == (hasBody ? "\(method) {}" : "\(method)"))
    await server.stop()
  }
}
