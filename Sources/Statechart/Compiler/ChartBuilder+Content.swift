import Diagnostics
import FEEL

extension ChartBuilder {
  // MARK: Expressions

  /// A malformed expression is reported, and raises its error when it is evaluated.
  mutating func compile(_ text: ExpressionText) -> Formula {
    if document.dataModel == .null { return compileNull(text) }
    let (compiled, found) = compiler.expression(text.text, at: text.origin)
    diagnostics += found
    if let compiled { return .feel(compiled, usesIn: text.text.contains("In")) }
    let reason = found.first { $0.severity == .error }?.headline ?? "not a FEEL expression"
    let shown = text.text.utf8.count > 200 ? "\(text.text.prefix(200))…" : text.text
    return .malformed(reason: "\"\(shown)\": \(reason)", origin: text.origin)
  }

  /// `In(id)`, the only expression of the null data model; the id may be bare or quoted.
  private mutating func compileNull(_ text: ExpressionText) -> Formula {
    let trimmed = text.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard trimmed.hasPrefix("In("), trimmed.hasSuffix(")") else {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.noData, at: text.origin, found: text.text, expected: "In('state')",
          mend: "give the document datamodel=\"feel\""))
      return .malformed(
        reason: "\"\(text.text)\" is not possible in the null data model", origin: text.origin)
    }
    var id = trimmed.dropFirst(3).dropLast().trimmed
    for quote in ["'", "\""] where id.count >= 2 && id.hasPrefix(quote) && id.hasSuffix(quote) {
      id = id.dropFirst().dropLast()
    }
    return .isActive(state: indexes[String(id)])
  }

  mutating func compile(_ text: TextSource) -> CompiledText {
    switch text {
    case .text(let text): .text(text)
    case .expression(let expression): .formula(compile(expression))
    }
  }

  mutating func compile(_ value: ValueSource) -> CompiledValue {
    switch value {
    case .expression(let expression): .formula(compile(expression))
    case .inline(let content): .constant(content.value)
    case .unreadable(let source, _): .failing("\"\(source)\" could not be read")
    }
  }

  /// What an invocation starts: a document that is written as text keeps every blank.
  private mutating func compile(document: ValueSource) -> CompiledValue {
    guard case .inline(let content) = document, !content.isMarkup else { return compile(document) }
    let text = content.text.drop(while: \.isWhitespace)
    return text.hasPrefix("<") ? .constant(.string(String(text))) : compile(document)
  }

  mutating func compile(_ data: [DataElement]) -> [CompiledData] {
    data.compactMap { element in
      guard let slot = names.slot(of: element.id) else { return nil }
      let value = element.value.map { compile($0) } ?? .constant(.null)
      return CompiledData(slot: slot, value: value, origin: element.origin)
    }
  }

  mutating func compile(_ script: Script) -> CompiledScript {
    CompiledScript(formula: compile(script.expression), origin: script.expression.origin)
  }

  // MARK: Locations

  /// Spec: the FEEL data model, § 2: names joined by dots, the first a variable.
  mutating func compileLocation(_ text: ExpressionText) -> Location {
    var steps = [String]()
    let (expression, found) = compiler.syntax(of: text.text, at: text.origin)
    var rest = expression
    while case .path(let inner, let step) = rest.kind {
      steps.append(step)
      rest = inner
    }
    let fault: String
    if found.hasErrors {
      fault = "it is not a name or a path"
    } else if case .name(let root) = rest.kind {
      if let slot = names.slot(of: root), slot >= Names.firstVariable {
        return .path(slot: slot, steps: steps.reversed(), text: text.text)
      }
      if root.hasPrefix("_") {
        fault = "\"\(root)\" is read-only"
      } else {
        let meant = nearest(to: root) { builder in
          (Names.firstVariable..<builder.names.count).map { builder.names.name($0) }
        }
        fault =
          "there is no variable \"\(root)\"" + (meant.map { " (did you mean \"\($0)\"?)" } ?? "")
      }
    } else {
      fault = "it is not a name or a path"
    }
    diagnostics.append(
      Diagnostic(
        SCXMLCode.badLocation, .warning, at: text.origin, found: text.text,
        expected: "a variable, or a path into one", notes: [.init(fault)]))
    return .invalid(reason: "cannot assign to \"\(text.text)\": \(fault)")
  }

  // MARK: Arguments

  mutating func compile(_ parameters: [Parameter]) -> [CompiledParameter] {
    parameters.map { parameter in
      switch parameter.value {
      case .expression(let expression):
        CompiledParameter(name: parameter.name, source: .formula(compile(expression)))
      case .location(let location):
        CompiledParameter(name: parameter.name, source: .location(compileLocation(location)))
      }
    }
  }

  private mutating func arguments(
    _ nameList: [ExpressionText], _ parameters: [Parameter]
  ) -> [CompiledParameter] {
    nameList.map { CompiledParameter(name: $0.text, source: .location(compileLocation($0))) }
      + compile(parameters)
  }

  /// Reports a type that will always be an error when it is reached.
  private mutating func reportType(_ found: String, expected: [String], at origin: Origin) {
    diagnostics.append(
      Diagnostic(
        SCXMLCode.unknownType, at: origin, found: found,
        expected: "one of: \(expected.joined(separator: ", "))",
        mend: Suggestion.nearest(to: found, among: expected).map { "did you mean \"\($0)\"?" }))
  }

  // MARK: Executable content

  mutating func compile(_ content: [ExecutableContent]) -> [CompiledAction] {
    content.map { CompiledAction(kind: compile($0.action, at: $0.origin), origin: $0.origin) }
  }

  private mutating func compile(
    _ action: ExecutableContent.Action, at origin: Origin
  ) -> CompiledAction.Kind {
    switch action {
    case .raise(let event): .raise(event)
    case .choose(let branches):
      .choose(
        branches.map { branch in
          (condition: branch.condition.map { compile($0) }, content: compile(branch.content))
        })
    case .forEach(let loop): .forEach(compile(loop))
    case .log(let label, let expression):
      .log(label: label, formula: expression.map { compile($0) })
    case .assign(let location, let value): .assign(compileLocation(location), compile(value))
    case .script(let script): .script(compile(script))
    case .send(let send): .send(compile(send, at: origin))
    case .cancel(let id): .cancel(compile(id))
    case .decide(let decide):
      .decide(
        CompiledDecide(
          table: compile(decide.table), location: decide.location.map { compileLocation($0) },
          parameters: compile(decide.parameters), binding: decide.binding))
    }
  }

  private mutating func compile(_ loop: ForEach) -> CompiledForEach {
    let bad = [loop.item, loop.index].compactMap { $0 }.first { !Names.isPossible($0) }
    return CompiledForEach(
      array: compile(loop.array), item: bad == nil ? names.slot(of: loop.item) : nil,
      index: bad == nil ? loop.index.flatMap { names.slot(of: $0) } : nil,
      fault: bad.map { "\"\($0)\" cannot be the name of a variable" },
      content: compile(loop.content))
  }

  private mutating func compile(_ send: Send, at origin: Origin) -> CompiledSend {
    if case .text(let type)? = send.type, Processor(type: type) == nil {
      reportType(type, expected: ["scxml", "basichttp", "connector"], at: origin)
    }
    return CompiledSend(
      event: send.event.map { compile($0) }, target: send.target.map { compile($0) },
      type: send.type.map { compile($0) }, id: send.id,
      idLocation: send.idLocation.map { compileLocation($0) },
      delay: send.delay.map { compile($0) },
      parameters: arguments(send.nameList, send.parameters),
      content: send.content.map { compile($0) })
  }

  mutating func compile(_ invocation: Invocation) -> CompiledInvocation {
    if case .text(let type)? = invocation.type, InvocationStart.Kind(type: type) == nil {
      let kinds = InvocationStart.Kind.allCases.map(\.rawValue)
      reportType(type, expected: kinds, at: invocation.origin)
    }
    return CompiledInvocation(
      type: invocation.type.map { compile($0) }, source: invocation.source.map { compile($0) },
      id: invocation.id, idLocation: invocation.idLocation.map { compileLocation($0) },
      autoforward: invocation.autoforward,
      parameters: arguments(invocation.nameList, invocation.parameters),
      finalize: invocation.finalize.map { compile($0.content) },
      content: invocation.content.map { compile(document: $0) }, origin: invocation.origin)
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return self[...last].drop(while: \.isWhitespace)
  }
}
