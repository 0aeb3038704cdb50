import Diagnostics
import XML

extension DMNWriter {
  /// An element of DMN; attributes without a value are left out.
  mutating func element(
    _ name: String, _ attributes: [(String, String?)] = [], _ children: [XMLElement] = []
  ) -> XMLElement {
    XMLElement(
      name, namespace: Self.version.modelNamespace, attributes: self.attributes(attributes),
      children: children.map(XMLNode.element))
  }

  /// An element of DMN that holds a text.
  mutating func element(_ name: String, text: String) -> XMLElement {
    XMLElement(
      name, namespace: Self.version.modelNamespace, children: text.isEmpty ? [] : [self.text(text)])
  }

  /// An element of Docket's own.
  mutating func extra(
    _ name: DMNExtension, _ attributes: [(String, String?)] = [], text: String? = nil,
    _ children: [XMLElement] = []
  ) -> XMLElement {
    var nodes = children.map(XMLNode.element)
    if let text, !text.isEmpty { nodes.append(self.text(text)) }
    return XMLElement(
      name.rawValue, prefix: "docket", namespace: DMNExtension.namespace,
      attributes: self.attributes(attributes), children: nodes)
  }

  /// What every element of DMN may begin with: a description and extensions.
  mutating func head(_ description: String?, _ kept: [XMLElement] = []) -> [XMLElement] {
    var elements = [XMLElement]()
    if let description { elements.append(element("description", text: description)) }
    if !kept.isEmpty { elements.append(element("extensionElements", [], kept)) }
    return elements
  }

  /// The extension that keeps an id which the file has in another form.
  mutating func keptID(_ id: DMNIdentifiers.Assigned) -> [XMLElement] {
    id.kept.map { [extra(.id, text: $0)] } ?? []
  }

  /// An element with FEEL in its `text`, and with what was typed in an extension.
  mutating func feel(
    _ name: String, _ feel: FEELText, id: String?? = .none, typeRef: TypeReference? = nil
  ) -> XMLElement {
    place = feel.origin
    let assigned: DMNIdentifiers.Assigned
    if case .some(let given) = id {
      assigned = ids.assign(given)
    } else {
      assigned = DMNIdentifiers.Assigned(xml: ids.fresh())
    }
    var kept = keptID(assigned)
    if let typed = feel.typed { kept.append(extra(.typed, text: typed)) }
    return element(
      name, [("id", assigned.xml), ("typeRef", typeName(typeRef))],
      head(nil, kept) + [element("text", text: feel.text)])
  }

  private mutating func attributes(_ attributes: [(String, String?)]) -> [XMLAttribute] {
    attributes.compactMap { name, value in
      guard let value else { return nil }
      check(value)
      return XMLAttribute(name, value)
    }
  }

  private mutating func text(_ text: String) -> XMLNode {
    check(text)
    return .text(text)
  }

  /// Reports a character that XML 1.0 cannot hold, not even as a reference (production 2, Char).
  private mutating func check(_ text: String) {
    let found = text.unicodeScalars.first { scalar in
      scalar.value < 0x20 && scalar != "\n" && scalar != "\t" && scalar != "\r"
        || scalar.value == 0xFFFE || scalar.value == 0xFFFF
    }
    guard let found else { return }
    let digits = String(found.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    report(
      .notInXML, at: place, "the character \(code) cannot be written in XML", found: code,
      expected: "letters, signs, blanks and line ends", mend: "delete the character")
  }

  mutating func report(
    _ code: DMNCode, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend))
  }
}
