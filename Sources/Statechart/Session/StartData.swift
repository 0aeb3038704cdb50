public import Diagnostics
public import FEEL
public import JSON

extension CompiledStatechart {
  /// Converts start data by the declared types of the variables.
  ///
  /// - Parameters:
  ///   - json: An object with a field for each variable that is given.
  ///   - origin: Where the data come from.
  /// - Returns: The parameters for ``StatechartMachine/start(_:_:)``, nil if a field is not declared
  ///   or does not fit, and all diagnostics.
  public func startParameters(
    _ json: JSONValue, at origin: Origin
  ) -> (parameters: ContextValue?, diagnostics: [Diagnostic]) {
    guard case .object(let members) = json else {
      let diagnostic = Diagnostic(
        SCXMLCode.badField, at: origin, "start data must be an object",
        found: Value(json: json).kindName, expected: "{ \"name\": value, … }")
      return (nil, [diagnostic])
    }
    let declared = variables.filter(\.isParameter)
    var diagnostics = [Diagnostic]()
    var entries = [ContextValue.Entry]()
    for member in members {
      guard let variable = declared.first(where: { $0.name == member.name }) else {
        let nearest = Suggestion.nearest(to: member.name, among: declared.map(\.name))
        diagnostics.append(
          Diagnostic(
            SCXMLCode.unknownField, at: origin, found: member.name,
            expected: declared.isEmpty
              ? "no fields: the workflow declares no data"
              : "one of: \(declared.map(\.name).joined(separator: ", "))",
            mend: nearest.map { "did you mean \"\($0)\"?" }))
        continue
      }
      let value = Value(json: member.value, as: variable.type)
      guard let fitting = variable.type.coerce(value), !fitting.isNull || value.isNull else {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.badField, at: origin, "\(member.name) does not fit its type",
            found: value.feelText, expected: "\(variable.type)",
            notes: [.init("the variable is declared here", at: variable.origin)]))
        continue
      }
      entries.append(ContextValue.Entry(member.name, fitting))
    }
    return (diagnostics.hasErrors ? nil : ContextValue(entries), diagnostics)
  }
}
