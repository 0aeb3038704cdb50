import HTTP
import Testing

@Suite struct ServerTests {
  private let loopback = ListenAddress(host: "127.0.0.1", port: 0)

  @Test func takesHeadersAndBodies() async throws {
    let server = try HTTPServer(on: loopback) { request in
      HTTPResponse(
        .ok, headers: ["X-Seen": request.headers["x-mark"] ?? "", "X-Peer": request.peer ?? ""],
        body: request.body)
    }
    let content = [UInt8](repeating: 7, count: 1_000_000)
    let answer = try await HTTPClient().send(
      HTTPCall(.put, "http://\(server.address)/", headers: ["X-Mark": "here"], body: content))
    #expect(answer.headers["x-seen"] == "here")
    #expect(answer.headers["x-peer"] == "127.0.0.1")
    #expect(answer.body == content)
    await server.stop()
  }

  @Test func refusesALargeBody() async throws {
    var limits = HTTPServer.Limits()
    limits.bodyBytes = 1000
    let server = try HTTPServer(on: loopback, limits: limits) { _ in HTTPResponse(.ok) }
    let client = HTTPClient()
    let small = try await client.send(
      HTTPCall(.post, "http://\(server.address)/", body: [UInt8](repeating: 1, count: 1000)))
    #expect(small.status == .ok)
    let large = try await client.send(
      HTTPCall(.post, "http://\(server.address)/", body: [UInt8](repeating: 1, count: 1001)))
    #expect(large.status == .contentTooLarge)
    await server.stop()
  }

  @Test func answersManyAtOnce() async throws {
    let server = try HTTPServer(on: loopback) { request in .text(request.target.segments.joined()) }
    let client = HTTPClient()
    let right = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        group.addTask {
          let call = HTTPCall(.get, "http://\(server.address)/\(number)")
          return try await client.send(call).bodyText == "\(number)"
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(right == 100)
    await server.stop()
  }

  @Test func finishesRunningRequestsWhenStopped() async throws {
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let server = try HTTPServer(on: loopback) { _ in
      start.yield()
      try? await Task.sleep(for: .milliseconds(100))
      return .text("done")
    }
    async let answer = HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
    for await _ in started { break }
    await server.stop()
    #expect(try await answer.bodyText == "done")
  }

  @Test func answersForARequestThatOutlivesTheGrace() async throws {
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let server = try HTTPServer(on: loopback) { _ in
      start.yield()
      for await _ in released { break }
      return .text("late")
    }
    async let answer = HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
    for await _ in started { break }
    await server.stop(grace: .milliseconds(10))
    release.yield()
    // The connection is closed at once; whether the 503 still got through is not promised.
    let status = try? await answer.status
    #expect(status == nil || status == .serviceUnavailable)
  }

  /// Whoever sends a byte now and then is never silent, and must be let go of all the same.
  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
  ])
  func endsRequestsThatDrip(_ beginning: String) async throws {
    var limits = HTTPServer.Limits()
    limits.request = .milliseconds(600)
    let server = try HTTPServer(on: loopback, limits: limits) { _ in .text("done") }
    let outcome = try DrippingClient(server.address).drip(beginning)
    #expect(outcome == .ended)
    // Others are served as before.
    let answer = try await HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
    #expect(answer.bodyText == "done")
    await server.stop()
  }

  /// The time of a handler is not the client's.
  @Test func aSlowHandlerIsNotEnded() async throws {
    var limits = HTTPServer.Limits()
    limits.request = .milliseconds(300)
    let server = try HTTPServer(on: loopback, limits: limits) { _ in
      try? await Task.sleep(for: .milliseconds(1500))
      return .text("late")
    }
    let answer = try await HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
    #expect(answer.bodyText == "late")
    await server.stop()
  }

  /// Those who ask meanwhile are answered, refused with 503, or find nobody; and the server does not wait for them.
  @Test func stopsWhileOthersAsk() async throws {
    for _ in 0..<40 {
      let server = try HTTPServer(on: loopback) { _ in .text("here") }
      let clients = (0..<4).map { _ in
        Task {
          let client = HTTPClient()
          var statuses: Set<Int> = []
          while !Task.isCancelled {
            let call = HTTPCall(.get, "http://\(server.address)/")
            guard let answer = try? await client.send(call) else { break }
            statuses.insert(answer.status.code)
          }
          return statuses
        }
      }
      _ = try? await HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
      await server.stop()
      for client in clients {
        client.cancel()
        let statuses = await client.value
        #expect(statuses.isSubset(of: [200, 503]))
      }
    }
  }

  @Test func saysWhyItCannotListen() async throws {
    let first = try HTTPServer(on: loopback) { _ in HTTPResponse(.ok) }
    #expect(
      throws: HTTPServerError.cannotListen(first.address, reason: "Address already in use")
    ) {
      _ = try HTTPServer(on: first.address) { _ in HTTPResponse(.ok) }
    }
    await first.stop()
  }

  @Test func readsAddresses() {
    #expect(ListenAddress("127.0.0.1:80")?.isLoopback == true)
    #expect(ListenAddress("[::1]:80")?.isLoopback == true)
    #expect(ListenAddress("localhost:0")?.isLoopback == true)
    #expect(ListenAddress("0.0.0.0:80")?.isLoopback == false)
    #expect(ListenAddress("127.example.org:80")?.isLoopback == false)
    #expect(ListenAddress(":80")?.isLoopback == false)
    #expect(ListenAddress("127.0.0.1") == nil)
    #expect(ListenAddress("::1:80") == nil)
  }
}

@Suite struct ClientTests {
  @Test func tellsWhatMayHaveBeenDone() async throws {
    let client = HTTPClient()
    await #expect(throws: HTTPClientError.malformedURL("ftp://example.org")) {
      _ = try await client.send(HTTPCall(.get, "ftp://example.org"))
    }
    let gone = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { _ in
      HTTPResponse(.ok)
    }
    await gone.stop()
    do {
      _ = try await client.send(HTTPCall(.get, "http://\(gone.address)/"))
      Issue.record("nobody listens there")
    } catch {
      guard case .notConnected = error else {
        Issue.record("nothing was sent, yet the error is \(error)")
        return
      }
    }
  }

  @Test func boundsTimeAndSize() async throws {
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
      if request.target.rawPath == "/slow" { try? await Task.sleep(for: .seconds(60)) }
      return HTTPResponse(.ok, body: [UInt8](repeating: 0, count: 2000))
    }
    var small = HTTPClient()
    small.limits.answerBytes = 1000
    await #expect(throws: HTTPClientError.answerTooLarge(limit: 1000)) {
      _ = try await small.send(HTTPCall(.get, "http://\(server.address)/"))
    }
    var hasty = HTTPClient()
    hasty.limits.total = .milliseconds(500)
    await #expect(throws: HTTPClientError.interrupted(reason: "timeout was reached")) {
      _ = try await hasty.send(HTTPCall(.post, "http://\(server.address)/slow"))
    }
    await server.stop(grace: .milliseconds(10))
  }

  @Test func doesNotFollowRedirects() async throws {
    let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0)) { _ in
      HTTPResponse(HTTPStatus(302), headers: ["Location": "/elsewhere"])
    }
    let answer = try await HTTPClient().send(HTTPCall(.get, "http://\(server.address)/"))
    #expect(answer.status.code == 302)
    #expect(answer.headers["location"] == "/elsewhere")
    await server.stop()
  }
}
