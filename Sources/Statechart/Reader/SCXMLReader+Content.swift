import Diagnostics
import FEEL
import XML

extension SCXMLReader {
  mutating func block(_ element: XMLElement) -> Block {
    check(element)
    return Block(
      content(of: element), note: element.attribute("note", namespace: SCXMLGrammar.docket),
      at: element.origin(in: file))
  }

  /// The executable content inside an element that was checked.
  mutating func content(of parent: XMLElement) -> [ExecutableContent] {
    children(of: parent).compactMap { action($0) }
  }

  private mutating func action(_ element: XMLElement) -> ExecutableContent? {
    guard SCXMLGrammar.executable.contains(grammarName(element)) else { return nil }
    check(element)
    let action: ExecutableContent.Action
    switch element.name {
    case "raise": action = .raise(event: element.attribute("event") ?? "")
    case "if": action = .choose(branches(element))
    case "foreach": action = .forEach(loop(element))
    case "log":
      action = .log(label: element.attribute("label"), expression: expression(element, "expr"))
    case "assign":
      guard let location = expression(element, "location") else { return nil }
      guard let value = value(element, source: false) else {
        // An empty element assigns null: the children rule, with no children.
        action = .assign(
          location: location, value: .inline(InlineContent("", at: element.origin(in: file))))
        break
      }
      action = .assign(location: location, value: value)
    case "script":
      guard let script = script(element, isRequired: false) else { return nil }
      action = .script(script)
    case "send": action = .send(send(element))
    case "cancel":
      guard let id = text(element, "sendid", computed: "sendidexpr") else {
        reportMissing("sendid or sendidexpr", in: element)
        return nil
      }
      action = .cancel(sendID: id)
    case "decide":
      guard let decide = decide(element) else { return nil }
      action = .decide(decide)
    default: return nil
    }
    return ExecutableContent(action, at: element.origin(in: file))
  }

  private mutating func branches(_ element: XMLElement) -> [Branch] {
    var branches = [Branch(condition: expression(element, "cond"), content: [])]
    var hasElse = false
    for child in children(of: element) {
      switch child.name {
      case "elseif", "else":
        check(child)
        if hasElse {
          diagnostics.append(
            Diagnostic(
              SCXMLCode.excluded, at: child.origin(in: file),
              "nothing may follow <else> but its content", found: "<\(child.name)>",
              mend: "move it in front of <else>"))
        }
        hasElse = child.name == "else"
        branches.append(Branch(condition: expression(child, "cond"), content: []))
      default:
        if let action = action(child) { branches[branches.count - 1].content.append(action) }
      }
    }
    return branches
  }

  private mutating func loop(_ element: XMLElement) -> ForEach {
    ForEach(
      array: expression(element, "array") ?? ExpressionText("", at: element.origin(in: file)),
      item: element.attribute("item") ?? "", index: element.attribute("index"),
      content: content(of: element))
  }

