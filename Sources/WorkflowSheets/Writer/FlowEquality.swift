import Diagnostics
import Statechart

/// Whether two statecharts are the same, whatever their places and the spelling of literals.
enum FlowEquality {
  /// The first line of SCXML in which they differ; nil if they are the same.
  static func difference(_ first: StatechartDocument, _ second: StatechartDocument) -> String? {
    let (lines, others) = (lines(first), lines(second))
    for (line, other) in zip(lines, others) where line != other {
      return "\(line.trimmingBlanks), which would become \(other.trimmingBlanks)"
    }
    let longer = lines.count > others.count ? lines : others
    return lines.count == others.count ? nil : longer[min(lines.count, others.count)].trimmingBlanks
  }

  private static func lines(_ document: StatechartDocument) -> [String] {
    var document = document
    if document.label == document.name { document.label = nil }
    document.states = document.states.map { plain($0, depth: 0) }
    // Blanks at the ends of an expression mean nothing, and cells do not keep them.
    return StatechartWriter.scxml(document)
      .replacing(/="\s+/, with: "=\"").replacing(/\s+"/, with: "\"")
      .split(separator: "\n").map(String.init)
  }

  private static func plain(_ state: StateNode, depth: Int) -> StateNode {
    var state = state
    if state.label == state.id || state.label == "" { state.label = nil }
    if state.note == "" { state.note = nil }
    // A block that does nothing.
    state.onEntry.removeAll(where: \.content.isEmpty)
    state.onExit.removeAll(where: \.content.isEmpty)
    state.invocations = state.invocations.map(plain)
    if depth < 100 { state.children = state.children.map { plain($0, depth: depth + 1) } }
    return state
  }

  private static func plain(_ invocation: Invocation) -> Invocation {
    var invocation = invocation
    switch FlowTaskText.kind(invocation) {
    case .task: invocation.type = .text("\(FlowTypes.namespace)#task")
    case .timer: invocation.type = .text("\(FlowTypes.namespace)#timer")
    case .other: return invocation
    }
    invocation.parameters = invocation.parameters.map { parameter in
      guard let text = FlowActionText.expression(parameter), let plain = plain(parameter.name, text)
      else { return parameter }
      return Parameter(
        parameter.name, .expression(ExpressionText(plain, at: Origin(file: ""))))
    }.sorted { $0.name < $1.name }
    return invocation
  }

  /// The form in which a sheet has an argument of a task.
  private static func plain(_ name: String, _ text: String) -> String? {
    switch name {
    case "candidates":
      FlowWords.strings(text).map {
        "[\($0.map(FlowLiteral.quoted).joined(separator: ", "))]"
      }
    case "title", "calendar", "assignee": FlowWords.strings(text)?.first.map(FlowLiteral.quoted)
    case "notBy":
      FlowWords.strings(text).map { words in
        words.count == 1
          ? FlowLiteral.quoted(words[0])
          : "[\(words.map(FlowLiteral.quoted).joined(separator: ", "))]"
      }
    // A due time may be a duration, which counts from now.
    case "due", "followUp":
      FlowWords.duration(text) == nil
        ? FlowFormText.length(text).map(FlowLiteral.quoted) : "now() + \(text)"
    // As the cell has them.
    case "form": FlowFormText.fields(text).map(FlowLiteral.quoted)
    case "escalation": FlowFormText.escalation(text).map(FlowLiteral.quoted)
    default: nil
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(drop(while: \.isWhitespace))
  }
}
