public import Casework
public import DMN
import Runner

/// Gives the tables in force at the moment; a reload changes what it gives.
public protocol TableSource: Sendable {
  /// The decisions in force.
  var model: CompiledModel { get }
  /// The models that the decisions in force come from.
  var definitions: [Definitions] { get }
  /// A stored file by itself, as a model and compiled.
  func compile(_ file: TableFile) -> (definitions: [Definitions], model: CompiledModel)
}

extension TableSource {
  /// Compiles the file as a folder of one.
  public func compile(_ file: TableFile) -> (definitions: [Definitions], model: CompiledModel) {
    TableSet.compiled(file)
  }
}

/// Tables that do not change, as a command loads them.
public struct FixedTables: TableSource {
  /// The decisions.
  public let model: CompiledModel
  /// Their models.
  public let definitions: [Definitions]

  /// Makes a source of these decisions.
  public init(_ model: CompiledModel, definitions: [Definitions] = []) {
    self.model = model
    self.definitions = definitions
  }
}
