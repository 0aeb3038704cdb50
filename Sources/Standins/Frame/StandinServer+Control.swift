import HTTP
import JSON

// The control interface, for tests that are another program and for people at a terminal:
//
//   GET  /_standin                                  the systems and their addresses
//   GET  /_standin/requests?system=slack            what came in
//   GET  /_standin/things?system=slack&kind=messages    what it holds
//   POST /_standin/faults    {"system": "slack", "fault": "429", "retryAfter": 2, "count": 3}
//   POST /_standin/reset     {"system": "slack"}    or {} for all
//   POST /_standin/expire    {"system": "genesys"}  its tokens are valid no more
//   POST /_standin/refuse    {"seconds": 5}         no connection is taken for so long
//   POST /_standin/webhook   {"system": "instagram", "url": "…", "secret": "…", "event": {…}}
//   GET  /_standin/clock                            the time that windows and threads go by
//   POST /_standin/clock     {"hours": 20}          or {"at": "2026-11-03T04:00:00Z"}
//   POST /_standin/instagram/writes {…}             what a system does itself: docs/connectors.md

extension StandinServer {
  func control(_ request: HTTPRequest, _ path: [String]) async -> HTTPResponse {
    let body = request.body.isEmpty ? .object([]) : try? JSONValue.parse(request.body)
    guard let body, body.objectValue != nil else {
      return .problem(.badRequest, "the body is no JSON object")
    }
    if path.count == 2, let owner = systems[path[0]] {
      let line = "\(request.method.name) \(path[1])"
      return await owner.control(line, body)
        ?? .problem(.notFound, "\(path[0]) cannot do \(line)")
    }
    let system = body["system"]?.stringValue ?? request.query("system")
    if let system, systems[system] == nil {
      return .problem(
        .notFound,
        "no system \(system); there are \(systems.keys.sorted().joined(separator: ", "))")
    }
    switch (request.method.name, path) {
    case ("GET", []), ("GET", [""]):
      return .json(
        .object(systems.keys.sorted().map { JSONMember($0, .string(url($0))) }))
    case ("GET", ["requests"]):
      return .json(.array(requests(system).map(\.shown)))
    case ("GET", ["things"]):
      guard let system, let standin = systems[system], let kind = request.query("kind") else {
        return .problem(
          .badRequest, "expected system and kind, such as ?system=slack&kind=messages")
      }
      guard standin.kinds.isEmpty || standin.kinds.contains(kind) else {
        return .problem(
          .notFound, "\(system) has no \(kind); it has \(standin.kinds.joined(separator: ", "))")
      }
      return .json(.array(standin.things(kind)))
    case ("POST", ["faults"]):
      guard let system, let fault = StandinFault(body) else {
        return .problem(
          .badRequest,
          "expected system and fault: a status from 300 to 599, slow with seconds, hang, dropped or cut"
        )
      }
      fail(system, fault)
    case ("POST", ["reset"]): reset(system)
    case ("POST", ["expire"]):
      for entry in systems where system == nil || entry.key == system {
        entry.value.expireTokens()
      }
    case ("POST", ["refuse"]):
      guard let seconds = body["seconds"]?.intValue, (1...600).contains(seconds) else {
        return .problem(.badRequest, "expected seconds, a whole number from 1 to 600")
      }
      refuse(seconds: seconds)
    case ("GET", ["clock"]): return .json(["at": .string(clock.text)])
    case ("POST", ["clock"]):
      if let time = body["at"]?.stringValue, clock.set(time) { break }
      guard case .number(let digits)? = body["hours"], let hours = Double(digits), hours >= 0,
        hours < 1_000_000
      else { return .problem(.badRequest, "expected at, a time in ISO 8601, or hours") }
      clock.advance(hours: hours)
    case ("POST", ["webhook"]):
      guard let system, let standin = systems[system],
        let webhook = StandinWebhook(body, from: standin)
      else {
        return .problem(.badRequest, "expected system, url, and event or raw")
      }
      return .json(["answers": .array(await webhook.send().map(\.shown))])
    default:
      return .problem(
        .notFound, "no such control: \(request.method.name) \(request.target.rawPath)")
    }
    return HTTPResponse(.noContent)
  }

  /// Refuses connections after this answer has gone out, and takes them again later.
  private func refuse(seconds: Int) {
    Task {
      try? await Task.sleep(for: .milliseconds(50))
      await refuseConnections()
      try? await Task.sleep(for: .seconds(seconds))
      try? listenAgain()
    }
  }
}
