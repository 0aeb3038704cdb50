import Diagnostics
import XML

extension SCXMLReader {
  // MARK: Attributes

  func expression(_ element: XMLElement, _ name: String) -> ExpressionText? {
    element.attribute(name).map {
      ExpressionText($0, at: element.origin(ofAttribute: name, in: file))
    }
  }

  /// A text given by one attribute or computed by another, never both.
  mutating func text(_ element: XMLElement, _ name: String, computed: String) -> TextSource? {
    guard let given = element.attribute(name) else {
      return expression(element, computed).map { .expression($0) }
    }
    exclude(element, computed, with: name)
    return .text(given)
  }

  func nameList(_ element: XMLElement) -> [ExpressionText] {
    let origin = element.origin(ofAttribute: "namelist", in: file)
    return words(element.attribute("namelist")).map { ExpressionText($0, at: origin) }
  }

  func references(_ element: XMLElement, _ name: String) -> [StateReference] {
    let origin = element.origin(ofAttribute: name, in: file)
    return words(element.attribute(name)).map { StateReference($0, at: origin) }
  }

  func words(_ text: String?) -> [String] {
    (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  mutating func identifier(_ element: XMLElement, _ name: String) -> String? {
    guard let id = element.attribute(name) else { return nil }
    if id.isEmpty || id.contains(where: \.isWhitespace) {
      reportBadValue(element, name, id, expected: ["a name without blanks"])
    }
    return id
  }

  /// The value of an attribute that has only certain ones; nil if it is not given.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ element: XMLElement, _ name: String, namespace: String? = nil
  ) -> Choice? where Choice.RawValue == String {
    guard let text = element.attribute(name, namespace: namespace) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    reportBadValue(element, name, text, expected: Choice.allCases.map(\.rawValue))
    return nil
  }

  // MARK: Structure

  /// The name by which the grammar knows an element; empty if it is of neither namespace.
  func grammarName(_ element: XMLElement) -> String {
    switch element.namespace {
    case SCXMLGrammar.scxml?: element.name
    case SCXMLGrammar.docket?: "docket:\(element.name)"
    default: ""
    }
  }

  /// The child elements that the grammar has there; the others were reported by `check`.
  func children(of parent: XMLElement) -> [XMLElement] {
    guard case .elements(let many, let once)? = SCXMLGrammar.element(grammarName(parent))?.content
    else { return [] }
    return parent.elements.filter {
      many.contains(grammarName($0)) || once.contains(grammarName($0))
    }
  }

  /// Reports attributes, children and text that an element may not have, and what it lacks.
  mutating func check(_ element: XMLElement) {
    guard let grammar = SCXMLGrammar.element(grammarName(element)) else { return }
    checkAttributes(element, grammar)
    switch grammar.content {
    case .free: break
    case .text:
      for child in element.elements { reportUnknown(child, in: element, allowed: []) }
    case .elements(let many, let once):
      checkChildren(element, many: many, once: once)
    }
  }

  private mutating func checkAttributes(_ element: XMLElement, _ grammar: SCXMLGrammar) {
    for attribute in element.attributes {
      let allowed: Set<String>
      switch attribute.namespace {
      case nil: allowed = grammar.attributes
      case SCXMLGrammar.docket?: allowed = grammar.docketAttributes
      // Other namespaces belong to other tools.
      default: continue
      }
      guard !allowed.contains(attribute.name) else { continue }
      let nearest = Suggestion.nearest(to: attribute.name, among: allowed.sorted())
      let isExtension = grammar.docketAttributes.contains(attribute.name)
      let isMisplaced = attribute.namespace != nil && grammar.attributes.contains(attribute.name)
      let mend: String? =
        if attribute.namespace == nil, isExtension {
          "write docket:\(attribute.name)"
        } else if isMisplaced {
          "write \(attribute.name) without a prefix"
        } else {
          nearest.map { "did you mean \"\($0)\"?" }
        }
      diagnostics.append(
        Diagnostic(
          SCXMLCode.unknownAttribute,
          at: attribute.position?.origin(in: file) ?? element.origin(in: file),
          found: "\(attribute.name) in <\(element.qualifiedName)>",
          expected: allowed.isEmpty
            ? "no attributes of this kind" : "one of: \(allowed.sorted().joined(separator: ", "))",
          mend: mend))
    }
    for name in grammar.required.sorted() where element.attribute(name) == nil {
      reportMissing(name, in: element)
    }
  }

  private mutating func checkChildren(
    _ element: XMLElement, many: Set<String>, once: Set<String>
  ) {
    var seen = Set<String>()
    for child in element.elements {
      let name = grammarName(child)
      if many.contains(name) { continue }
      if once.contains(name) {
        if !seen.insert(name).inserted {
          diagnostics.append(
            Diagnostic(
              SCXMLCode.repeated, at: child.origin(in: file), found: "another <\(child.name)>",
              expected: "one <\(child.name)> in <\(element.name)>",
              mend: "put both into one, or remove one"))
        }
        continue
      }
      reportUnknown(child, in: element, allowed: many.union(once))
    }
    let text = element.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if !text.isEmpty {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.strayText, at: element.contentOrigin(in: file),
          found: text.count > 60 ? "\(text.prefix(60))…" : text,
          expected: "elements only inside <\(element.name)>", mend: "remove the text"))
    }
  }

  /// Reports an element that may not stand there; one of a foreign namespace is only passed over.
  private mutating func reportUnknown(
    _ child: XMLElement, in parent: XMLElement, allowed: Set<String>
  ) {
    let name = grammarName(child)
    guard !name.isEmpty else {
      diagnostics.append(
        Diagnostic(
          SCXMLCode.unknownElement, .warning, at: child.origin(in: file),
          "an element of another namespace is passed over", found: "<\(child.qualifiedName)>"))
      return
    }
    let isKnown = SCXMLGrammar.element(name) != nil
    let nearest = isKnown ? nil : Suggestion.nearest(to: name, among: allowed.sorted())
    diagnostics.append(
      Diagnostic(
        SCXMLCode.unknownElement, at: child.origin(in: file),
        isKnown ? "<\(child.qualifiedName)> may not stand in <\(parent.qualifiedName)>" : nil,
        found: "<\(child.qualifiedName)>",
        expected: allowed.isEmpty
          ? "no elements in <\(parent.qualifiedName)>"
          : "one of: \(allowed.sorted().joined(separator: ", "))",
        mend: nearest.map { "did you mean <\($0)>?" }))
  }

  // MARK: Reports

  mutating func reportMissing(_ what: String, in element: XMLElement) {
    diagnostics.append(
      Diagnostic(
        SCXMLCode.missing, at: element.origin(in: file),
        found: "<\(element.qualifiedName)> without \(what)", expected: what))
  }

  mutating func reportBadValue(
    _ element: XMLElement, _ name: String, _ found: String, expected: [String]
  ) {
    diagnostics.append(
      Diagnostic(
        SCXMLCode.badValue, at: element.origin(ofAttribute: name, in: file),
        "\(name) has a value that is not allowed", found: found.isEmpty ? "nothing" : found,
        expected: expected.joined(separator: ", "),
        mend: Suggestion.nearest(to: found, among: expected).map { "did you mean \"\($0)\"?" }))
  }

  /// Reports an attribute that may not stand beside something else.
  mutating func exclude(_ element: XMLElement, _ name: String, with other: String) {
    guard element.attribute(name) != nil else { return }
    diagnostics.append(
      Diagnostic(
        SCXMLCode.excluded, at: element.origin(ofAttribute: name, in: file),
        found: "\(name) and \(other) in <\(element.qualifiedName)>", expected: "one of them",
        mend: "remove \(name)"))
  }
}
