public import JSON

/// An outgoing message, as a connector hands it over.
public struct Delivery: Sendable, Hashable {
  /// The same for every attempt, so that the receiver can count the message once.
  public var idempotencyKey: String
  /// The connector's name, as the workflow wrote it.
  public var connector: String
  /// The name of the event sent, such as `order.approved`.
  public var event: String
  /// The case that sends it.
  public var caseID: String
  /// The case's business key.
  public var caseKey: String?
  /// What is sent.
  public var data: JSONValue
  /// The number of this attempt, from 1.
  public var attempt: Int
  /// When the case sent it, in ISO 8601.
  public var sentAt: String
  /// How far earlier attempts came, for deliveries of several calls.
  public var progress: DeliveryProgress

  /// Makes a delivery.
  public init(
    idempotencyKey: String, connector: String, event: String, caseID: String,
    caseKey: String? = nil, data: JSONValue, attempt: Int = 1, sentAt: String,
    progress: DeliveryProgress = DeliveryProgress()
  ) {
    self.idempotencyKey = idempotencyKey
    self.connector = connector
    self.event = event
    self.caseID = caseID
    self.caseKey = caseKey
    self.data = data
    self.attempt = attempt
    self.sentAt = sentAt
    self.progress = progress
  }

  /// The message as receivers see it: one object, the same in a file and at a webhook, and the same for
  /// every attempt, because one idempotency key stands for one body.
  public var envelope: JSONValue {
    .object([
      JSONMember("id", .string(idempotencyKey)),
      JSONMember("event", .string(event)),
      JSONMember("to", .string(connector)),
      JSONMember("case", .string(caseID)),
      JSONMember("key", caseKey.map(JSONValue.string) ?? .null),
      JSONMember("sentAt", .string(sentAt)),
      JSONMember("data", data),
    ])
  }
}

/// What the receiver answered.
public struct DeliveryReceipt: Sendable, Hashable {
  /// The data of the event `EVENT.delivered`.
  public var data: JSONValue

  /// Makes a receipt.
  public init(data: JSONValue = .null) {
    self.data = data
  }
}

/// Why a message was not delivered, and what that means for another attempt.
public struct DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What another attempt would mean.
  public enum Kind: Sendable, Hashable {
    /// The receiver did not act; try again, not before `after` seconds if it asked for that.
    case retryable(after: Int?)
    /// Trying again would fail again: the message or the configuration is wrong.
    case permanent
    /// The receiver may have acted: try again only where it counts idempotency keys, else ask.
    case ambiguous
  }

  /// What another attempt would mean.
  public var kind: Kind
  /// What happened, for people; never with secrets.
  public var message: String
  /// What the receiver answered, for the event `EVENT.failed`.
  public var data: JSONValue

  /// Makes an error.
  public init(_ kind: Kind, _ message: String, data: JSONValue = .null) {
    self.kind = kind
    self.message = message
    self.data = data
  }

  /// The message.
  public var description: String { message }
}

/// A way out of the house: one configured receiver of messages.
public protocol DeliveryConnector: Sendable {
  /// Whether the receiver counts idempotency keys, so that an ambiguous attempt may be repeated.
  var countsIdempotencyKeys: Bool { get }

  /// What it can do, if it knows: the messages it takes, each with its fields; nil if it takes any.
  var operations: [ConnectorOperation]? { get }

  /// Hands the message over and waits until the receiver has it.
  ///
  /// - Throws: `DeliveryError`, whose kind says what another attempt would mean.
  func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt

  /// Whether `lookup` can tell what became of an attempt.
  var canLookUp: Bool { get }

  /// Asks the receiver whether it has a message, by its idempotency key or its content; called before
  /// a message is sent again whose last attempt ended ambiguous.
  ///
  /// - Throws: `DeliveryError` when the receiver cannot be asked; it is asked again later.
  func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer
}

/// What a receiver knows of a message.
public enum LookupAnswer: Sendable, Hashable {
  /// It has it: the message is not sent again.
  case delivered(DeliveryReceipt)
  /// It does not have it: the message is sent again.
  case notDelivered
  /// It cannot tell: sent again only where it counts idempotency keys, else a person decides.
  case unknown
}

extension DeliveryConnector {
  /// Most receivers take any message.
  public var operations: [ConnectorOperation]? { nil }

  /// Most receivers cannot be asked.
  public var canLookUp: Bool { false }

  /// Most receivers cannot be asked.
  public func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer { .unknown }
}
