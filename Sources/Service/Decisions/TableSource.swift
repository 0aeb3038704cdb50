public import DMN

/// Gives the tables in force at the moment; a reload changes what it gives.
public protocol TableSource: Sendable {
  /// The decisions in force.
  var model: CompiledModel { get }
}

/// Tables that do not change, as a command loads them.
public struct FixedTables: TableSource {
  /// The decisions.
  public let model: CompiledModel

  /// Makes a source of these decisions.
  public init(_ model: CompiledModel) {
    self.model = model
  }
}
