import Diagnostics
import FEEL

extension Interpreter {
  /// Spec: SCXML 1.0 § 6.2; what cannot be sent is an error at once, what cannot be delivered later.
  mutating func run(_ send: CompiledSend, at origin: Origin) throws(ExecutionError) {
    let message: OutgoingMessage?
    let id = send.id ?? makeID(prefix: "send")
    let knownID = send.id != nil || send.idLocation != nil ? id : nil
    do throws(ExecutionError) {
      message = try prepare(send, id: id, knownID: knownID, origin)
    } catch {
      // An error of a send names it even if its author did not (5.10.1).
      throw error.with(sendID: id)
    }
    if let message { effects.append(.send(message)) }
  }

  /// The message; nil if the event went to the internal queue.
  private mutating func prepare(
    _ send: CompiledSend, id: String, knownID: String?, _ origin: Origin
  ) throws(ExecutionError) -> OutgoingMessage? {
    let name: String? = if let event = send.event { try string(event, for: "event") } else { nil }
    let target: String? =
      if let target = send.target { try string(target, for: "target") } else { nil }
    let type: String? = if let type = send.type { try string(type, for: "type") } else { nil }
    let delay = try delay(of: send, origin)
    let data: Value =
      if let content = send.content {
        try value(of: content, at: origin)
      } else if send.parameters.isEmpty {
        .null
      } else {
        .context(try arguments(send.parameters, at: origin))
      }
    if let location = send.idLocation { try assign(.string(id), to: location, at: origin) }

    guard let processor = Processor(type: type) else {
      throw ExecutionError("there is no event processor \"\(type ?? "")\"", at: origin)
    }
    if processor == .scxml, target == "#_internal" {
      guard delay == nil else {
        throw ExecutionError("an event to #_internal cannot be delayed", at: origin)
      }
      internalQueue.enqueue(
        StatechartEvent(name ?? "", type: .internal, sendID: knownID, data: data))
      return nil
    }
    let destination = try destination(target, processor, origin)
    try check(destination, isDelayed: delay != nil, origin)
    var event = StatechartEvent(name ?? "", sendID: knownID, data: data)
    if processor == .scxml {
      event.origin = identity.address
      event.originType = Processor.scxmlType
      if destination == .parent { event.invokeID = identity.parent?.invokeID }
    }
    return OutgoingMessage(
      event: event, destination: destination, delay: delay, id: id,
      isContent: send.content != nil, origin: origin)
  }

  private func destination(
    _ target: String?, _ processor: Processor, _ origin: Origin
  ) throws(ExecutionError) -> Destination {
    switch processor {
    case .scxml:
      guard let target, !target.isEmpty else { return .session(identity.sessionID) }
      if target == "#_parent" { return .parent }
      let session = "#_scxml_"
      if target.hasPrefix(session) {
        let id = String(target.dropFirst(session.count))
        // Whichever address is used, the invoker is told which invocation speaks (5.10.1), and hears nothing
        // more once that is cancelled (6.4.3).
        return id == identity.parent?.sessionID ? .parent : .session(id)
      }
      if target.hasPrefix("#_"), target.utf8.count > 2 {
        return .invocation(String(target.dropFirst(2)))
      }
      throw ExecutionError(
        "\"\(target)\" is not an address: expected #_scxml_SESSION, #_parent, #_internal or "
          + "#_INVOKEID", at: origin)
    case .http:
      guard let target, !target.isEmpty else {
        throw ExecutionError(
          "a send by HTTP needs a target", name: "error.communication", at: origin)
      }
      guard Processor.isHTTPAddress(target) else {
        throw ExecutionError(
          "\"\(target)\" is not an address for HTTP: expected http://HOST/PATH or https://HOST/PATH",
          at: origin)
      }
      return .http(target)
    case .connector:
      guard let target, !target.isEmpty else {
        throw ExecutionError("a send to a connector needs its name as target", at: origin)
      }
      return .connector(target)
    }
  }

  /// A delayed send that finds no receiver is known only when it is due.
  private func check(
    _ destination: Destination, isDelayed: Bool, _ origin: Origin
  ) throws(ExecutionError) {
    switch environmentAnswer(destination) {
    case .reachable:
      break
    case .notUnderstood(let reason):
      throw ExecutionError(reason, at: origin)
    case .unknown(let reason):
      if !isDelayed {
        throw ExecutionError(reason, name: "error.communication", at: origin)
      }
    }
  }

  private func environmentAnswer(_ destination: Destination) -> Reachability {
    switch destination {
    case .session(identity.sessionID): .reachable
    case .parent where identity.parent == nil:
      .unknown(reason: "this session was not invoked by another")
    case .invocation(let id) where !session.invocations.contains { $0.id == id }:
      .unknown(reason: "there is no invocation \"\(id)\"")
    // The world knows nothing yet of a session that this macrostep starts.
    case .invocation(let id) where effects.contains { $0.startsSession(id) }: .reachable
    default: environment.reach(destination)
    }
  }

  private mutating func delay(
    of send: CompiledSend, _ origin: Origin
  ) throws(ExecutionError) -> DaysAndTimeDuration? {
    guard let source = send.delay else { return nil }
    let delay: DaysAndTimeDuration?
    switch source {
    case .text(let text): delay = DaysAndTimeDuration(delay: text)
    case .formula(let formula):
      switch try value(of: formula) {
      case .string(let text): delay = DaysAndTimeDuration(delay: text)
      case .daysAndTimeDuration(let duration): delay = duration
      default: delay = nil
      }
    }
    guard let delay, delay.nanoseconds >= 0 else {
      throw ExecutionError(
        "the delay is neither a text such as \"1.5s\" nor a duration that is not negative",
        at: origin)
    }
    return delay.nanoseconds == 0 ? nil : delay
  }

  /// An id that this session has not used before.
  mutating func makeID(prefix: String) -> String {
    session.idCount += 1
    return "\(prefix).\(session.idCount)"
  }
}

extension Effect {
  fileprivate func startsSession(_ id: String) -> Bool {
    guard case .startInvocation(let start) = self else { return false }
    return start.id == id && start.kind == .scxml
  }
}

extension ExecutionError {
  fileprivate func with(sendID: String?) -> ExecutionError {
    var copy = self
    copy.sendID = sendID
    return copy
  }
}

extension DaysAndTimeDuration {
  /// A delay such as `1.5s`, `.5s` or `+2s`, with the units ms, s, m, h and d; spec: SCXML 1.0 § 6.2.2.
  init?(delay text: String) {
    let text = text.hasPrefix("+") ? text.dropFirst() : text[...]
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let scales: [Substring: Int128] = [
      "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
      "d": 86_400_000_000_000,
    ]
    guard let scale = scales[text[digits.endIndex...]] else { return nil }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, digits.contains(where: \.isNumber), let whole = parts.first,
      let units = whole.isEmpty ? 0 : Int128(whole), units < 1 << 60
    else { return nil }
    var nanoseconds = units * scale
    var weight = scale
    for digit in parts.dropFirst().first?.prefix(18) ?? "" {
      weight /= 10
      nanoseconds += Int128(digit.wholeNumberValue ?? 0) * weight
    }
    self.init(nanoseconds: nanoseconds)
  }
}
