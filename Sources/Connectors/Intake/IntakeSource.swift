public import Casework
public import HTTP

/// A way into the house: reads what one kind of outside system sends.
///
/// A source is pure: it looks at bytes and headers, and keeps nothing. Whoever calls it stores the items and
/// answers only then.
public protocol IntakeSource: Sendable {
  /// Whether the source itself proves who sends, by a signature or a token of its own; if not, the
  /// service's own keys guard it.
  var provesSender: Bool { get }

  /// Answers a request that delivers nothing, such as a handshake; nil for a delivery.
  ///
  /// It needs no store, so that a handshake works while the disk is away.
  func answer(_ request: HTTPRequest) -> HTTPResponse?

  /// Checks that the request comes from whom it should, by the signature or the token of the source.
  ///
  /// - Parameters:
  ///   - request: The request, its body as the bytes came.
  ///   - now: The machine's time, for signatures that age.
  /// - Throws: `IntakeRefusal` when it does not.
  func prove(_ request: HTTPRequest, now: Timestamp) throws(IntakeRefusal)

  /// Reads a delivery, whoever sent it.
  ///
  /// - Returns: Its items in their order. One that cannot be used carries its fault; the others count.
  /// - Throws: `IntakeRefusal` when nothing of it can be taken.
  func items(of request: HTTPRequest) throws(IntakeRefusal) -> [IntakeItem]
}

extension IntakeSource {
  /// Reads a delivery after its sender is proved.
  public func read(
    _ request: HTTPRequest, now: Timestamp
  ) throws(IntakeRefusal) -> [IntakeItem] {
    try prove(request, now: now)
    return try items(of: request)
  }

  /// A source without handshakes.
  public func answer(_ request: HTTPRequest) -> HTTPResponse? { nil }
}

/// A variable of an intake sheet.
public struct IntakeVariable: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// Its FEEL type.
  public var type: String
  /// What it holds.
  public var note: String

  /// Makes a variable.
  public init(_ name: String, _ type: String, _ note: String) {
    self.name = name
    self.type = type
    self.note = note
  }

  /// Those that every intake has.
  public static let common = [
    IntakeVariable("kind", "string", "what it is, such as text or comment"),
    IntakeVariable(
      "sentAt", "date and time", "when it happened; the time of arrival if it does not tell"),
    IntakeVariable("isTimed", "boolean", "whether it told when it happened"),
    IntakeVariable(
      "messagesLast60s", "number", "things of this sender in the last minute, this one too"),
    IntakeVariable(
      "identicalLast10m", "number", "the same words of this sender in ten minutes, before this one"),
    IntakeVariable(
      "interactions30d", "number", "things of this sender in thirty days, this one too"),
    IntakeVariable("payload", "Any", "the item as it came"),
  ]
}

/// Why a delivery is refused as a whole.
public struct IntakeRefusal: Error, Sendable, Hashable {
  /// The answer's status.
  public var status: HTTPStatus
  /// A short name of the reason, such as `signature-wrong`.
  public var code: String
  /// What is wrong, for people; never with secrets.
  public var message: String

  /// Makes a refusal.
  public init(_ status: HTTPStatus, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }
}
