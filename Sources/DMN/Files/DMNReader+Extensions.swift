import Diagnostics
import FEEL
import XML

/// Reads back what `DMNWriter` keeps in `extensionElements`.
extension DMNReader {
  /// Docket's own elements among the extensions of an element.
  private func extras(of element: XMLElement) -> [XMLElement] {
    guard let extensions = dmnChild("extensionElements", of: element) else { return [] }
    return extensions.elements.filter { $0.namespace == DMNExtension.namespace }
  }

  /// The first of Docket's own elements with a name.
  func extra(_ name: DMNExtension, of element: XMLElement) -> XMLElement? {
    dmnChild("extensionElements", of: element)?
      .first(name.rawValue, namespace: DMNExtension.namespace)
  }

  private func children(_ name: DMNExtension, of element: XMLElement) -> [XMLElement] {
    element.elements(named: name.rawValue, namespace: DMNExtension.namespace)
  }

  /// The id of something that nothing points to; ids that were made up are none.
  func readID(of element: XMLElement) -> String? {
    if let kept = extra(.id, of: element) { return kept.allText }
    return element.attribute("id").flatMap { DMNIdentifiers.isMadeUp($0) ? nil : $0 }
  }

  /// The id of an element that requirements point to.
  func readElementID(of element: XMLElement) -> String? {
    extra(.id, of: element)?.allText ?? element.attribute("id")
  }

  /// Reads the extensions of the file as a whole; references need them, so they come first.
  mutating func readExtensions(of root: XMLElement, into definitions: inout Definitions) {
    for element in dmnChildren(of: root) {
      guard let id = element.attribute("id"), keptIDs[id] == nil,
        let kept = extra(.id, of: element)
      else { continue }
      keptIDs[id] = kept.allText
    }
    for element in extras(of: root) {
      switch DMNExtension(rawValue: element.name) {
      case .locale: definitions.locale = element.allText
      case .zone: definitions.zone = element.allText
      case .reference:
        if let href = element.attribute("href") { keptReferences[href] = element.allText }
      case .tests: definitions.tests += children(.test, of: element).map { readTest($0) }
      default: break
      }
    }
  }

  /// Reads the extensions of a type.
  func readExtensions(of element: XMLElement, into definition: inout ItemDefinition) {
    for extra in extras(of: element) {
      switch DMNExtension(rawValue: extra.name) {
      case .unspecified: definition.structure = .unspecified
      case .noComponents: definition.structure = .components([])
      case .allowedValues: definition.allowedValues = readKeptText(extra)
      case .typeConstraint: definition.typeConstraint = readKeptText(extra)
      default: break
      }
    }
  }

  /// Reads when a rule holds.
  mutating func readSettings(of element: XMLElement, into rule: inout DecisionRule) {
    for extra in extras(of: element) {
      switch DMNExtension(rawValue: extra.name) {
      case .from:
        rule.from = readDay(extra)
        rule.settingOrigins[.from] = extra.contentOrigin(in: file)
      case .until:
        rule.until = readDay(extra)
        rule.settingOrigins[.until] = extra.contentOrigin(in: file)
      case .disabled:
        rule.isEnabled = false
        rule.settingOrigins[.enabled] = extra.origin(in: file)
      default: break
      }
    }
  }

  private mutating func readDay(_ element: XMLElement) -> CalendarDate? {
    let text = element.allText.trimmingWhitespace()
    if let day = CalendarDate(text) { return day }
    report(
      .unknownValue, at: element.contentOrigin(in: file), "'\(text)' is no day", found: text,
      expected: "a day such as 2026-03-01", mend: "write it in this form")
    return nil
  }

  private func readKeptText(_ element: XMLElement) -> FEELText {
    FEELText(
      element.allText, typed: element.attribute("typed"), at: element.contentOrigin(in: file))
  }
}

// MARK: - Tests

extension DMNReader {
  private mutating func readTest(_ element: XMLElement) -> DecisionTest {
    let expected: DecisionTest.Expectation
    if let list = children(.list, of: element).first {
      expected = .list(children(.result, of: list).map { readEntries(.output, of: $0) })
    } else if let result = children(.result, of: element).first {
      expected = .outputs(readEntries(.output, of: result))
    } else {
      expected = .noRule
    }
    return DecisionTest(
      id: element.attribute("id"), decision: required("decision", of: element),
      inputs: readEntries(.given, of: element), expected: expected,
      notes: children(.note, of: element).map {
        DecisionTest.Note(header: $0.attribute("name") ?? "", text: $0.allText)
      },
      origin: element.origin(in: file))
  }

  private mutating func readEntries(
    _ name: DMNExtension, of element: XMLElement
  ) -> [DecisionTest.Entry] {
    children(name, of: element).map { entry in
      DecisionTest.Entry(name: required("name", of: entry), value: readKeptText(entry))
    }
  }
}
