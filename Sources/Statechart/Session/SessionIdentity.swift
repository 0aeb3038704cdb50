public import FEEL

/// Who a session is; given to it at its start and the same for its whole life.
public struct SessionIdentity: Sendable, Hashable {
  /// The session that invoked this one.
  public struct Parent: Sendable, Hashable {
    /// Its id.
    public var sessionID: String
    /// The id of the invocation.
    public var invokeID: String

    /// Names a parent.
    public init(sessionID: String, invokeID: String) {
      self.sessionID = sessionID
      self.invokeID = invokeID
    }
  }

  /// The id, `_sessionid`.
  public var sessionID: String
  /// The session that invoked this one.
  public var parent: Parent?
  /// The URL at which the session receives events by HTTP.
  public var httpLocation: String?
  /// The value of `_x`.
  public var platform: ContextValue

  /// Makes an identity.
  public init(
    sessionID: String, parent: Parent? = nil, httpLocation: String? = nil,
    platform: ContextValue = .empty
  ) {
    self.sessionID = sessionID
    self.parent = parent
    self.httpLocation = httpLocation
    self.platform = platform
  }

  /// The address at which other sessions reach it.
  public var address: String { "#_scxml_\(sessionID)" }
}
