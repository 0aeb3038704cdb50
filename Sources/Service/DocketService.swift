public import Casework
import Diagnostics
public import FEEL
public import HTTP
public import Runner

/// The whole interface over HTTP, live or in memory.
public struct DocketService: Sendable {
  /// What was asked and answered, for the log; never with data of a case.
  public struct RequestRecord: Sendable {
    /// The request's method.
    public var method: HTTPMethod
    /// The path without its query, which may hold data.
    public var path: String
    /// The answer's status.
    public var status: HTTPStatus
    /// How long it took.
    public var duration: Duration
    /// Why the service failed, for an answer of 500.
    public var failure: String?
  }

  private let router: Router
  private let metrics: Metrics
  private let observe: @Sendable (RequestRecord) -> Void

  /// Makes the service.
  ///
  /// - Parameters:
  ///   - cases: What does the work on cases.
  ///   - tables: The tables in force.
  ///   - access: Who may ask.
  ///   - now: The time that `now()` gives in a decision asked for directly.
  ///   - version: The program's version.
  ///   - readiness: Tells what keeps the daemon from working, if anything does.
  ///   - capacity: Tells how full the store is; nothing is accepted while there is a shortage.
  ///   - receivers: Tells how the receivers of calls stand.
  ///   - intake: What takes in what outside systems send; nil for nothing.
  ///   - observe: Gets a record of each answer.
  /// - Throws: `RouteClash` when two routes cannot both be reached.
  public init(
    cases: any CaseOperations & CaseAdministration, tables: any TableSource,
    access: AccessRules,
    now: @escaping @Sendable () -> DateAndTime, version: String,
    readiness: @escaping @Sendable () -> String? = { nil },
    capacity: @escaping @Sendable () -> CapacityMonitor.Level? = { nil },
    receivers: @escaping @Sendable () throws -> [ReceiverState] = { [] },
    intake: IntakeDesk? = nil,
    observe: @escaping @Sendable (RequestRecord) -> Void = { _ in }
  ) throws(RouteClash) {
    let metrics = Metrics()
    var operations = DecisionRoutes(source: tables, cases: cases, now: now).operations
    operations += CaseRoutes(cases: cases).operations
    operations += TaskRoutes(cases: cases).operations
    operations += InterventionRoutes(cases: cases).operations
    operations += VersionRoutes(cases: cases).operations
    operations += ArchiveRoutes(cases: cases).operations
    operations += CallRoutes(cases: cases).operations
    if let intake { operations += IntakeRoutes(desk: intake, access: access).operations }
    operations += DecisionServiceRoutes(source: tables, now: now).operations
    operations += StatusRoutes(cases: cases, receivers: receivers).operations
    operations +=
      HealthRoutes(
        cases: cases, metrics: metrics, readiness: { readiness() ?? capacity()?.shortage },
        capacity: capacity, receivers: receivers
      ).operations
    let document = OpenAPIDocument(operations: operations, version: version).json
    operations.append(
      Operation(
        method: .get, path: "/openapi.json", id: "openapi",
        summary: "Describes this interface.", tag: "health",
        answers: [.init(status: .ok, help: "OpenAPI 3.1.")], access: .everybody
      ) { _, _ in .json(document) })
    // Nothing is kept of a request for which there is no room.
    let refuse = { @Sendable () throws(Problem) in
      guard let shortage = capacity()?.shortage else { return }
      metrics.countRefusal()
      throw Problem(CaseworkCode.overloaded, .serviceUnavailable, shortage, retryAfter: 5)
    }
    let guards = { @Sendable (request: HTTPRequest, operation: Operation) throws(Problem) in
      if operation.access == .key { try access.check(request, for: operation.role) }
      if !operation.needsNoRoom { try refuse() }
    }
    router = try Router(
      operations.map { $0.route(guards) },
      missed: { miss, request in
        // What there is and what there is not is told to holders of a key alone.
        do throws(Problem) {
          try access.check(request, for: nil)
        } catch {
          return error.response
        }
        return Self.problem(miss, request).response
      },
      failed: { error, _ in
        let problem = Problem(error)
        if problem.status.code >= 500 { FailureLog.note("\(error)") }
        return problem.response
      })
    self.metrics = metrics
    self.observe = observe
  }

  /// Answers a request.
  @Sendable public func respond(to request: HTTPRequest) async -> HTTPResponse {
    let start = ContinuousClock.now
    let failures = FailureLog()
    let response = await FailureLog.$current.withValue(failures) {
      await router.respond(to: request)
    }
    let duration = start.duration(to: .now)
    metrics.count(request.method, response.status, duration)
    observe(
      RequestRecord(
        method: request.method, path: request.target.rawPath, status: response.status,
        duration: duration, failure: failures.text))
    return response
  }

  private static func problem(_ miss: RouteMiss, _ request: HTTPRequest) -> Problem {
    switch miss {
    case .path:
      Problem(
        ServiceCode.unknownPath, .notFound,
        "there is nothing at \(request.target.rawPath); /openapi.json lists what there is")
    case .method(let allowed):
      Problem(
        ServiceCode.wrongMethod, .methodNotAllowed,
        "\(request.target.rawPath) answers to "
          + allowed.map(\.name).joined(separator: ", ") + ", not to \(request.method)")
    }
  }
}
