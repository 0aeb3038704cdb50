public import FEEL

/// An event as the session's queues hold it; spec: SCXML 1.0 § 5.10.1.
public struct StatechartEvent: Sendable, Hashable {
  /// Where an event comes from.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Raised by the platform, such as errors and done events.
    case platform
    /// Raised by the session itself.
    case `internal`
    /// Received from outside.
    case external
  }

  /// The name, such as `order.approved`.
  public var name: String
  /// Where it comes from.
  public var type: Kind
  /// The id of the send it comes from, if the sender gave one.
  public var sendID: String?
  /// The address to answer to.
  public var origin: String?
  /// The event processor to answer with.
  public var originType: String?
  /// The invocation it comes from.
  public var invokeID: String?
  /// What the sender wants to be known.
  public var data: Value
  /// The text of an HTTP request: request line, header lines, an empty line, the body.
  public var raw: String?

  /// Makes an event.
  public init(
    _ name: String, type: Kind = .external, sendID: String? = nil, origin: String? = nil,
    originType: String? = nil, invokeID: String? = nil, data: Value = .null, raw: String? = nil
  ) {
    self.name = name
    self.type = type
    self.sendID = sendID
    self.origin = origin
    self.originType = originType
    self.invokeID = invokeID
    self.data = data
    self.raw = raw
  }

  /// The event that ends an invocation well.
  public static func invocationDone(_ invokeID: String, data: Value) -> StatechartEvent {
    StatechartEvent("done.invoke.\(invokeID)", invokeID: invokeID, data: data)
  }

  /// An error event of the platform, such as `error.communication`.
  public static func failure(
    _ name: String, reason: String, sendID: String? = nil, invokeID: String? = nil
  ) -> StatechartEvent {
    StatechartEvent(
      name, type: .platform, sendID: sendID, invokeID: invokeID,
      data: .context(ContextValue(["reason": .string(reason)])))
  }

  /// Whether the platform reports an error with it.
  public var isPlatformError: Bool {
    type == .platform && (name == "error" || name.utf8.starts(with: "error.".utf8))
  }

  /// The value of `_event` while this event is processed: always the seven entries, and `raw` for an
  /// event received by HTTP.
  var value: Value {
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    var entries = [
      ContextValue.Entry("name", .string(name)), .init("type", .string(type.rawValue)),
      .init("sendid", text(sendID)), .init("origin", text(origin)),
      .init("origintype", text(originType)), .init("invokeid", text(invokeID)),
      .init("data", data),
    ]
    if let raw { entries.append(.init("raw", .string(raw))) }
    return .context(ContextValue(distinct: entries))
  }
}
