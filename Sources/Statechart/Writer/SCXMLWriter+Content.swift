import XML

extension SCXMLWriter {
  static func element(_ content: ExecutableContent) -> XMLElement {
    var element: XMLElement
    switch content.action {
    case .raise(let event):
      element = make("raise")
      element.set("event", event)
    case .choose(let branches):
      element = choose(branches)
    case .forEach(let loop):
      element = make("foreach")
      element.set("array", loop.array.text)
      element.set("item", loop.item)
      element.set("index", loop.index)
      element.add(loop.content)
    case .log(let label, let expression):
      element = make("log")
      element.set("label", label)
      element.set("expr", expression?.text)
    case .assign(let location, let value):
      element = make("assign")
      element.set("location", location.text)
      element.add(value)
    case .script(let script):
      element = Self.element(script)
    case .send(let send):
      element = Self.element(send)
    case .cancel(let id):
      element = make("cancel")
      element.set("sendid", computed: "sendidexpr", id)
    case .decide(let decide):
      element = Self.element(decide)
    }
    return element
  }

  private static func choose(_ branches: [Branch]) -> XMLElement {
    var element = make("if")
    for (position, branch) in branches.enumerated() {
      if position == 0 {
        element.set("cond", branch.condition?.text)
      } else {
        var marker = make(branch.condition == nil ? "else" : "elseif")
        marker.set("cond", branch.condition?.text)
        element.add(marker)
      }
      element.add(branch.content)
    }
    return element
  }

  private static func element(_ send: Send) -> XMLElement {
    var element = make("send")
    element.set("event", computed: "eventexpr", send.event)
    element.set("target", computed: "targetexpr", send.target)
    element.set("type", computed: "typeexpr", send.type)
    element.set("id", send.id)
    element.set("idlocation", send.idLocation?.text)
    element.set("delay", computed: "delayexpr", send.delay)
    element.set("namelist", send.nameList)
    element.add(send.parameters)
    if let content = send.content { element.add(Self.content(content)) }
    return element
  }

  private static func element(_ decide: Decide) -> XMLElement {
    var element = XMLElement("decide", prefix: "docket", namespace: SCXMLGrammar.docket)
    element.set("table", computed: "tableexpr", decide.table)
    element.set("location", decide.location?.text)
    if decide.binding != .latest { element.set("binding", decide.binding.rawValue) }
    element.add(decide.parameters)
    return element
  }
}

extension XMLElement {
  mutating func set(_ name: String, _ value: String?) {
    if let value { attributes.append(XMLAttribute(name, value)) }
  }

  mutating func set(_ name: String, computed: String, _ value: TextSource?) {
    switch value {
    case .text(let text)?: set(name, text)
    case .expression(let expression)?: set(computed, expression.text)
    case nil: break
    }
  }

  mutating func set(_ name: String, _ states: [StateReference]) {
    if !states.isEmpty { set(name, states.map(\.id).joined(separator: " ")) }
  }

  mutating func set(_ name: String, _ locations: [ExpressionText]) {
    if !locations.isEmpty { set(name, locations.map(\.text).joined(separator: " ")) }
  }

  mutating func setDocket(_ name: String, _ value: String?) {
    guard let value else { return }
    attributes.append(
      XMLAttribute(name, value, prefix: "docket", namespace: SCXMLGrammar.docket))
  }

  mutating func add(_ child: XMLElement?) {
    if let child { children.append(.element(child)) }
  }

  mutating func add(_ content: [ExecutableContent]) {
    for element in content { add(SCXMLWriter.element(element)) }
  }

  mutating func add(_ parameters: [Parameter]) {
    for parameter in parameters {
      var element = SCXMLWriter.make("param")
      element.set("name", parameter.name)
      switch parameter.value {
      case .expression(let expression): element.set("expr", expression.text)
      case .location(let location): element.set("location", location.text)
      }
      add(element)
    }
  }

  /// Adds a value as `expr`, as `src` or as children.
  mutating func add(_ value: ValueSource) {
    switch value {
    case .expression(let expression): set("expr", expression.text)
    case .unreadable(let source, _): set("src", source)
    case .inline(let content):
      // Markup that stands alone is well-formed inside any element.
      let wrapped = content.isMarkup ? Array("<x>\(content.text)</x>".utf8) : []
      if let parsed = XMLDocument.parse(wrapped, file: "").root {
        // With text beside it markup is not spread over lines: its blanks are part of the value.
        children += [.text("")] + parsed.children
      } else if !content.text.isEmpty {
        children.append(.text(content.text))
      }
    }
  }
}
