public import Diagnostics
import FEEL

/// Decisions ready to be made, from any thread: immutable, compiled once.
public final class CompiledModel: Sendable {
  /// The decisions, in the order of the files.
  public let decisions: [ExecutableDecision]
  private let services: [CompiledService]
  private let decisionsByName: [String: Int]
  private let servicesByName: [String: Int]

  init(decisions: [ExecutableDecision], services: [CompiledService]) {
    self.decisions = decisions
    self.services = services
    decisionsByName = Self.names(decisions.map { ($0.name, $0.label) })
    servicesByName = Self.names(services.map { ($0.name, $0.label) })
  }

  /// A model without decisions.
  public static let empty = CompiledModel(decisions: [], services: [])

  /// Compiles the definitions of several files into one model.
  ///
  /// A faulty decision is reported and left out of use; the others work.
  ///
  /// - Parameters:
  ///   - definitions: The files; references between them go by namespace and id.
  ///   - java: The native functions behind external ones of kind Java.
  /// - Returns: The model, and everything that is wrong with it.
  public static func compile(
    _ definitions: [Definitions], java: JavaFunctions = .standard
  ) -> (model: CompiledModel, diagnostics: [Diagnostic]) {
    let compiler = ModelCompiler(definitions, java: java)
    let model = compiler.compile()
    return (model, compiler.sink.diagnostics)
  }

  /// Names before labels, so that a label never hides a name; the first of equal ones counts.
  private static func names(_ entries: [(name: String, label: String?)]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, entry) in entries.enumerated() where places[entry.name] == nil {
      places[entry.name] = place
    }
    for (place, entry) in entries.enumerated() {
      if let label = entry.label, places[label] == nil { places[label] = place }
    }
    return places
  }

  /// The decision with a name or label.
  public func decision(named name: String) -> ExecutableDecision? {
    decisionsByName[name].map { decisions[$0] }
  }

  /// The name that was probably meant by one that no decision has.
  public func nearestName(to name: String) -> String? {
    Suggestion.nearest(to: name, among: decisionsByName.keys)
  }

  func service(named name: String) -> CompiledService? {
    servicesByName[name].map { services[$0] }
  }
}
