import Diagnostics
import XML

extension DMNReader {
  /// The child elements of DMN's own namespace; what other programs add is none of our business.
  func dmnChildren(of element: XMLElement) -> [XMLElement] {
    element.elements.filter { $0.namespace == version.modelNamespace }
  }

  /// The first child element of DMN's own namespace with a name.
  func dmnChild(_ name: String, of element: XMLElement) -> XMLElement? {
    element.first(name, namespace: version.modelNamespace)
  }

  /// The value of an attribute that must be there, or an empty text.
  mutating func required(_ attribute: String, of element: XMLElement) -> String {
    if let value = element.attribute(attribute), !value.isEmpty { return value }
    report(
      .missingAttribute, at: element.origin(in: file), "<\(element.name)> has no \(attribute)",
      expected: "an attribute \(attribute)", mend: "add \(attribute)=\"…\"")
    return ""
  }

  /// The FEEL inside the `text` child of an element.
  mutating func readText(of element: XMLElement) -> FEELText {
    guard let text = dmnChild("text", of: element) else {
      return FEELText("", at: element.origin(in: file))
    }
    return FEELText(
      text.allText, typed: extra(.typed, of: element)?.allText, at: text.contentOrigin(in: file))
  }

  /// A type reference in an attribute; `feel:string` and names prefixed as in DMN 1.1 become the
  /// names that FEEL uses.
  func readTypeReference(_ attribute: String, of element: XMLElement) -> TypeReference? {
    guard let text = element.attribute(attribute) else { return nil }
    return typeReference(text, in: element, at: element.origin(ofAttribute: attribute, in: file))
  }

  /// A type reference from its text.
  func typeReference(_ text: String, in element: XMLElement, at origin: Origin) -> TypeReference? {
    let name = text.trimmingWhitespace()
    guard !name.isEmpty else { return nil }
    guard let colon = name.firstIndex(of: ":"),
      let uri = element.namespace(forPrefix: String(name[..<colon]))
    else { return TypeReference(name, at: origin) }
    let local = String(name[name.index(after: colon)...])
    if DMNVersion.isFEEL(uri) { return TypeReference(local, at: origin) }
    // The compiler knows the imports and turns the namespace into the import's name.
    return TypeReference("{\(uri)}\(local)", at: origin)
  }

  /// A reference such as `#id` or `namespace#id`.
  mutating func readReference(_ element: XMLElement) -> ElementReference {
    let href = required("href", of: element)
    let origin = element.origin(ofAttribute: "href", in: file)
    guard let hash = href.lastIndex(of: "#") else { return ElementReference(href, at: origin) }
    let namespace = String(href[..<hash])
    let id = String(href[href.index(after: hash)...])
    let isLocal = namespace.isEmpty || namespace == self.namespace
    let kept = (isLocal ? keptIDs[id] : nil) ?? keptReferences[href]
    return ElementReference(
      kept ?? id, namespace: namespace.isEmpty ? nil : namespace, at: origin)
  }

  /// Reports an expression or type language other than FEEL.
  mutating func checkLanguage(of element: XMLElement) {
    guard let language = element.attribute("expressionLanguage"), !language.isEmpty,
      !DMNVersion.isFEEL(language)
    else { return }
    report(
      .unknownLanguage, at: element.origin(ofAttribute: "expressionLanguage", in: file),
      found: language, expected: version.feelNamespace,
      mend: "write the expression in FEEL, or leave expressionLanguage out")
  }

  mutating func report(
    _ code: DMNCode, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend))
  }

  /// Reports an element that DMN does not have in this place.
  mutating func reportUnknown(_ element: XMLElement, in parent: XMLElement, known: [String]) {
    let nearest = Suggestion.nearest(to: element.name, among: known)
    report(
      .unknownElement, at: element.origin(in: file),
      "<\(element.name)> is not known in <\(parent.name)>", found: "<\(element.qualifiedName)>",
      expected: "one of " + known.joined(separator: ", "),
      mend: nearest.map { "write <\($0)>" } ?? "take the element out")
  }

  /// Reports an element that must be there and is not.
  mutating func reportMissing(_ name: String, in element: XMLElement) {
    report(
      .missingElement, at: element.origin(in: file), "<\(element.name)> has no <\(name)>",
      expected: "<\(name)>", mend: "add <\(name)>")
  }
}

extension String {
  /// The text without blanks and line ends around it.
  func trimmingWhitespace() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
