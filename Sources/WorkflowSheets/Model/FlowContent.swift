import Diagnostics
import FEEL
import Statechart

/// Turns actions into executable content.
struct FlowContent {
  let decisions: DecisionNames
  let findings: FlowFindings

  /// The content of actions but for tasks, which are invocations.
  func content(of actions: [FlowAction], tasksAllowed: Bool) -> [ExecutableContent] {
    actions.compactMap { action in
      guard let made = self.action(action, tasksAllowed) else { return nil }
      return ExecutableContent(made, at: action.text.origin)
    }
  }

  private func action(
    _ action: FlowAction, _ tasksAllowed: Bool
  ) -> ExecutableContent.Action? {
    switch action.kind {
    case .decide(let table, let location):
      let decision = decisions.resolve(table, findings)
      if let decision, decision.givesList, location == nil {
        findings.report(
          .incompleteAction, at: action.text.origin,
          "the table '\(decision.name)' gives a list, and nothing says where it goes",
          found: action.text.text, expected: "decide \(decision.name) as NAME",
          mend: "write: decide \(decision.name) as results")
      }
      return .decide(
        Decide(
          table: .text(decision?.name ?? table.text),
          location: location.map { ExpressionText($0.text, at: $0.origin) }))
    case .task(let task):
      if !tasksAllowed {
        findings.report(
          .misplacedTask, at: action.text.origin, found: action.text.text,
          expected: "the task in a row with entry in On",
          mend: "begin the task '\(task.title.text)' in the state where it is waited for")
      }
      return nil
    case .send(let message, let connector, let content):
      return .send(send(message.text, to: connector.text, content))
    case .notify(let role, let text):
      var send = send("notify", to: "notify", nil)
      send.parameters = [
        Parameter(
          "role", .expression(ExpressionText(FlowLiteral.quoted(role.text), at: role.origin)))
      ]
      if let text {
        send.parameters.append(
          Parameter("text", .expression(ExpressionText(text.text, at: text.origin))))
      }
      return .send(send)
    case .set(let name, let value):
      return .assign(
        location: ExpressionText(name.text, at: name.origin),
        value: .expression(ExpressionText(value.text, at: value.origin)))
    case .raise(let event): return .raise(event: event.text)
    case .log(let text):
      return .log(label: nil, expression: ExpressionText(text.text, at: text.origin))
    }
  }

  private func send(_ event: String, to connector: String, _ content: FlowText?) -> Send {
    var send = Send(
      event: .text(event), target: .text(connector),
      type: .text("\(FlowTypes.namespace)#connector"))
    guard let content else { return send }
    if let parameters = parameters(of: content) {
      send.parameters = parameters
    } else {
      send.content = .expression(ExpressionText(content.text, at: content.origin))
    }
    return send
  }

  /// The entries of a context literal as arguments; nil for any other expression.
  private func parameters(of content: FlowText) -> [Parameter]? {
    let compiler = FEELCompiler(scope: Scope())
    let (syntax, diagnostics) = compiler.syntax(of: content.text, at: content.origin)
    guard !diagnostics.hasErrors, case .context(let entries) = syntax.kind, !entries.isEmpty else {
      return nil
    }
    let bytes = content.sub.utf8
    return entries.map { entry in
      let span = entry.value.span
      let start = bytes.index(bytes.startIndex, offsetBy: span.start, limitedBy: bytes.endIndex)
      let end = bytes.index(bytes.startIndex, offsetBy: span.end, limitedBy: bytes.endIndex)
      let value = content.sub[(start ?? bytes.endIndex)..<(end ?? bytes.endIndex)]
      let text = FlowText(value, in: content.cell)
      return Parameter(entry.name, .expression(ExpressionText(text.text, at: text.origin)))
    }
  }
}

/// The decisions that a workflow may use, by name and label.
struct DecisionNames {
  /// The decisions; nil where nobody knows them, and then nothing is said about them.
  var known: [DecisionInterface]?

  func find(_ name: String) -> DecisionInterface? {
    known?.first { $0.name == name }
      ?? known?.first {
        $0.name.lowercased() == name.lowercased() || $0.label?.lowercased() == name.lowercased()
      }
  }

  /// The decision that a cell names; an unknown one is reported.
  func resolve(_ name: FlowText, _ findings: FlowFindings) -> DecisionInterface? {
    guard let known else { return nil }
    if let found = find(name.text) { return found }
    let nearest =
      Suggestion.nearest(to: name.text, among: known.map(\.name))
      ?? Suggestion.nearest(to: name.text, among: known.compactMap(\.label))
    findings.report(
      .unknownTable, at: name.origin,
      "there is no table '\(name.text)'"
        + (nearest.map { " (did you mean \"\($0)\"?)" } ?? ""),
      found: name.text,
      expected: known.isEmpty
        ? "a table; none is there" : known.map(\.name).joined(separator: ", "),
      mend: nearest.map { "write \($0)" } ?? "add the table, or write the name of one that is there"
    )
    return nil
  }
}
