import Diagnostics
import FEEL
import Statechart
import Testing

/// An environment that decides what a table of answers says and knows some receivers.
struct TestEnvironment: StatechartEnvironment {
  var now: DateAndTime
  var decisions: [String: DecisionOutcome] = [:]
  var unknown: Set<Destination> = []

  init() {
    guard let now = DateAndTime(instant: 1_700_000_000_000_000_000) else {
      preconditionFailure("the test's time is a date")
    }
    self.now = now
  }

  func decide(_ request: DecisionRequest) -> DecisionOutcome {
    decisions[request.name]
      ?? .failed(reason: "there is no decision \"\(request.name)\"", record: nil)
  }

  func reach(_ destination: Destination) -> Reachability {
    unknown.contains(destination) ? .unknown(reason: "not here") : .reachable
  }
}

/// A document with the namespaces declared around `body`.
func scxml(_ body: String, attributes: String = "") -> String {
  """
  <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1"
    version="1.0" \(attributes)>\(body)</scxml>
  """
}

func compiled(
  _ body: String, attributes: String = "",
  errors: StatechartDocument.ErrorHandling = .incident
) throws -> CompiledStatechart {
  let (document, diagnostics) = StatechartReader.read(
    text: scxml(body, attributes: attributes), file: "test.scxml")
  #expect(diagnostics.filter { $0.severity == .error } == [])
  let (statechart, found) = CompiledStatechart.compile(
    try #require(document), errorHandling: errors)
  return try #require(statechart, "\(found.map(\.text))")
}

/// All diagnostics of reading and compiling a document.
func diagnostics(_ text: String) -> [Diagnostic] {
  let (document, diagnostics) = StatechartReader.read(text: text, file: "test.scxml")
  guard let document else { return diagnostics }
  return diagnostics + CompiledStatechart.compile(document).diagnostics
}

func machine(_ statechart: CompiledStatechart) -> StatechartMachine {
  StatechartMachine(statechart, identity: SessionIdentity(sessionID: "s"))
}

extension Macrostep {
  /// The journal's log lines, as `label=value`.
  var logged: [String] {
    journal.compactMap { entry in
      guard case .log(let label, let value, _) = entry else { return nil }
      return "\(label ?? "")=\(value ?? "")"
    }
  }

  /// The names of the errors raised, with their reasons.
  var errors: [String] {
    journal.compactMap { entry in
      if case .error(let name, _, _) = entry { name } else { nil }
    }
  }

  /// The effects in one word or two each.
  var effectSummary: [String] {
    effects.map { effect in
      switch effect {
      case .send(let message):
        "send \(message.event.name)"
          + (message.delay.map { " after \(Value.daysAndTimeDuration($0))" } ?? "")
      case .cancelSend(let id): "cancel \(id)"
      case .startInvocation(let start): "start \(start.kind.rawValue) \(start.id)"
      case .cancelInvocation(let id): "stop \(id)"
      case .forward(let event, let id): "forward \(event.name) to \(id)"
      }
    }
  }
}
