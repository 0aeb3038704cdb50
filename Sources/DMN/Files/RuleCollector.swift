import Diagnostics
import XML

/// The rules of one table with what is wrong with them.
struct ReadRules {
  var rules = RuleList()
  var diagnostics: [Diagnostic] = []
}

/// Reads rules while the file is read, one after the other, so that a table of a hundred thousand rules
/// never stands in memory as elements.
struct RuleCollector {
  private let file: String
  private var reader: DMNReader?
  private var open: (table: XMLPosition, content: ReadRules)?
  private var tables: [XMLPosition: ReadRules] = [:]

  init(file: String) { self.file = file }

  /// Takes an element if it is a rule of a table in a namespace of DMN.
  mutating func take(_ element: XMLElement, of parent: XMLElement) -> Bool {
    guard element.name == "rule", parent.name == "decisionTable",
      let place = parent.position, element.namespace == parent.namespace,
      var reader = reader(of: element.namespace)
    else { return false }
    if open?.table != place {
      close()
      open = (place, tables.removeValue(forKey: place) ?? ReadRules())
    }
    open?.content.rules.append(reader.readRule(element))
    open?.content.diagnostics += reader.diagnostics
    return true
  }

  /// The rules by the places of their tables.
  mutating func finish() -> [XMLPosition: ReadRules] {
    close()
    return tables
  }

  private mutating func close() {
    guard var last = open else { return }
    open = nil
    last.content.rules.seal()
    tables[last.table] = last.content
  }

  /// What a rule means is told by the rule itself; the rest of the file does not matter.
  private mutating func reader(of namespace: String?) -> DMNReader? {
    if let reader, reader.version.modelNamespace == namespace { return reader }
    guard let version = namespace.flatMap(DMNVersion.init(modelNamespace:)) else { return nil }
    let made = DMNReader(file: file, version: version)
    reader = made
    return made
  }
}
