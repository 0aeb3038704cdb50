import XML

/// Writes statecharts as SCXML documents.
public enum StatechartWriter {
  /// The document as SCXML, laid out over lines.
  ///
  /// Reading it gives the same model back, but for the places where things stand.
  public static func scxml(_ document: StatechartDocument) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + SCXMLWriter.element(document).serialized(indented: true)
  }
}

/// Turns the model into elements; one function per element of SCXML.
enum SCXMLWriter {
  static func element(_ document: StatechartDocument) -> XMLElement {
    var root = make("scxml")
    root.declarations = [
      XMLNamespace(prefix: "", uri: SCXMLGrammar.scxml),
      XMLNamespace(prefix: "docket", uri: SCXMLGrammar.docket),
    ]
    root.set("version", "1.0")
    root.set("name", document.name)
    root.set("datamodel", document.dataModel.rawValue)
    if document.binding != .early { root.set("binding", document.binding.rawValue) }
    root.set("initial", document.initial)
    root.setDocket("label", document.label)
    root.setDocket("note", document.note)
    root.setDocket("errors", document.errorHandling?.rawValue)
    root.add(dataModel(document.data))
    if let script = document.script { root.add(element(script)) }
    for state in document.states { root.add(element(state)) }
    return root
  }

  static func make(_ name: String) -> XMLElement {
    XMLElement(name, namespace: SCXMLGrammar.scxml)
  }

  // MARK: States

  private static func element(_ node: StateNode) -> XMLElement {
    var element: XMLElement
    switch node.kind {
    case .state: element = make("state")
    case .parallel: element = make("parallel")
    case .final: element = make("final")
    case .history: element = make("history")
    }
    element.set("id", node.id)
    if case .history(let depth) = node.kind { element.set("type", depth.rawValue) }
    element.setDocket("label", node.label)
    element.setDocket("note", node.note)
    element.add(dataModel(node.data))
    if let initial = node.initial {
      if initial.content.isEmpty {
        element.set("initial", initial.targets)
      } else {
        var transition = make("transition")
        transition.set("target", initial.targets)
        transition.add(initial.content)
        var child = make("initial")
        child.add(transition)
        element.add(child)
      }
    }
    for block in node.onEntry { element.add(Self.element("onentry", block)) }
    for block in node.onExit { element.add(Self.element("onexit", block)) }
    for invocation in node.invocations { element.add(Self.element(invocation)) }
    for transition in node.transitions { element.add(Self.element(transition)) }
    if let doneData = node.doneData {
      var child = make("donedata")
      if let content = doneData.content { child.add(Self.content(content)) }
      child.add(doneData.parameters)
      element.add(child)
    }
    for child in node.children { element.add(Self.element(child)) }
    return element
  }

  private static func element(_ transition: Transition) -> XMLElement {
    var element = make("transition")
    if !transition.events.isEmpty {
      element.set("event", transition.events.joined(separator: " "))
    }
    element.set("cond", transition.condition?.text)
    element.set("target", transition.targets)
    if transition.isInternal { element.set("type", "internal") }
    element.setDocket("note", transition.note)
    element.add(transition.content)
    return element
  }

  private static func element(_ invocation: Invocation) -> XMLElement {
    var element = make("invoke")
    element.set("id", invocation.id)
    element.set("idlocation", invocation.idLocation?.text)
    element.set("type", computed: "typeexpr", invocation.type)
    element.set("src", computed: "srcexpr", invocation.source)
    element.set("namelist", invocation.nameList)
    if invocation.autoforward { element.set("autoforward", "true") }
    element.setDocket("note", invocation.note)
    element.add(invocation.parameters)
    if let content = invocation.content { element.add(Self.content(content)) }
    if let finalize = invocation.finalize { element.add(Self.element("finalize", finalize)) }
    return element
  }

  private static func element(_ name: String, _ block: Block) -> XMLElement {
    var element = make(name)
    element.setDocket("note", block.note)
    element.add(block.content)
    return element
  }

  // MARK: Data

  private static func dataModel(_ data: [DataElement]) -> XMLElement? {
    guard !data.isEmpty else { return nil }
    var model = make("datamodel")
    for variable in data {
      var element = make("data")
      element.set("id", variable.id)
      element.setDocket("type", variable.type?.text)
      element.setDocket("label", variable.label)
      element.setDocket("note", variable.note)
      if let value = variable.value { element.add(value) }
      model.add(element)
    }
    return model
  }

  static func content(_ value: ValueSource) -> XMLElement {
    var element = make("content")
    element.add(value)
    return element
  }

  static func element(_ script: Script) -> XMLElement {
    var element = make("script")
    if let source = script.source {
      element.set("src", source)
    } else {
      element.children = [.text(script.expression.text)]
    }
    return element
  }
}
