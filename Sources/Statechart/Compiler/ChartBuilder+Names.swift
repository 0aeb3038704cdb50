import Diagnostics
import FEEL

/// Everything in a document that can declare a variable.
struct DeclarationCollector {
  var data = [(element: DataElement, isTop: Bool)]()
  var loopNames = [String]()
  var scripts = [String]()

  mutating func collect(_ document: StatechartDocument) {
    data += document.data.map { ($0, true) }
    if let script = document.script { scripts.append(script.expression.text) }
    for state in document.states { collect(state) }
  }

  private mutating func collect(_ state: StateNode) {
    data += state.data.map { ($0, false) }
    for block in state.onEntry + state.onExit { collect(block.content) }
    collect(state.initial?.content ?? [])
    for transition in state.transitions { collect(transition.content) }
    for invocation in state.invocations { collect(invocation.finalize?.content ?? []) }
    for child in state.children { collect(child) }
  }

  private mutating func collect(_ content: [ExecutableContent]) {
    for element in content {
      switch element.action {
      case .choose(let branches):
        for branch in branches { collect(branch.content) }
      case .forEach(let loop):
        loopNames.append(loop.item)
        if let index = loop.index { loopNames.append(index) }
        collect(loop.content)
      case .script(let script):
        scripts.append(script.expression.text)
      case .raise, .log, .assign, .send, .cancel, .decide:
        break
      }
    }
  }
}

extension ChartBuilder {
  mutating func declare(_ declarations: DeclarationCollector) {
    var origins = [String: Origin]()
    for (element, isTop) in declarations.data {
      guard Names.isPossible(element.id) else {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.badVariable, at: element.origin, found: element.id,
            expected: "a FEEL name of one word that is no keyword and does not begin with _",
            mend: "rename the variable"))
        continue
      }
      if let first = origins[element.id] {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.duplicateVariable, at: element.origin, found: element.id,
            expected: "each name once: all variables share one scope", mend: "rename one of them",
            notes: [.init("the other one stands here", at: first)]))
        continue
      }
      origins[element.id] = element.origin
      let type = declaredType(of: element)
      names.declare(element.id, isData: true)
      variables.append(
        CompiledStatechart.Variable(
          name: element.id, type: type, isParameter: isTop, origin: element.origin))
    }
    for name in declarations.loopNames where Names.isPossible(name) {
      names.declare(name, isData: false)
    }
    for name in declarations.scripts.flatMap({ ScriptNames.find(in: $0) }) {
      names.declare(name, isData: false)
    }
  }

  private mutating func declaredType(of element: DataElement) -> FEELType {
    guard let text = element.type else { return .any }
    if let type = FEELType(parsing: text.text) { return type }
    let simple = [
      "Any", "boolean", "number", "string", "date", "time", "date and time",
      "days and time duration", "years and months duration",
    ]
    let nearest = Suggestion.nearest(to: text.text, among: simple)
    diagnostics.append(
      Diagnostic(
        SCXMLCode.badType, at: text.origin, found: text.text,
        expected: "a FEEL type such as \(simple[1...4].joined(separator: ", ")) or list<string>",
        mend: nearest.map { "did you mean \"\($0)\"?" }))
    return .any
  }
}
