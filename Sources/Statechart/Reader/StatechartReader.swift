public import Diagnostics
import XML

/// Reads SCXML documents.
public enum StatechartReader {
  /// Gives the text of a file that a document refers to by `src`, or nil.
  public typealias Loader = (_ source: String) -> String?

  /// A session that stands inside another document, in the `<content>` of an invocation.
  public struct InlineSession: Sendable {
    /// The session; nil if it has errors.
    public var document: StatechartDocument?
    /// What is wrong with it, by its place in the outer document.
    public var diagnostics: [Diagnostic]
  }

  /// Reads a document.
  ///
  /// What stands in an invocation is data of the document until it is started, so its faults are not the
  /// document's.
  /// - Parameters:
  ///   - bytes: The document's bytes.
  ///   - file: Its path, for diagnostics.
  ///   - load: Gives the files that `src` of `<data>` and `<script>` name.
  ///   - inline: Gets each session that stands in an invocation of it, or inside one of those.
  /// - Returns: The document, nil if it has errors, and all diagnostics.
  public static func read(
    _ bytes: [UInt8], file: String, load: @escaping Loader = { _ in nil },
    inline: (InlineSession) -> Void = { _ in }
  ) -> (document: StatechartDocument?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = XMLDocument.parse(bytes, file: file)
    guard let root else { return (nil, diagnostics) }
    var reader = SCXMLReader(file: file, load: load)
    let document = reader.read(root)
    reader.inline.forEach(inline)
    let all = diagnostics + reader.diagnostics
    return (all.hasErrors ? nil : document, all)
  }

  /// Reads a document from its text.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - file: Its path, for diagnostics.
  ///   - load: Gives the files that `src` of `<data>` and `<script>` name.
  /// - Returns: The document, nil if it has errors, and all diagnostics.
  public static func read(
    text: String, file: String, load: @escaping Loader = { _ in nil }
  ) -> (document: StatechartDocument?, diagnostics: [Diagnostic]) {
    read(Array(text.utf8), file: file, load: load)
  }
}

/// Turns the elements of one document into the model.
struct SCXMLReader {
  let file: String
  let load: StatechartReader.Loader
  var diagnostics = [Diagnostic]()
  /// The sessions that stand in invocations, each behind the one that holds it.
  var inline = [StatechartReader.InlineSession]()

  init(file: String, load: @escaping StatechartReader.Loader) {
    self.file = file
    self.load = load
  }

