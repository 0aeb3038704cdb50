import Casework
import Diagnostics
import HTTP
import JSON
import Service

/// The way to the service: over a socket to a running daemon, or in memory over an opened store.
///
/// Both speak the same requests, so a command cannot tell them apart.
struct ServiceAccess: Sendable {
  /// Answers a request; the path and the query are already encoded.
  typealias Transport =
    @Sendable (HTTPMethod, _ target: String, HTTPHeaders, [UInt8]) async throws(CommandFailure) ->
    HTTPResponse

  private let transport: Transport
  private let closing: @Sendable () async -> Void

  init(_ transport: @escaping Transport, closing: @escaping @Sendable () async -> Void = {}) {
    self.transport = transport
    self.closing = closing
  }

  /// Gives back what opening took: the lock, the store.
  func close() async { await closing() }

  /// Reads a resource.
  func get(_ path: [String], _ query: [(String, String?)] = []) async throws(CommandFailure)
    -> JSONValue
  {
    try await ask(.get, path, query, nil, [:])
  }

  /// Hands something over.
  func post(
    _ path: [String], _ body: JSONValue, _ query: [(String, String?)] = [],
    headers: HTTPHeaders = [:]
  ) async throws(CommandFailure) -> JSONValue {
    try await ask(.post, path, query, body, headers)
  }

  /// Hands over bytes as they are.
  func deliver(
    _ path: [String], _ body: [UInt8], _ headers: HTTPHeaders
  ) async throws(CommandFailure) -> JSONValue {
    try await ask(.post, path, [], body, headers)
  }

  private func ask(
    _ method: HTTPMethod, _ path: [String], _ query: [(String, String?)], _ body: JSONValue?,
    _ extra: HTTPHeaders
  ) async throws(CommandFailure) -> JSONValue {
    var headers = extra
    if body != nil { headers["Content-Type"] = "application/json" }
    return try await ask(method, path, query, body.map { Array($0.text.utf8) } ?? [], headers)
  }

  private func ask(
    _ method: HTTPMethod, _ path: [String], _ query: [(String, String?)], _ body: [UInt8],
    _ headers: HTTPHeaders
  ) async throws(CommandFailure) -> JSONValue {
    var target = "/v1/" + path.map(PercentEncoding.encode).joined(separator: "/")
    let items = query.compactMap { name, value in
      value.map { "\(name)=\(PercentEncoding.encode($0))" }
    }
    if !items.isEmpty { target += "?" + items.joined(separator: "&") }
    let response = try await transport(method, target, headers, body)
    let answer = try? JSONValue.parse(response.body, file: "the answer")
    guard response.status.isSuccess else {
      throw CommandFailure(problem: answer ?? .null, status: response.status)
    }
    return answer ?? .null
  }
}

extension CommandFailure {
  /// What a problem inside an answer says (RFC 9457).
  init(problem: JSONValue) {
    self.init(
      problem: problem, status: HTTPStatus(problem["status"]?.intValue ?? 500))
  }

  /// What an answer with an error status says (RFC 9457).
  init(problem: JSONValue, status: HTTPStatus) {
    let message =
      problem["detail"]?.shown ?? problem["title"]?.shown ?? "the service answered \(status.code)"
    // What is not there at all could not be run; what is there but not in order is a finding.
    let couldNotRun = [
      DiagnosticCode(CaseworkCode.unknownWorkflow).id,
      DiagnosticCode(ServiceCode.unknownDecision).id,
    ].contains(problem["code"]?.shown)
    let exit: ExitCode =
      (400..<500).contains(status.code) && !couldNotRun ? .findings : .couldNotRun
    let diagnostics = problem["diagnostics"]?.arrayValue ?? []
    self.init(exit, message, details: diagnostics.compactMap { $0["text"]?.shown })
  }
}
