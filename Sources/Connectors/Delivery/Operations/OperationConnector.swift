import Diagnostics
public import JSON

/// The operations of a connector as a type: one case each.
public protocol OperationSet: RawRepresentable, CaseIterable, Sendable where RawValue == String {
  /// The fields that the operation takes.
  var fields: [OperationField] { get }
  /// Whether it passes on fields beyond those.
  var takesOthers: Bool { get }
}

extension OperationSet {
  /// Most operations know all their fields.
  public var takesOthers: Bool { false }

  /// The operation as others see it.
  public var signature: ConnectorOperation {
    ConnectorOperation(rawValue, fields, takesOthers: takesOthers)
  }
}

/// A connector whose messages are operations with named fields.
///
/// Whoever conforms writes `perform` alone; a message that is no operation, or lacks what it needs, never
/// gets there.
public protocol OperationConnector: DeliveryConnector {
  /// What it can do.
  associatedtype Operations: OperationSet

  /// Carries an operation out and waits for the answer.
  ///
  /// - Parameters:
  ///   - operation: Which one.
  ///   - fields: Its fields, of the types it asks for.
  ///   - delivery: The message, for its idempotency key and progress.
  /// - Returns: The data of the event `OPERATION.delivered`.
  /// - Throws: `DeliveryError`, whose kind says what another attempt would mean.
  func perform(
    _ operation: Operations, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue
}

extension OperationConnector {
  /// All that it can do.
  public var operations: [ConnectorOperation]? { Operations.allCases.map(\.signature) }

  /// Checks the message and carries its operation out.
  ///
  /// - Throws: `DeliveryError`, permanent for what is no operation with its fields.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    guard let operation = Operations(rawValue: delivery.event) else {
      let known = Operations.allCases.map(\.rawValue)
      throw DeliveryError(
        .permanent,
        "\"\(delivery.connector)\" cannot do \(delivery.event)"
          + Suggestion.didYouMean(delivery.event, among: known)
          + "; it knows " + known.joined(separator: ", "))
    }
    let signature = operation.signature
    if let fault = signature.fault(in: delivery.data) {
      throw DeliveryError(.permanent, fault + "; it takes " + signature.fieldList)
    }
    let fields = OperationFields(delivery.data, of: signature.name)
    return DeliveryReceipt(data: try await perform(operation, fields, of: delivery))
  }
}

/// The fields of one message, already of the types that its operation asks for.
public struct OperationFields: Sendable, Hashable {
  /// The operation's name.
  public let operation: String
  /// The fields as they came.
  public let data: JSONValue

  /// Makes the fields of an operation.
  public init(_ data: JSONValue, of operation: String) {
    self.data = data
    self.operation = operation
  }

  /// A field; nil when it is null or not there.
  public subscript(name: String) -> JSONValue? {
    guard let value = data[name], !value.isNull else { return nil }
    return value
  }

  /// A field that holds a text; a number as its digits.
  public func text(_ name: String) -> String? {
    switch self[name] {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  /// A field that holds a whole number.
  public func integer(_ name: String) -> Int? { self[name]?.intValue }

  /// A field that holds true or false.
  public func boolean(_ name: String) -> Bool? { self[name]?.booleanValue }

  /// The elements of a list; none when it is not there.
  public func list(_ name: String) -> [JSONValue] { self[name]?.arrayValue ?? [] }

  /// The members of a context that are not null; none when it is not there.
  public func members(_ name: String) -> [JSONMember] {
    (self[name]?.objectValue ?? []).filter { !$0.value.isNull }
  }

  /// A text that the operation cannot do without.
  ///
  /// - Throws: `DeliveryError`, permanent, when it is missing or empty.
  public func required(_ name: String) throws(DeliveryError) -> String {
    guard let text = text(name), !text.isEmpty else {
      throw fault(name, "is empty", expected: "a text")
    }
    return text
  }

  /// The error for a field that holds what cannot be sent.
  ///
  /// - Parameters:
  ///   - name: The field.
  ///   - found: What is wrong with it, such as `has 2,201 characters`.
  ///   - expected: What may stand there.
  /// - Returns: The error, permanent.
  public func fault(_ name: String, _ found: String, expected: String) -> DeliveryError {
    DeliveryError(
      .permanent, "the field \"\(name)\" of \(operation) \(found), expected \(expected)",
      data: ["field": .string(name), "expected": .string(expected)])
  }
}
