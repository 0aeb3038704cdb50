import Casework
import HTTP
import JSON
import Runner

/// What machines ask about the daemon itself.
struct HealthRoutes: Sendable {
  let cases: any CaseOperations
  let metrics: Metrics
  /// Tells what keeps the daemon from working, if anything does.
  let readiness: @Sendable () -> String?
  /// How full the store is.
  let capacity: @Sendable () -> CapacityMonitor.Level?
  /// How the receivers of calls stand since the start.
  let receivers: @Sendable () throws -> [ReceiverState]

  var operations: [Operation] { [live, ready, exposition] }

  private var live: Operation {
    Operation(
      method: .get, path: "/livez", id: "live", summary: "Tells that the process answers.",
      tag: "health", answers: [.init(status: .ok, help: "It does.")], access: .everybody
    ) { _, _ in .text("ok\n") }
  }

  private var ready: Operation {
    Operation(
      method: .get, path: "/readyz", id: "ready",
      summary: "Tells whether the store answers and tables and workflows are loaded.",
      tag: "health", answers: [.init(status: .ok, help: "They do.")], access: .everybody
    ) { _, _ in
      if let reason = readiness() {
        return .text(reason + "\n", status: .serviceUnavailable)
      }
      do {
        _ = try cases.status()
      } catch {
        return .text("the store does not answer\n", status: .serviceUnavailable)
      }
      return .text("ok\n")
    }
  }

  private var exposition: Operation {
    Operation(
      method: .get, path: "/metrics", id: "metrics",
      summary: "Gives the numbers that Prometheus collects.", tag: "health",
      answers: [.init(status: .ok, help: "The exposition text.")]
    ) { _, _ in
      HTTPResponse(
        .ok, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
        body: Array(
          metrics.text(
            try cases.status(), try receivers(), cases.timerLateness(), capacity()
          ).utf8))
    }
  }
}
