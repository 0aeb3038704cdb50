import Casework
import HTTP
import Runner
import Synchronization

/// What the service counts about itself.
final class Metrics: Sendable {
  private struct Counts {
    var requests: [Key: Int] = [:]
    var seconds: Double = 0
    var refusals = 0
  }

  private struct Key: Hashable {
    var method: String
    var status: Int
  }

  private let counts = Mutex(Counts())

  /// Counts an answer and the time it took.
  func count(_ method: HTTPMethod, _ status: HTTPStatus, _ duration: Duration) {
    counts.withLock { counts in
      counts.requests[Key(method: method.name, status: status.code), default: 0] += 1
      counts.seconds +=
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
  }

  /// Counts a request that there was no room for.
  func countRefusal() {
    counts.withLock { $0.refusals += 1 }
  }

  /// The exposition text that Prometheus reads; the board's numbers come from the store.
  func text(
    _ board: StatusBoard, _ receivers: [ReceiverState], _ lateness: LatenessHistogram.Counts,
    _ level: CapacityMonitor.Level? = nil
  ) -> String {
    var text = MetricsText()
    text.family("docket_cases", "gauge", "Cases by workflow and state.")
    for line in board.cases {
      text.sample(
        "docket_cases", line.count.count,
        [("workflow", line.count.workflow), ("state", line.count.state)])
    }
    let backlog = board.backlog
    text.single("docket_overdue_tasks", backlog.overdueTasks, "Tasks past their due time.")
    text.single("docket_overdue_timers", backlog.overdueTimers, "Timers past their due time.")
    text.single("docket_incidents", backlog.incidents, "Cases that stopped.")
    text.single("docket_outbox_waiting", backlog.waitingMessages, "Messages to be delivered.")
    text.single("docket_outbox_dead", backlog.deadMessages, "Messages given up.")
    text.family(
      "docket_circuit_open", "gauge",
      "Whether calls to a receiver are held: 0 no, 1 yes, 0.5 while one call finds out.")
    for receiver in receivers {
      text.sample(
        "docket_circuit_open",
        receiver.circuit == .closed ? "0" : receiver.circuit == .open ? "1" : "0.5",
        [("receiver", receiver.receiver)])
    }
    text.family("docket_calls_under_way", "gauge", "Calls sent and not yet answered.")
    for receiver in receivers {
      text.sample(
        "docket_calls_under_way", receiver.underWay, [("receiver", receiver.receiver)])
    }
    text.single("docket_inbox", backlog.inbox, "Accepted events that wait for their step.")
    if let level {
      text.single(
        "docket_accepting", level.shortage == nil ? 1 : 0,
        "Whether requests are accepted: 0 while the inbox or the disk is full.")
      if let free = level.freeDisk {
        text.single("docket_disk_free_bytes", Int(free), "Free bytes on the disk of the store.")
      }
    }
    text.histogram(
      "docket_timer_lateness_seconds", lateness,
      "How long after their time timers were carried out, since the start.")
    counts.withLock { counts in
      text.family("docket_refused_total", "counter", "Requests refused for lack of room.")
      text.sample("docket_refused_total", counts.refusals, [])
      text.family("docket_http_requests_total", "counter", "Requests by method and status.")
      let sorted = counts.requests.sorted {
        ($0.key.method, $0.key.status) < ($1.key.method, $1.key.status)
      }
      for (key, count) in sorted {
        text.sample(
          "docket_http_requests_total", count,
          [("method", key.method), ("status", String(key.status))])
      }
      text.family("docket_http_seconds_total", "counter", "Time spent on requests.")
      text.sample("docket_http_seconds_total", counts.seconds, [])
    }
    return text.text
  }
}

/// Prometheus' text format, version 0.0.4.
struct MetricsText {
  private(set) var text = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func single(_ name: String, _ value: Int, _ help: String) {
    family(name, "gauge", help)
    sample(name, value, [])
  }

  mutating func histogram(_ name: String, _ counts: LatenessHistogram.Counts, _ help: String) {
    family(name, "histogram", help)
    var sum = 0
    for (bound, count) in zip(LatenessHistogram.bounds, counts.buckets) {
      sum += count
      sample("\(name)_bucket", sum, [("le", "\(Double(bound) / 1_000_000)")])
    }
    sample("\(name)_bucket", counts.count, [("le", "+Inf")])
    sample("\(name)_sum", counts.seconds, [])
    sample("\(name)_count", counts.count, [])
  }

  mutating func sample(
    _ name: String, _ value: some CustomStringConvertible, _ labels: [(String, String)]
  ) {
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
