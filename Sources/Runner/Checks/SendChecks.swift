package import Casework
package import Connectors
package import Diagnostics
import JSON
import Statechart

/// What can be seen of sent messages before a case runs: whether their connectors are configured, can do what
/// they are asked, and get the fields they need.
package enum SendChecks {
  /// Names that need no configuration.
  private static let own: Set<String> = ["notify", CaseConnector.name]

  /// The faults of all messages to connectors, each at its cell or line.
  ///
  /// Names that are computed, and the content of computed data, are known only when a case sends them.
  package static func diagnostics(
    of workflows: [LoadedWorkflow], with connectors: ConnectorRegistry
  ) -> [Diagnostic] {
    workflows.flatMap { workflow in
      workflow.statechart.document.allContent.flatMap { content -> [Diagnostic] in
        guard case .send(let send) = content.action, case .text(let type)? = send.type,
          type.hasSuffix("#connector"), case .text(let target)? = send.target
        else { return [] }
        return check(send, to: target, at: content.origin, connectors)
      }
    }
  }

  private static func check(
    _ send: Send, to target: String, at origin: Origin, _ connectors: ConnectorRegistry
  ) -> [Diagnostic] {
    guard connectors.isConfigured(target) else {
      if own.contains(target) { return [] }
      return [
        Diagnostic(
          RunnerCode.unknownConnector, .warning, at: origin,
          "no connector \"\(target)\" is configured"
            + Suggestion.didYouMean(target, among: connectors.names),
          expected: connectors.names.joined(separator: ", "),
          mend: "configure it, or its messages go to \(connectors.fallbackName)")
      ]
    }
    guard let operations = connectors[target].operations, case .text(let event)? = send.event else {
      return []
    }
    guard let operation = operations.first(where: { $0.name == event }) else {
      let known = operations.map(\.name)
      return [
        Diagnostic(
          RunnerCode.unknownOperation, at: origin,
          "the connector \"\(target)\" cannot do \(event)"
            + Suggestion.didYouMean(event, among: known),
          found: event, expected: known.joined(separator: ", "))
      ]
    }
    guard send.content == nil, send.nameList.isEmpty else { return [] }
    return check(send.parameters, of: operation, at: origin)
  }

  private static func check(
    _ parameters: [Parameter], of operation: ConnectorOperation, at origin: Origin
  ) -> [Diagnostic] {
    // What is written as null is as good as left out.
    let given = parameters.filter { literal(of: $0) != .null }
    var found = operation.faults(inFields: given.map(\.name)).map { fault in
      Diagnostic(
        RunnerCode.wrongField, at: origin, fault, expected: operation.fieldList)
    }
    for parameter in given {
      guard let field = operation.fields.first(where: { $0.name == parameter.name }),
        let value = literal(of: parameter), !field.type.takes(value)
      else { continue }
      found.append(
        Diagnostic(
          RunnerCode.wrongField, at: place(of: parameter) ?? origin,
          "the field \"\(field.name)\" of \(operation.name) is no \(noun(field.type))",
          found: value.text, expected: field.type.phrase))
    }
    return found
  }

  private static func noun(_ type: FieldType) -> String {
    if case .oneOf = type {
      "value of its list"
    } else {
      String(type.phrase.drop { $0 != " " }.dropFirst())
    }
  }

  private static func place(of parameter: Parameter) -> Origin? {
    guard case .expression(let text) = parameter.value else { return nil }
    return text.origin
  }

  /// The value of an argument that is a literal, whose FEEL form is also JSON; nil for anything else.
  private static func literal(of parameter: Parameter) -> JSONValue? {
    guard case .expression(let text) = parameter.value,
      let value = try? JSONValue.parse(text.text), value.arrayValue == nil,
      value.objectValue == nil
    else { return nil }
    return value
  }
}