  mutating func read(_ root: XMLElement) -> StatechartDocument? {
    guard root.name == "scxml", root.namespace == SCXMLGrammar.scxml else {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.notSCXML, at: root.origin(in: file),
          found: "<\(root.qualifiedName)> in \(root.namespace ?? "no namespace")",
          expected: "<scxml xmlns=\"\(SCXMLGrammar.scxml)\" version=\"1.0\">",
          mend: root.name == "scxml" ? "add xmlns=\"\(SCXMLGrammar.scxml)\"" : nil))
      return nil
    }
    check(root)
    if let version = root.attribute("version"), version != "1.0" {
      reportBadValue(root, "version", version, expected: ["1.0"])
    }
    var document = StatechartDocument(origin: root.origin(in: file))
    document.name = root.attribute("name")
    document.label = root.attribute("label", namespace: SCXMLGrammar.docket)
    document.note = root.attribute("note", namespace: SCXMLGrammar.docket)
    document.dataModel = dataModel(root)
    document.binding = choice(root, "binding") ?? .early
    document.errorHandling = choice(root, "errors", namespace: SCXMLGrammar.docket)
    document.initial = initialTargets(root)
    document.data = data(in: root)
    document.script = root.first("script", namespace: SCXMLGrammar.scxml).flatMap {
      script($0, isRequired: true)
    }
    document.states = states(in: root)
    return document
  }

  private mutating func dataModel(_ root: XMLElement) -> StatechartDocument.DataModel {
    guard let name = root.attribute("datamodel") else { return .feel }
    if let model = StatechartDocument.DataModel(rawValue: name) { return model }
    diagnostics.append(
      Diagnostic(
        SCXMLCode.unknownDataModel, at: root.origin(ofAttribute: "datamodel", in: file),
        found: name, expected: "feel or null",
        mend: "write datamodel=\"feel\" and put the expressions into FEEL"))
    return .feel
  }

  // MARK: States

  private mutating func states(in parent: XMLElement) -> [StateNode] {
    var nodes = [StateNode]()
    for element in children(of: parent) {
      let kind: StateNode.Kind
      switch element.name {
      case "state": kind = .state
      case "parallel": kind = .parallel
      case "final": kind = .final
      case "history": kind = .history(choice(element, "type") ?? .shallow)
      default: continue
      }
      nodes.append(state(element, kind))
    }
    return nodes
  }

  private mutating func state(_ element: XMLElement, _ kind: StateNode.Kind) -> StateNode {
    check(element)
    var node = StateNode(
      kind, id: identifier(element, "id"),
      label: element.attribute("label", namespace: SCXMLGrammar.docket),
      note: element.attribute("note", namespace: SCXMLGrammar.docket),
      origin: element.origin(in: file))
    node.data = data(in: element)
    for child in children(of: element) {
      switch child.name {
      case "onentry": node.onEntry.append(block(child))
      case "onexit": node.onExit.append(block(child))
      case "transition": node.transitions.append(transition(child))
      case "invoke": node.invocations.append(invocation(child))
      case "donedata": node.doneData = doneData(child)
      default: break
      }
    }
    node.children = states(in: element)
    node.initial = initial(element)
    if node.initial != nil, node.children.isEmpty {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.excluded, at: node.origin, "a state without child states has nowhere to begin",
          found: "initial", expected: "child states, or no initial",
          mend: "remove initial, or add the states"))
    }
    return node
  }

  private mutating func initial(_ element: XMLElement) -> InitialTransition? {
    let child = element.first("initial", namespace: SCXMLGrammar.scxml)
    guard let child else {
      let targets = initialTargets(element)
      guard !targets.isEmpty else { return nil }
      return InitialTransition(
        targets: targets, origin: element.origin(ofAttribute: "initial", in: file))
    }
    exclude(element, "initial", with: "an <initial> element")
    check(child)
    guard let element = child.first("transition", namespace: SCXMLGrammar.scxml) else {
      reportMissing("a <transition> with a target", in: child)
      return nil
    }
    let transition = transition(element)
    if transition.targets.isEmpty { reportMissing("target", in: element) }
    for name in ["event", "cond"] where element.attribute(name) != nil {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.excluded, at: element.origin(ofAttribute: name, in: file),
          "the transition of <initial> is always taken", found: name, mend: "remove \(name)"))
    }
    return InitialTransition(
      targets: transition.targets, content: transition.content, origin: transition.origin)
  }

  /// The states that the attribute names; the first child where it names none.
  private mutating func initialTargets(_ element: XMLElement) -> [StateReference] {
    let targets = references(element, "initial")
    if targets.isEmpty, element.attribute("initial") != nil {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.badValue, .warning, at: element.origin(ofAttribute: "initial", in: file),
          "initial names no state: the first one is taken", found: "nothing",
          expected: "the id of a state", mend: "remove initial, or name a state"))
    }
    return targets
  }

  private mutating func transition(_ element: XMLElement) -> Transition {
    check(element)
    let type = element.attribute("type")
    if let type, !["internal", "external"].contains(type) {
      reportBadValue(element, "type", type, expected: ["external", "internal"])
    }
    return Transition(
      events: words(element.attribute("event")), condition: expression(element, "cond"),
      targets: references(element, "target"), isInternal: type == "internal",
      content: content(of: element),
      note: element.attribute("note", namespace: SCXMLGrammar.docket),
      origin: element.origin(in: file))
  }

  private mutating func invocation(_ element: XMLElement) -> Invocation {
    check(element)
    var invocation = Invocation(origin: element.origin(in: file))
    invocation.type = text(element, "type", computed: "typeexpr")
    invocation.source = text(element, "src", computed: "srcexpr")
    invocation.id = identifier(element, "id")
    invocation.idLocation = expression(element, "idlocation")
    if invocation.id != nil { exclude(element, "idlocation", with: "id") }
    invocation.nameList = nameList(element)
    invocation.parameters = parameters(of: element)
    if let text = element.attribute("autoforward") {
      if !["true", "false"].contains(text) {
        reportBadValue(element, "autoforward", text, expected: ["true", "false"])
      }
      invocation.autoforward = text == "true"
    }
    if let child = element.first("content", namespace: SCXMLGrammar.scxml) {
      invocation.content = contentValue(child)
      if let session = child.elements.first { readInline(session, of: invocation) }
      exclude(element, "src", with: "<content>")
      exclude(element, "srcexpr", with: "<content>")
    }
    invocation.finalize = element.first("finalize", namespace: SCXMLGrammar.scxml).map {
      warnOfEvents(inFinalize: $0)
      return block($0)
    }
    invocation.note = element.attribute("note", namespace: SCXMLGrammar.docket)
    return invocation
  }

  /// Spec: SCXML 1.0 § 6.5.2: finalize changes data and does nothing else.
  private mutating func warnOfEvents(inFinalize element: XMLElement) {
    for child in element.elements {
      if ["raise", "send"].contains(grammarName(child)) {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.unknownElement, .warning, at: child.origin(in: file),
            "<\(child.name)> should not stand in <finalize>", found: "<\(child.name)>",
            expected: "what changes variables only",
            mend: "put it into the transition that takes the event"))
      }
      warnOfEvents(inFinalize: child)
    }
  }

  /// Reads and compiles what stands in an invocation; the document may be nested as deeply as XML is read.
  private mutating func readInline(_ element: XMLElement, of invocation: Invocation) {
    if let type = invocation.type {
      guard case .text(let name) = type, InvocationStart.Kind(type: name) == .scxml else { return }
    }
    var reader = SCXMLReader(file: file, load: load)
    var document = reader.read(element)
    var found = reader.diagnostics
    if found.hasErrors { document = nil }
    if let document { found += CompiledStatechart.compile(document).diagnostics }
    inline.append(StatechartReader.InlineSession(document: document, diagnostics: found))
    inline += reader.inline
  }

  private mutating func doneData(_ element: XMLElement) -> DoneData {
    check(element)
    let content = element.first("content", namespace: SCXMLGrammar.scxml)
    let parameters = parameters(of: element)
    if content != nil, !parameters.isEmpty {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.excluded, at: element.origin(in: file), found: "<content> and <param>",
          expected: "one of them", mend: "keep <content>, or the <param> elements"))
    }
    return DoneData(
      parameters: parameters, content: content.map { contentValue($0) },
      origin: element.origin(in: file))
  }

  // MARK: Data

  private mutating func data(in parent: XMLElement) -> [DataElement] {
    guard let model = parent.first("datamodel", namespace: SCXMLGrammar.scxml) else { return [] }
    check(model)
    return model.elements(named: "data", namespace: SCXMLGrammar.scxml).map { element in
      check(element)
      let type = element.attributeNode("type", namespace: SCXMLGrammar.docket)
      return DataElement(
        id: element.attribute("id") ?? "",
        value: value(element, source: true),
        type: type.map {
          ExpressionText($0.value, at: $0.position?.origin(in: file) ?? element.origin(in: file))
        },
        label: element.attribute("label", namespace: SCXMLGrammar.docket),
        note: element.attribute("note", namespace: SCXMLGrammar.docket),
        origin: element.origin(in: file))
    }
  }
}
