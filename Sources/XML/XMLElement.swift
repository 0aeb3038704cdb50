public import Diagnostics

/// A line and a column of an XML file, both from 1; column 0 when it is not known.
public struct XMLPosition: Sendable, Hashable {
  /// The line.
  public var line: Int
  /// The column, counted in characters.
  public var column: Int

  /// Makes a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The position as the origin of a diagnostic.
  public func origin(in file: String) -> Origin {
    Origin(file: file, anchor: line > 0 ? .line(line, column: column) : .file)
  }
}

/// An attribute; namespace declarations are not among them.
public struct XMLAttribute: Sendable, Hashable {
  /// The local name.
  public var name: String
  /// The prefix, or nil.
  public var prefix: String?
  /// The namespace, or nil: an attribute without a prefix is in no namespace.
  public var namespace: String?
  /// The value, references resolved.
  public var value: String
  /// Where the value begins, behind its quote.
  public var position: XMLPosition?

  /// Makes an attribute.
  public init(
    _ name: String, _ value: String, prefix: String? = nil, namespace: String? = nil,
    position: XMLPosition? = nil
  ) {
    self.name = name
    self.value = value
    self.prefix = prefix
    self.namespace = namespace
    self.position = position
  }
}

/// A namespace declaration; the empty prefix stands for the default namespace.
public struct XMLNamespace: Sendable, Hashable {
  /// The prefix, empty for `xmlns="…"`.
  public var prefix: String
  /// The namespace's URI, empty where `xmlns=""` takes the default namespace away.
  public var uri: String

  /// Makes a declaration.
  public init(prefix: String, uri: String) {
    self.prefix = prefix
    self.uri = uri
  }
}

/// A child of an element: comments and processing instructions are not kept.
public enum XMLNode: Sendable, Hashable {
  /// An element.
  case element(XMLElement)
  /// Text, CDATA sections included; neighbours are one.
  case text(String)
}

/// An element with everything in it.
public struct XMLElement: Sendable, Hashable {
  /// The local name.
  public var name: String
  /// The prefix, or nil.
  public var prefix: String?
  /// The namespace, or nil.
  public var namespace: String?
  /// The attributes, in document order.
  public var attributes: [XMLAttribute]
  /// The namespaces declared at this very element.
  public var declarations: [XMLNamespace]
  /// All namespaces in scope here, those declared here included.
  public var namespacesInScope: [XMLNamespace]
  /// Elements and text, in document order.
  public var children: [XMLNode]
  /// Where the start tag begins.
  public var position: XMLPosition?
  /// Where the content begins, behind the start tag.
  public var contentPosition: XMLPosition?

  /// Makes an element.
  public init(
    _ name: String, prefix: String? = nil, namespace: String? = nil,
    attributes: [XMLAttribute] = [], declarations: [XMLNamespace] = [], children: [XMLNode] = []
  ) {
    self.name = name
    self.prefix = prefix
    self.namespace = namespace
    self.attributes = attributes
    self.declarations = declarations
    self.namespacesInScope = declarations
    self.children = children
  }

  /// The name as written, with its prefix.
  public var qualifiedName: String { prefix.map { "\($0):\(name)" } ?? name }

  /// Where the element stands in `file`.
  public func origin(in file: String) -> Origin {
    position?.origin(in: file) ?? Origin(file: file)
  }

  /// Where the element's content stands in `file`.
  public func contentOrigin(in file: String) -> Origin {
    contentPosition?.origin(in: file) ?? origin(in: file)
  }

  /// Where the value of the attribute `name` (in no namespace) stands in `file`; the element's place
  /// when it has no such attribute.
  public func origin(ofAttribute name: String, in file: String) -> Origin {
    attributeNode(name)?.position?.origin(in: file) ?? origin(in: file)
  }

  /// The value of the attribute `name` in no namespace, or in `namespace`.
  public func attribute(_ name: String, namespace: String? = nil) -> String? {
    attributeNode(name, namespace: namespace)?.value
  }

  /// The attribute `name` in no namespace, or in `namespace`.
  public func attributeNode(_ name: String, namespace: String? = nil) -> XMLAttribute? {
    attributes.first { $0.name == name && $0.namespace == namespace }
  }

  /// The child elements, in document order.
  public var elements: [XMLElement] {
    children.compactMap { node in
      if case .element(let element) = node { element } else { nil }
    }
  }

  /// The child elements with a local name, in any namespace unless one is given.
  public func elements(named name: String, namespace: String? = nil) -> [XMLElement] {
    elements.filter { $0.name == name && (namespace == nil || $0.namespace == namespace) }
  }

  /// The first child element with a local name, in any namespace unless one is given.
  public func first(_ name: String, namespace: String? = nil) -> XMLElement? {
    for case .element(let element) in children
    where element.name == name && (namespace == nil || element.namespace == namespace) {
      return element
    }
    return nil
  }

  /// The element's own text, without that of the elements in it.
  public var text: String {
    var text = ""
    for case .text(let part) in children { text += part }
    return text
  }

  /// The text of the element and of all elements in it.
  public var allText: String {
    var text = ""
    for child in children {
      switch child {
      case .text(let part): text += part
      case .element(let element): text += element.allText
      }
    }
    return text
  }

  /// The namespace that a prefix stands for here; the empty prefix asks for the default namespace.
  public func namespace(forPrefix prefix: String) -> String? {
    if prefix == "xml" { return "http://www.w3.org/XML/1998/namespace" }
    let uri = namespacesInScope.last { $0.prefix == prefix }?.uri
    return uri == "" ? nil : uri
  }
}
