/// The elements of SCXML and of Docket's extension: what each may hold.
///
/// Spec: SCXML 1.0, the attribute and children tables of its sections 3 to 6.
struct SCXMLGrammar: Sendable {
  /// The namespace of SCXML.
  static let scxml = "http://www.w3.org/2005/07/scxml"
  /// The namespace of Docket's extension.
  static let docket = "urn:docket:workflow:1"

  /// What may stand inside an element.
  enum Content: Sendable, Hashable {
    /// These elements only; the first set as often as one likes, the second once.
    case elements(many: Set<String>, once: Set<String>)
    /// Text only.
    case text
    /// Anything.
    case free
  }

  var attributes: Set<String>
  var required: Set<String> = []
  var docketAttributes: Set<String> = []
  var content: Content

  /// The elements that executable content consists of; `docket:` marks the extension's.
  static let executable: Set<String> = [
    "raise", "if", "foreach", "log", "assign", "script", "send", "cancel", "docket:decide",
  ]

  /// The rules for an element of SCXML; nil if there is no such element.
  static func element(_ name: String) -> SCXMLGrammar? { elements[name] }

  /// All elements, for suggestions.
  static let names = elements.keys.sorted()

  private static let stateAttributes: Set<String> = ["label", "note"]

  private static let elements: [String: SCXMLGrammar] = [
    "scxml": SCXMLGrammar(
      attributes: ["initial", "name", "version", "datamodel", "binding", "exmode"],
      docketAttributes: ["label", "note", "errors"],
      content: .elements(
        many: ["state", "parallel", "final"], once: ["datamodel", "script"])),
    "state": SCXMLGrammar(
      attributes: ["id", "initial"], docketAttributes: stateAttributes,
      content: .elements(
        many: [
          "onentry", "onexit", "transition", "state", "parallel", "final", "history", "invoke",
        ], once: ["initial", "datamodel"])),
    "parallel": SCXMLGrammar(
      attributes: ["id"], docketAttributes: stateAttributes,
      content: .elements(
        many: ["onentry", "onexit", "transition", "state", "parallel", "history", "invoke"],
        once: ["datamodel"])),
    "final": SCXMLGrammar(
      attributes: ["id"], docketAttributes: stateAttributes,
      content: .elements(many: ["onentry", "onexit"], once: ["donedata"])),
    "history": SCXMLGrammar(
      attributes: ["id", "type"], docketAttributes: stateAttributes,
      content: .elements(many: [], once: ["transition"])),
    "initial": SCXMLGrammar(
      attributes: [], content: .elements(many: [], once: ["transition"])),
    "transition": SCXMLGrammar(
      attributes: ["event", "cond", "target", "type"], docketAttributes: ["note"],
      content: .elements(many: executable, once: [])),
    "onentry": SCXMLGrammar(
      attributes: [], docketAttributes: ["note"], content: .elements(many: executable, once: [])),
    "onexit": SCXMLGrammar(
      attributes: [], docketAttributes: ["note"], content: .elements(many: executable, once: [])),
    "finalize": SCXMLGrammar(
      attributes: [], content: .elements(many: executable, once: [])),
    "raise": SCXMLGrammar(
      attributes: ["event"], required: ["event"], content: .elements(many: [], once: [])),
    "if": SCXMLGrammar(
      attributes: ["cond"], required: ["cond"],
      content: .elements(many: executable.union(["elseif"]), once: ["else"])),
    "elseif": SCXMLGrammar(
      attributes: ["cond"], required: ["cond"], content: .elements(many: [], once: [])),
    "else": SCXMLGrammar(attributes: [], content: .elements(many: [], once: [])),
    "foreach": SCXMLGrammar(
      attributes: ["array", "item", "index"], required: ["array", "item"],
      content: .elements(many: executable, once: [])),
    "log": SCXMLGrammar(
      attributes: ["label", "expr"], content: .elements(many: [], once: [])),
    "datamodel": SCXMLGrammar(attributes: [], content: .elements(many: ["data"], once: [])),
    "data": SCXMLGrammar(
      attributes: ["id", "src", "expr"], required: ["id"],
      docketAttributes: ["type", "label", "note"], content: .free),
    "assign": SCXMLGrammar(
      attributes: ["location", "expr"], required: ["location"], content: .free),
    "donedata": SCXMLGrammar(
      attributes: [], content: .elements(many: ["param"], once: ["content"])),
    "content": SCXMLGrammar(attributes: ["expr"], content: .free),
    "param": SCXMLGrammar(
      attributes: ["name", "expr", "location"], required: ["name"],
      content: .elements(many: [], once: [])),
    "script": SCXMLGrammar(attributes: ["src"], content: .text),
    "send": SCXMLGrammar(
      attributes: [
        "event", "eventexpr", "target", "targetexpr", "type", "typeexpr", "id", "idlocation",
        "delay", "delayexpr", "namelist",
      ], content: .elements(many: ["param"], once: ["content"])),
    "cancel": SCXMLGrammar(
      attributes: ["sendid", "sendidexpr"], content: .elements(many: [], once: [])),
    "invoke": SCXMLGrammar(
      attributes: [
        "type", "typeexpr", "src", "srcexpr", "id", "idlocation", "namelist", "autoforward",
      ], docketAttributes: ["note"],
      content: .elements(many: ["param"], once: ["finalize", "content"])),
    "docket:decide": SCXMLGrammar(
      attributes: ["table", "tableexpr", "location", "binding"],
      content: .elements(many: ["param"], once: [])),
  ]
}
