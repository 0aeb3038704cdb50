import XML

/// The namespaces of kept XML: all versions of DMN become the one that is written.
enum DMNNamespaces {
  static let model = DMNWriter.version.modelNamespace
  private static let models = Set(DMNVersion.allCases.map(\.modelNamespace))
  private static let diagrams: Set<String> = [
    "http://www.omg.org/spec/DMN/20180521/DMNDI/", "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20211108/DMNDI/", "https://www.omg.org/spec/DMN/20230324/DMNDI/",
  ]

  /// Whether a namespace is one of DMN's own or of its diagrams.
  static func isStandard(_ uri: String) -> Bool {
    models.contains(uri) || diagrams.contains(uri) || DMNVersion.isFEEL(uri)
      || uri == DMNExtension.namespace
      || DMNDiagram.namespaces.contains { $0.uri == uri }
  }

  static func isModel(_ uri: String?) -> Bool { uri.map(models.contains) ?? false }

  static func isDiagram(_ uri: String?) -> Bool { uri.map(diagrams.contains) ?? false }

  /// An element with all in it, in the namespaces of the version that is written.
  static func modernized(_ element: XMLElement) -> XMLElement {
    var copy = element
    copy.position = nil
    copy.contentPosition = nil
    copy.namespacesInScope = []
    if isModel(element.namespace) {
      copy.namespace = model
      copy.prefix = nil
    } else if isDiagram(element.namespace) {
      copy.namespace = DMNDiagram.namespaces[0].uri
      copy.prefix = DMNDiagram.namespaces[0].prefix
    }
    copy.declarations = element.declarations.filter { !$0.prefix.isEmpty && !isStandard($0.uri) }
    copy.attributes = element.attributes.map { modernized($0) }
    // Blanks between elements are layout, which is made anew.
    let isLaidOut =
      !element.elements.isEmpty && element.text.allSatisfy(\.isWhitespace)
    copy.children = element.children.compactMap { child in
      switch child {
      case .element(let inner): .element(modernized(inner))
      case .text: isLaidOut ? nil : child
      }
    }
    return copy
  }

  private static func modernized(_ attribute: XMLAttribute) -> XMLAttribute {
    var copy = attribute
    copy.position = nil
    if isDiagram(attribute.namespace) {
      copy.namespace = DMNDiagram.namespaces[0].uri
      copy.prefix = DMNDiagram.namespaces[0].prefix
    }
    return copy
  }

  /// The element with the declarations that its names need, each where it is needed first.
  ///
  /// - Parameters:
  ///   - element: An element whose prefixes and namespaces are set.
  ///   - scope: What is declared around it, by prefix.
  /// - Returns: The element, with no other declarations than these.
  static func declared(_ element: XMLElement, in scope: [String: String] = [:]) -> XMLElement {
    var copy = element
    var scope = scope
    copy.declarations = []
    func need(_ prefix: String, _ uri: String) {
      guard scope[prefix] ?? (prefix.isEmpty ? "" : nil) != uri else { return }
      scope[prefix] = uri
      copy.declarations.append(XMLNamespace(prefix: prefix, uri: uri))
    }
    for declaration in element.declarations { need(declaration.prefix, declaration.uri) }
    need(element.prefix ?? "", element.namespace ?? "")
    for attribute in element.attributes {
      guard let prefix = attribute.prefix, prefix != "xml", let uri = attribute.namespace else {
        continue
      }
      need(prefix, uri)
    }
    copy.namespacesInScope = copy.declarations
    copy.children = element.children.map { child in
      if case .element(let inner) = child { .element(declared(inner, in: scope)) } else { child }
    }
    return copy
  }
}
