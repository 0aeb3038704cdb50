import Diagnostics
import Statechart

/// Writes executable content as the actions of a `Do` cell.
enum FlowActionText {
  /// The action that stands for an element.
  ///
  /// - Throws: `Unsayable` for elements that have no action.
  static func text(of content: ExecutableContent) throws(Unsayable) -> String {
    let text = try form(of: content.action)
    // Whatever reads differently is not the same action: a name with ` as ` in it, say.
    guard isRead(text, as: content) else {
      throw Unsayable(
        "these words in an action", found: text, mend: "simplify the expression, or rename")
    }
    return text
  }

  private static func form(
    of action: ExecutableContent.Action
  ) throws(Unsayable) -> String {
    switch action {
    case .raise(let event): return "raise \(try FlowWords.name(event, of: "an event"))"
    case .log(nil, let expression?): return "log \(expression.text)"
    case .log:
      throw Unsayable("a log line with a label", mend: "put the label into expr, without label")
    case .assign(let location, .expression(let value)):
      return "set \(location.text) = \(value.text)"
    case .assign(let location, _):
      throw Unsayable(
        "an assignment of content", found: "<assign location=\"\(location.text)\">",
        mend: "write the value as expr=\"…\"")
    case .send(let send): return try form(of: send)
    case .decide(let decide): return try form(of: decide)
    case .choose:
      throw Unsayable(
        "<if> with else, or among other actions",
        mend: "take one <onentry> with one <if> for each case, or transitions with cond")
    case .forEach:
      throw Unsayable("<foreach>", mend: "let a table or an expression go over the list")
    case .script: throw Unsayable("<script>", mend: "write an <assign> for each variable")
    case .cancel:
      throw Unsayable(
        "<cancel>", mend: "use a timer that dies with its state: <invoke> with a timer")
    }
  }

  private static func form(of decide: Decide) throws(Unsayable) -> String {
    guard case .text(let table) = decide.table else {
      throw Unsayable("a table whose name is computed", mend: "name the table")
    }
    guard decide.parameters.isEmpty else {
      throw Unsayable(
        "<param> of a decision", found: decide.parameters.map(\.name).joined(separator: ", "),
        mend: "assign the values to variables of the inputs' names before it")
    }
    guard decide.binding == .latest else {
      throw Unsayable("binding=\"start\"", mend: "leave it out")
    }
    let name = try FlowWords.name(table, of: "a table")
    return decide.location.map { "decide \(name) as \($0.text)" } ?? "decide \(name)"
  }

  private static func form(of send: Send) throws(Unsayable) -> String {
    guard case .text("\(FlowTypes.namespace)#connector")? = send.type,
      case .text(let event)? = send.event, case .text(let target)? = send.target
    else {
      throw Unsayable(
        "a send to anything but a connector",
        mend: "raise the event, or send it to a connector by name")
    }
    guard send.id == nil, send.idLocation == nil, send.delay == nil, send.nameList.isEmpty else {
      throw Unsayable(
        "id, idlocation, delay and namelist of a send",
        mend: "leave them out; for a delay take a timer")
    }
    if event == "notify", target == "notify", let notice = try notice(send) { return notice }
    let head =
      "send \(try FlowWords.name(event, of: "a message"))"
      + " to \(try FlowWords.name(target, of: "a connector"))"
    switch send.content {
    case .expression(let content)?: return "\(head) with \(content.text)"
    case nil where send.parameters.isEmpty: return head
    case nil: return "\(head) with \(try context(send.parameters))"
    case .inline?, .unreadable?:
      throw Unsayable("inline content of a send", mend: "write <content expr=\"…\"/>")
    }
  }

  /// `notify ROLE "TEXT"`; nil for a message of that name with other arguments.
  private static func notice(_ send: Send) throws(Unsayable) -> String? {
    guard send.content == nil, send.parameters.first?.name == "role",
      let role = expression(send.parameters[0]).flatMap(FlowWords.strings)?.first
    else { return nil }
    let name = try FlowWords.name(role, of: "a role")
    guard send.parameters.count > 1 else { return "notify \(name)" }
    guard send.parameters.count == 2, send.parameters[1].name == "text",
      let text = expression(send.parameters[1])
    else { return nil }
    // An expression that does not begin with a quote would be taken for a part of the role.
    let quoted = name.hasPrefix("\"") || text.hasPrefix("\"") ? name : "\"\(name)\""
    return "notify \(quoted) \(text)"
  }

  /// Named arguments as a context.
  static func context(_ parameters: [Parameter]) throws(Unsayable) -> String {
    var entries: [String] = []
    for parameter in parameters {
      guard let value = expression(parameter) else {
        throw Unsayable("<param location>", found: parameter.name, mend: "write expr instead")
      }
      let isName =
        parameter.name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        && parameter.name.first?.isNumber == false
      entries.append(
        "\(isName ? parameter.name : FlowLiteral.quoted(parameter.name)): \(value)")
    }
    return "{ \(entries.joined(separator: ", ")) }"
  }

  /// The expression of an argument; nil if it is a location.
  static func expression(_ parameter: Parameter) -> String? {
    if case .expression(let text) = parameter.value { text.text } else { nil }
  }

  private static func isRead(_ text: String, as content: ExecutableContent) -> Bool {
    let findings = FlowFindings()
    let actions = FlowActionParser(findings: findings).parse(FlowText(text, at: content.origin))
    let read = FlowContent(decisions: DecisionNames(known: nil), findings: findings)
      .content(of: actions, tasksAllowed: false)
    return findings.diagnostics.isEmpty && scxml([content]) == scxml(read)
  }

  private static func scxml(_ content: [ExecutableContent]) -> String {
    let origin = Origin(file: "")
    let state = StateNode(id: nil, onEntry: [Block(content, at: origin)], origin: origin)
    return StatechartWriter.scxml(StatechartDocument(states: [state], origin: origin))
  }
}
