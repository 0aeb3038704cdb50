public import Diagnostics
import XML

/// Reads DMN XML of the versions 1.1 to 1.5.
///
/// The reader looks at one file: that references, types and imports lead somewhere is checked when
/// the files are compiled together.
public struct DMNReader {
  /// How deep boxed expressions may be nested.
  static let depthLimit = 100

  let file: String
  let version: DMNVersion
  var diagnostics: [Diagnostic] = []
  /// The namespace of the model itself.
  var namespace = ""
  var depth = 0
  /// The ids that elements have in the model, by those that the file has in their place.
  var keptIDs: [String: String] = [:]
  /// The ids that references to other files mean, by their `href`.
  var keptReferences: [String: String] = [:]
  /// The rules of tables, by the place of the table: they are read while the file is, and not kept as
  /// elements.
  var rules: [XMLPosition: ReadRules] = [:]

  /// Reads one file.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The path, for origins.
  ///   - preserving: Whether what deciding has no use for is kept too, so that the file can be written
  ///     again as it was.
  /// - Returns: The model, or nil if it is no DMN at all, and everything that is wrong with it.
  public static func read(
    _ bytes: [UInt8], file: String, preserving: Bool = true
  ) -> (definitions: Definitions?, diagnostics: [Diagnostic]) {
    var rules = RuleCollector(file: file)
    let (root, diagnostics) = XMLDocument.parse(bytes, file: file) { element, parent in
      // What is preserved of a rule is sought in its element.
      !preserving && rules.take(element, of: parent)
    }
    guard let root else { return (nil, diagnostics) }
    guard root.name == "definitions" else {
      let found = Diagnostic(
        DMNCode.notDMN, at: root.origin(in: file), found: "<\(root.qualifiedName)>",
        expected: "<definitions xmlns=\"\(DMNVersion.v1_5.modelNamespace)\">",
        mend: "export the model as DMN XML")
      return (nil, diagnostics + [found])
    }
    guard let version = root.namespace.flatMap(DMNVersion.init(modelNamespace:)) else {
      let found = Diagnostic(
        DMNCode.unknownVersion, at: root.origin(in: file), found: root.namespace,
        expected: "the namespace of DMN 1.1 to 1.5, such as \(DMNVersion.v1_5.modelNamespace)",
        mend: "save the model as DMN 1.5, or mend the namespace")
      return (nil, diagnostics + [found])
    }
    var reader = DMNReader(file: file, version: version, diagnostics: diagnostics)
    reader.rules = rules.finish()
    var definitions = reader.readDefinitions(root)
    if preserving { definitions.preserved = DMNKeeper.keep(root, version: version) }
    return (definitions, reader.diagnostics)
  }

  private mutating func readDefinitions(_ root: XMLElement) -> Definitions {
    namespace = root.attribute("namespace") ?? ""
    if namespace.isEmpty {
      report(
        .missingNamespace, at: root.origin(in: file), expected: "an attribute namespace",
        mend: "add namespace=\"urn:example:my-model\" to <\(root.qualifiedName)>")
    }
    checkLanguage(of: root)
    var definitions = Definitions(
      name: root.attribute("name") ?? root.attribute("id") ?? namespace,
      namespace: namespace, origin: root.origin(in: file))
    definitions.label = root.attribute("label")
    readExtensions(of: root, into: &definitions)
    for element in dmnChildren(of: root) {
      switch element.name {
      case "description": definitions.description = element.allText
      case "import": definitions.imports.append(readImport(element, root: root))
      case "itemDefinition":
        definitions.itemDefinitions.append(readItemDefinition(element))
      case "inputData": definitions.inputData.append(readInputData(element))
      case "decision": definitions.decisions.append(readDecision(element))
      case "businessKnowledgeModel":
        definitions.businessKnowledgeModels.append(readBusinessKnowledgeModel(element))
      case "decisionService": definitions.decisionServices.append(readDecisionService(element))
      case "extensionElements", "elementCollection", "performanceIndicator", "organizationUnit",
        "knowledgeSource", "textAnnotation", "association", "group", "artifact":
        break
      default:
        reportUnknown(
          element, in: root,
          known: ["import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel"]
            + ["decisionService", "knowledgeSource", "textAnnotation", "association"])
      }
    }
    return definitions
  }

  private mutating func readImport(_ element: XMLElement, root: XMLElement) -> Import {
    let namespace = required("namespace", of: element)
    // DMN 1.1 has no names of imports: the prefix declared for the namespace takes their place.
    let prefix = root.declarations.first { $0.uri == namespace && !$0.prefix.isEmpty }?.prefix
    let isTyped = extra(.noImportType, of: element) == nil
    return Import(
      name: element.attribute("name") ?? (version == .v1_1 ? prefix : nil) ?? "",
      namespace: namespace, importType: isTyped ? element.attribute("importType") : nil,
      location: element.attribute("locationURI"), origin: element.origin(in: file))
  }
}
