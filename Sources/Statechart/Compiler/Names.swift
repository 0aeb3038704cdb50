import Diagnostics
import FEEL

/// The names that the expressions of one document may use, each with its slot.
struct Names: Sendable {
  /// The slots of the system variables, before all others.
  enum System: Int, CaseIterable {
    case event, sessionID, name, processors, platform

    var name: String {
      switch self {
      case .event: "_event"
      case .sessionID: "_sessionid"
      case .name: "_name"
      case .processors: "_ioprocessors"
      case .platform: "_x"
      }
    }
  }

  private(set) var scope: Scope
  /// Which slots `<data>` declares; the others wait for a script or a loop.
  private(set) var declared: [Bool]

  init() {
    scope = Scope()
    for variable in System.allCases { scope.declare(variable.name) }
    declared = Array(repeating: true, count: System.allCases.count)
    scope.declareFunction(Self.inFunction)
  }

  /// The first slot that is not a system variable's.
  static let firstVariable = System.allCases.count

  /// The number of slots.
  var count: Int { declared.count }

  /// The name of a slot.
  func name(_ slot: Int) -> String { scope.variables[slot].name }

  func slot(of name: String) -> Int? { scope.slot(of: name) }

  /// Gives a variable its slot.
  mutating func declare(_ name: String, type: FEELType = .any, isData: Bool) {
    if let slot = scope.slot(of: name) {
      if isData {
        scope.declare(name, type: type)
        declared[slot] = true
      }
      return
    }
    scope.declare(name, type: type)
    declared.append(isData)
  }

  /// Whether a name can be a variable: one token, no keyword, not beginning with `_`.
  static func isPossible(_ name: String) -> Bool {
    guard !name.hasPrefix("_"), !name.contains(where: \.isWhitespace) else { return false }
    let (expression, diagnostics) = plain.syntax(of: name, at: Origin(file: ""))
    return !diagnostics.hasErrors && expression.kind == .name(name)
  }

  /// Whether FEEL knows a function of this name.
  static func isBuiltin(_ name: String) -> Bool {
    if case .function = plain.syntax(of: name, at: Origin(file: "")).expression.type {
      true
    } else {
      false
    }
  }

  /// A compiler that knows no variables.
  static let plain = FEELCompiler(scope: Scope())

  /// `In("id")`: whether a state is active; spec: SCXML 1.0 § 5.9.2.
  private static let inFunction = FunctionValue(
    name: "In", parameters: [FunctionParameter("id", .string)], resultType: .boolean
  ) { arguments, evaluation in
    guard case .string(let id)? = arguments.first, let host = evaluation.host as? ActiveStates
    else { return .null }
    return .boolean(host.contains(id))
  }
}

/// The active states as `In` sees them.
final class ActiveStates {
  private let chart: Chart
  var configuration: StateSet

  init(chart: Chart, configuration: StateSet) {
    self.chart = chart
    self.configuration = configuration
  }

  func contains(_ id: String) -> Bool {
    chart.indexes[id].map(configuration.contains) ?? false
  }
}
