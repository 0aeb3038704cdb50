import Diagnostics

/// An element of the decision requirements graph, by its place in the index.
enum Element: Hashable {
  case input(Int)
  case decision(Int)
  case knowledge(Int)
  case service(Int)

  /// What people call such an element.
  var kind: String {
    switch self {
    case .input: "input data"
    case .decision: "decision"
    case .knowledge: "business knowledge model"
    case .service: "decision service"
    }
  }
}

/// All elements of all files, found by namespace and id.
struct ElementIndex {
  /// An element with the file that it stands in.
  struct Located<Content> {
    let file: Int
    let content: Content
  }

  private struct Key: Hashable {
    let namespace: String
    let id: String
  }

  let files: [Definitions]
  private(set) var inputs: [Located<InputData>] = []
  private(set) var decisions: [Located<Decision>] = []
  private(set) var knowledge: [Located<BusinessKnowledgeModel>] = []
  private(set) var services: [Located<DecisionService>] = []
  private var elements: [Key: Element] = [:]
  private var origins: [Key: Origin] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ files: [Definitions]) {
    self.files = files
    for (number, file) in files.enumerated() {
      var names: [String: Origin] = [:]
      for input in file.inputData {
        add(.input(inputs.count), input.id, file, input.origin)
        checkName(input.name, input.origin, &names)
        inputs.append(Located(file: number, content: input))
      }
      for decision in file.decisions {
        add(.decision(decisions.count), decision.id, file, decision.origin)
        checkName(decision.name, decision.origin, &names)
        decisions.append(Located(file: number, content: decision))
      }
      for model in file.businessKnowledgeModels {
        add(.knowledge(knowledge.count), model.id, file, model.origin)
        checkName(model.name, model.origin, &names)
        knowledge.append(Located(file: number, content: model))
      }
      for service in file.decisionServices {
        add(.service(services.count), service.id, file, service.origin)
        checkName(service.name, service.origin, &names)
        services.append(Located(file: number, content: service))
      }
    }
    checkImports()
  }

  private mutating func add(_ element: Element, _ id: String, _ file: Definitions, _ origin: Origin)
  {
    let key = Key(namespace: file.namespace, id: id)
    if let other = origins[key] {
      diagnostics.append(
        Diagnostic(
          DMNCode.duplicateID, at: origin, "the id \"\(id)\" is used twice", found: id,
          expected: "an id of its own", mend: "change one of the two ids",
          notes: [Diagnostic.Note("the other one", at: other)]))
      return
    }
    elements[key] = element
    origins[key] = origin
  }

  /// DMN 1.5, 6.3.2: the names of a model's elements are distinct.
  private mutating func checkName(
    _ name: String, _ origin: Origin, _ names: inout [String: Origin]
  ) {
    guard !name.isEmpty else { return }
    if let other = names[name] {
      diagnostics.append(
        Diagnostic(
          DMNCode.duplicateName, at: origin, "the name \"\(name)\" is used twice", found: name,
          expected: "a name of its own", mend: "rename one of the two",
          notes: [Diagnostic.Note("the other one", at: other)]))
    }
    names[name] = origin
  }

  private mutating func checkImports() {
    let namespaces = Set(files.map(\.namespace))
    for file in files {
      for entry in file.imports where entry.isModel && !namespaces.contains(entry.namespace) {
        let nearest = Suggestion.nearest(to: entry.namespace, among: namespaces)
        diagnostics.append(
          Diagnostic(
            DMNCode.unknownImport, at: entry.origin, found: entry.namespace,
            expected: "the namespace of a model that is loaded together with this one",
            mend: nearest.map { "write \"\($0)\"" } ?? "load the file with that namespace too"))
      }
    }
  }

  /// The element that a reference in `file` points to; nil if there is none, which is reported.
  func resolve(
    _ reference: ElementReference, in file: Int, _ diagnostics: inout [Diagnostic]
  ) -> Element? {
    let home = files[file]
    let namespace = reference.namespace ?? home.namespace
    if namespace != home.namespace, !home.imports.contains(where: { $0.namespace == namespace }) {
      diagnostics.append(
        Diagnostic(
          DMNCode.notImported, at: reference.origin, found: namespace,
          expected: "the namespace of the model itself or of one of its imports",
          mend: "add <import namespace=\"\(namespace)\" …>"))
    }
    if let element = elements[Key(namespace: namespace, id: reference.id)] { return element }
    let ids = elements.keys.filter { $0.namespace == namespace }.map(\.id)
    let nearest = Suggestion.nearest(to: reference.id, among: ids)
    diagnostics.append(
      Diagnostic(
        DMNCode.unknownReference, at: reference.origin,
        "there is no element with the id \"\(reference.id)\"", found: reference.id,
        expected: "the id of an element",
        mend: nearest.map { "write \"\($0)\"" } ?? "add the element, or take the reference out"))
    return nil
  }

  /// The name and file of an element.
  func variable(of element: Element) -> (item: InformationItem, file: Int) {
    switch element {
    case .input(let place): (inputs[place].content.variable, inputs[place].file)
    case .decision(let place): (decisions[place].content.variable, decisions[place].file)
    case .knowledge(let place): (knowledge[place].content.variable, knowledge[place].file)
    case .service(let place): (services[place].content.variable, services[place].file)
    }
  }

  /// The prefix under which the elements of one file are known in another; nil for none.
  func prefix(of file: Int, in home: Int) -> String? {
    let namespace = files[file].namespace
    guard namespace != files[home].namespace else { return nil }
    let name = files[home].imports.first { $0.namespace == namespace }?.name
    return name.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension Import {
  /// Whether this imports a DMN model; other kinds, such as XML schemas, are passed over.
  var isModel: Bool {
    guard let importType, !importType.isEmpty else { return true }
    return DMNVersion(modelNamespace: importType) != nil
  }
}
