/// Where a piece of a model came from, which is no part of what it says.
///
/// Two pieces of a model are equal if they say the same, wherever they stand: the same table read from
/// a sheet and from DMN XML is one model.
@propertyWrapper
public struct Provenance<Value: Sendable>: Sendable, Hashable {
  /// The place or version.
  public var wrappedValue: Value

  /// Wraps a place or version.
  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }

  /// Always true: where a thing stands does not make it another.
  public static func == (first: Provenance, second: Provenance) -> Bool { true }

  /// Adds nothing, as equality asks for nothing.
  public func hash(into hasher: inout Hasher) {}
}