  private mutating func send(_ element: XMLElement) -> Send {
    var send = Send()
    send.event = text(element, "event", computed: "eventexpr")
    send.target = text(element, "target", computed: "targetexpr")
    send.type = text(element, "type", computed: "typeexpr")
    send.id = element.attribute("id")
    send.idLocation = expression(element, "idlocation")
    if send.id != nil { exclude(element, "idlocation", with: "id") }
    send.delay = text(element, "delay", computed: "delayexpr")
    if case .text(let delay)? = send.delay, DaysAndTimeDuration(delay: delay) == nil {
      reportBadValue(
        element, "delay", delay, expected: ["a number with one of the units ms s m h d"])
    }
    if send.delay != nil, case .text("#_internal")? = send.target {
      exclude(element, "delay", with: "the target #_internal")
      exclude(element, "delayexpr", with: "the target #_internal")
    }
    send.nameList = nameList(element)
    send.parameters = parameters(of: element)
    if let child = element.first("content", namespace: SCXMLGrammar.scxml) {
      send.content = contentValue(child)
      exclude(element, "namelist", with: "<content>")
      if !send.parameters.isEmpty {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.excluded, at: element.origin(in: file), found: "<content> and <param>",
            expected: "one of them", mend: "keep <content>, or the <param> elements"))
      }
    }
    return send
  }

  private mutating func decide(_ element: XMLElement) -> Decide? {
    guard let table = text(element, "table", computed: "tableexpr") else {
      reportMissing("table or tableexpr", in: element)
      return nil
    }
    return Decide(
      table: table, location: expression(element, "location"),
      parameters: parameters(of: element), binding: choice(element, "binding") ?? .latest)
  }

  // MARK: Values

  mutating func parameters(of parent: XMLElement) -> [Parameter] {
    parent.elements(named: "param", namespace: SCXMLGrammar.scxml).compactMap { element in
      check(element)
      let name = element.attribute("name") ?? ""
      if let value = expression(element, "expr") {
        exclude(element, "location", with: "expr")
        return Parameter(name, .expression(value))
      }
      if let location = expression(element, "location") {
        return Parameter(name, .location(location))
      }
      reportMissing("expr or location", in: element)
      return nil
    }
  }

  mutating func contentValue(_ element: XMLElement) -> ValueSource {
    check(element)
    return value(element, source: false)
      ?? .inline(InlineContent("", at: element.origin(in: file)))
  }

  /// The value given by `expr`, by children or, for `<data>`, by `src`; nil if none is given.
  mutating func value(_ element: XMLElement, source allowsSource: Bool) -> ValueSource? {
    let children = inlineContent(element)
    if let value = expression(element, "expr") {
      if allowsSource { exclude(element, "src", with: "expr") }
      if children != nil {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.excluded, at: element.contentOrigin(in: file),
            found: "expr and content of <\(element.name)>", expected: "one of them",
            mend: "keep expr, or the content"))
      }
      return .expression(value)
    }
    if allowsSource, let source = element.attribute("src") {
      let origin = element.origin(ofAttribute: "src", in: file)
      guard let text = load(source) else {
        diagnostics.append(
          Diagnostic(
            SCXMLCode.unreadable, .warning, at: origin, found: source,
            expected: "a file beside the document", notes: [.init("the variable will be null")]))
        return .unreadable(source: source, origin: origin)
      }
      let isMarkup = text.first { !$0.isWhitespace } == "<"
      return .inline(
        InlineContent(text, isMarkup: isMarkup, at: Origin(file: source, anchor: .file)))
    }
    return children.map { .inline($0) }
  }

  private func inlineContent(_ element: XMLElement) -> InlineContent? {
    let hasElements = !element.elements.isEmpty
    var text = ""
    for child in element.children {
      switch child {
      case .element(let element): text += element.serialized()
      case .text(let part): text += hasElements ? XMLText.escaped(part, inAttribute: false) : part
      }
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    guard hasElements else {
      return InlineContent(text, isMarkup: false, at: element.contentOrigin(in: file))
    }
    // Blanks around markup lay the file out; they are no part of what the markup says.
    let start = text.firstIndex { !$0.isWhitespace } ?? text.startIndex
    let end = text.lastIndex { !$0.isWhitespace } ?? start
    return InlineContent(
      String(text[start...end]), isMarkup: true, at: element.contentOrigin(in: file))
  }

  /// A script; one that the document needs must be readable, or the document is not accepted.
  mutating func script(_ element: XMLElement, isRequired: Bool) -> Script? {
    if isRequired { check(element) }
    guard let source = element.attribute("src") else {
      return Script(ExpressionText(element.text, at: element.contentOrigin(in: file)))
    }
    if element.text.contains(where: { !$0.isWhitespace }) {
      exclude(element, "src", with: "content")
    }
    guard let text = load(source) else {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.unreadable, at: element.origin(ofAttribute: "src", in: file), found: source,
          expected: "a file beside the document", mend: "correct the path, or add the file"))
      return nil
    }
    return Script(
      ExpressionText(text, at: Origin(file: source, anchor: .line(1, column: 1))), source: source)
  }
}
