public import Diagnostics

/// A piece of FEEL as a file holds it: an expression, a unary test or a literal.
public struct FEELText: Sendable, Hashable {
  /// The FEEL that is compiled.
  public var text: String
  /// What the author typed, where that is not the FEEL itself (`at least 2` for `>= 2`).
  public var typed: String?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes a piece of FEEL.
  public init(_ text: String, typed: String? = nil, at origin: Origin) {
    self.text = text
    self.typed = typed
    self.origin = origin
  }

  /// What the author typed.
  public var asTyped: String { typed ?? text }
}

/// A reference to a type by name: a FEEL type or an item definition, qualified by the name of its
/// import (`rates.tProduct`).
public struct TypeReference: Sendable, Hashable {
  /// The name as FEEL would write it.
  public var name: String
  /// Where the reference stands.
  @Provenance public var origin: Origin

  /// Makes a reference.
  public init(_ name: String, at origin: Origin) {
    self.name = name
    self.origin = origin
  }
}
