extension XMLElement {
  /// The element as XML that can stand alone: namespace declarations that it relies on but inherits
  /// are added to its start tag.
  ///
  /// - Parameter indented: Whether elements that hold no text of their own are spread over lines.
  /// - Returns: The text, without an XML declaration.
  public func serialized(indented: Bool = false) -> String {
    var copy = self
    var used = Set<String>()
    collectPrefixes(into: &used, declared: [])
    for prefix in used.sorted() where !declarations.contains(where: { $0.prefix == prefix }) {
      if let inherited = namespacesInScope.last(where: { $0.prefix == prefix }) {
        copy.declarations.append(inherited)
      }
    }
    var text = ""
    copy.write(to: &text, level: indented ? 0 : nil)
    if indented { text += "\n" }
    return text
  }

  /// The prefixes used in this subtree that it does not declare itself.
  private func collectPrefixes(into used: inout Set<String>, declared: Set<String>) {
    let declared = declared.union(declarations.map(\.prefix))
    var own = attributes.compactMap(\.prefix)
    own.append(prefix ?? "")
    for prefix in own where !declared.contains(prefix) && prefix != "xml" {
      used.insert(prefix)
    }
    for case .element(let element) in children {
      element.collectPrefixes(into: &used, declared: declared)
    }
  }

  private func write(to text: inout String, level: Int?) {
    text += "<\(qualifiedName)"
    for declaration in declarations {
      text += declaration.prefix.isEmpty ? " xmlns=\"" : " xmlns:\(declaration.prefix)=\""
      text += XMLText.escaped(declaration.uri, inAttribute: true) + "\""
    }
    for attribute in attributes {
      let name = attribute.prefix.map { "\($0):\(attribute.name)" } ?? attribute.name
      text += " \(name)=\"\(XMLText.escaped(attribute.value, inAttribute: true))\""
    }
    guard !children.isEmpty else {
      text += "/>"
      return
    }
    text += ">"
    // Blanks are content wherever there is text, so only pure element content is laid out.
    let hasText = children.contains { if case .text = $0 { true } else { false } }
    let inner = hasText ? nil : level.map { $0 + 1 }
    for child in children {
      if let inner { text += "\n" + String(repeating: "  ", count: inner) }
      switch child {
      case .text(let part): text += XMLText.escaped(part, inAttribute: false)
      case .element(let element): element.write(to: &text, level: inner)
      }
    }
    if inner != nil, let level { text += "\n" + String(repeating: "  ", count: level) }
    text += "</\(qualifiedName)>"
  }
}

/// Escapes text for XML.
public enum XMLText {
  /// The text with references in place of what XML does not allow; characters that no XML document
  /// may hold become U+FFFD.
  public static func escaped(_ text: String, inAttribute: Bool) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where inAttribute: result += "&quot;"
      case "\n" where inAttribute: result += "&#10;"
      case "\t" where inAttribute: result += "&#9;"
      case "\r": result += "&#13;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
