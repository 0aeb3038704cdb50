public import Diagnostics
import XML

/// Writes a model as DMN 1.5 XML, with a diagram, so that modelling tools open it.
///
/// What DMN has no place for stands in `extensionElements`, what came with the file it was read from is
/// put back, and `DMNReader` reads it back: a model that
/// was written and read is equal to the one before.
public struct DMNWriter {
  static let version = DMNVersion.v1_5

  let model: Definitions
  var ids: DMNIdentifiers
  var diagnostics: [Diagnostic] = []
  var depth = 0
  /// The piece of the model that is being written, for messages.
  var place: Origin
  /// The requirements written so far, for the diagram.
  var links: [DMNDiagram.Link] = []
  private var prefixes: [(prefix: String, uri: String)] = []
  private var references: [(href: String, id: String)] = []

  /// Writes a model.
  ///
  /// - Parameter model: The model, with the tests of its file.
  /// - Returns: The XML, or nil if there is an error among the diagnostics; these also tell what
  ///   other programs will not heed.
  public static func xml(of model: Definitions) -> (text: String?, diagnostics: [Diagnostic]) {
    var writer = DMNWriter(model)
    var restorer = DMNRestorer(model)
    writer.ids.reserve(restorer.ids)
    var root = writer.definitions()
    if !restorer.isEmpty { restorer.restore(&root) }
    writer.diagnostics += restorer.diagnostics
    guard !writer.diagnostics.hasErrors else { return (nil, writer.diagnostics) }
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.serialized(indented: true)
    return (text, writer.diagnostics)
  }

  private init(_ model: Definitions) {
    self.model = model
    place = model.origin
    ids = DMNIdentifiers(
      reserving: model.inputData.map(\.id) + model.decisions.map(\.id)
        + model.businessKnowledgeModels.map(\.id) + model.decisionServices.map(\.id))
  }

  private mutating func definitions() -> XMLElement {
    let imports = model.imports.map { importElement($0) }
    let types = model.itemDefinitions.map { itemDefinition($0) }
    var elements = model.inputData.map { inputData($0) }
    elements += model.businessKnowledgeModels.map { businessKnowledgeModel($0) }
    elements += model.decisions.map { decision($0) }
    elements += model.decisionServices.map { decisionService($0) }
    let tests = testElements()
    place = model.origin
    var kept = [XMLElement]()
    if let locale = model.locale { kept.append(extra(.locale, text: locale)) }
    if let zone = model.zone { kept.append(extra(.zone, text: zone)) }
    kept += references.map { extra(.reference, [("href", $0.href)], text: $0.id) }
    kept += tests
    let attributes: [(String, String?)] = [
      ("id", ids.fresh()), ("label", model.label), ("name", model.name),
      ("namespace", model.namespace), ("exporter", "Docket"),
    ]
    let diagram = DMNDiagram(of: model, links: links, ids: ids).element { ids.fresh() }
    var root = element(
      "definitions", attributes,
      head(model.description, kept) + imports + types + elements + [diagram])
    root.declarations = [
      XMLNamespace(prefix: "", uri: Self.version.modelNamespace),
      XMLNamespace(prefix: "docket", uri: DMNExtension.namespace),
    ]
    root.declarations += DMNDiagram.namespaces
    root.declarations += prefixes.map { XMLNamespace(prefix: $0.prefix, uri: $0.uri) }
    return root
  }

  private mutating func importElement(_ imported: Import) -> XMLElement {
    place = imported.origin
    let attributes: [(String, String?)] = [
      ("id", ids.fresh()), ("name", imported.name), ("namespace", imported.namespace),
      ("locationURI", imported.location),
      ("importType", imported.importType ?? Self.version.modelNamespace),
    ]
    let kept = imported.importType == nil ? [extra(.noImportType)] : []
    return element("import", attributes, head(nil, kept))
  }

  /// The id in this file of the element that a reference means; nil if it is in another.
  func localID(_ reference: ElementReference) -> String? {
    guard reference.namespace == nil || reference.namespace == model.namespace else { return nil }
    return ids.element(reference.id)
  }

  /// The `href` of a reference.
  mutating func href(_ reference: ElementReference) -> String {
    let prefix = (reference.namespace ?? "") + "#"
    if let id = localID(reference) { return prefix + id }
    // The id that another file will have, and what is meant by it.
    let href = prefix + DMNIdentifiers.encoded(reference.id)
    if href != prefix + reference.id, !references.contains(where: { $0.href == href }) {
      references.append((href, reference.id))
    }
    return href
  }

  /// A type's name as an attribute or element holds it; a namespace gets a prefix.
  mutating func typeName(_ reference: TypeReference?) -> String? {
    guard let reference else { return nil }
    guard reference.name.hasPrefix("{"), let end = reference.name.firstIndex(of: "}") else {
      return reference.name
    }
    let uri = String(reference.name.dropFirst().prefix { $0 != "}" })
    let known = prefixes.first { $0.uri == uri }?.prefix
    let prefix = known ?? "ns\(prefixes.count + 1)"
    if known == nil { prefixes.append((prefix, uri)) }
    return prefix + ":" + reference.name[reference.name.index(after: end)...]
  }
}
