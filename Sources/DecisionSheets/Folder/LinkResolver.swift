import DMN
import Diagnostics

/// Finds out which inputs of tables are results of other tables, and declares the rest as inputs.
///
/// In one workbook the name of a table or of an output links; between files only a table's name.
struct LinkResolver {
  /// A decision that an input may be linked to.
  private struct Candidate {
    var decision: Decision
    /// The output that is meant; nil for the whole result.
    var output: String?
    /// The namespace, if it is that of another file.
    var namespace: String?
  }

  let contents: [SheetContents]
  /// The models of DMN files.
  let models: [Definitions]
  let findings: SheetFindings

  /// The definitions of each workbook, with requirements.
  func resolve() -> [Definitions] {
    reportDuplicateTables()
    var all = contents.map(definitions)
    for (index, book) in contents.enumerated() where !book.details.isEmpty {
      let namespace = all[index].namespace
      let ids = ModelWalk.apply(book.details, to: &all[index])
      let renamed = all[index].namespace
      guard !ids.isEmpty || namespace != renamed else { continue }
      for other in all.indices where other != index {
        all[other].repoint(from: namespace, to: renamed, ids)
      }
    }
    return all
  }

  private func definitions(of book: SheetContents) -> Definitions {
    var definitions = book.definitions
    let decisionNames = Set(
      contents.flatMap { $0.tables.map(\.decision.name) }
        + models.flatMap { $0.decisions.map(\.name) })
    var inputs = [String: InputData]()
    var outputs = Set<String>()
    for table in book.tables {
      var decision = table.decision
      for root in table.roots {
        let candidates = candidates(for: root, of: table, in: book)
        guard candidates.count <= 1 else {
          reportAmbiguous(root, candidates)
          continue
        }
        if let candidate = candidates.first {
          decision.requirements.append(
            requirement(candidate, root, into: &definitions, &outputs))
          report(root, candidate)
        } else {
          let input = inputs[root.name] ?? declare(root, in: &definitions)
          inputs[root.name] = input
          decision.requirements.append(.input(ElementReference(input.id, at: root.origin)))
        }
      }
      for root in CellMentions(of: decisionNames).roots(in: table) {
        let candidates = candidates(for: root, of: table, in: book).filter { $0.output == nil }
        guard candidates.count == 1, let candidate = candidates.first else {
          if candidates.count > 1 { reportAmbiguous(root, candidates) }
          continue
        }
        decision.requirements.append(requirement(candidate, root, into: &definitions, &outputs))
        report(root, candidate, isInput: false)
      }
      definitions.decisions.append(decision)
    }
    return definitions
  }

  private func candidates(
    for root: SheetTable.Root, of table: SheetTable, in book: SheetContents
  ) -> [Candidate] {
    var found = [Candidate]()
    for other in book.tables where other.decision.id != table.decision.id {
      if other.decision.name == root.name {
        found.append(Candidate(decision: other.decision))
      } else if other.decision.decisionTable?.outputs.contains(where: { $0.name == root.name })
        == true
      {
        found.append(Candidate(decision: other.decision, output: root.name))
      }
    }
    // A formula is written down to give this very name, so it goes before an output of that name.
    if let formula = found.first(where: {
      $0.output == nil && $0.decision.decisionTable == nil
    }) {
      return [formula]
    }
    guard found.isEmpty else { return found }
    for other in contents where other.file != book.file {
      for table in other.tables where table.decision.name == root.name {
        found.append(
          Candidate(decision: table.decision, namespace: other.definitions.namespace))
      }
    }
    for model in models {
      for decision in model.decisions where decision.name == root.name {
        found.append(Candidate(decision: decision, namespace: model.namespace))
      }
    }
    return found
  }

  private func requirement(
    _ candidate: Candidate, _ root: SheetTable.Root, into definitions: inout Definitions,
    _ outputs: inout Set<String>
  ) -> Requirement {
    if let output = candidate.output {
      // A decision of its own gives the one output its name.
      let id = "output:\(output)"
      if outputs.insert(output).inserted {
        let source = candidate.decision.name
        let isOnly = candidate.decision.decisionTable?.outputs.count == 1
        let text = FEELText(isOnly ? source : "\(source).\(output)", at: root.origin)
        definitions.decisions.append(
          Decision(
            id: id, variable: InformationItem(output, at: root.origin),
            requirements: [.decision(ElementReference(candidate.decision.id, at: root.origin))],
            expression: BoxedExpression(text), origin: root.origin))
      }
      return .decision(ElementReference(id, at: root.origin))
    }
    if let namespace = candidate.namespace,
      !definitions.imports.contains(where: { $0.namespace == namespace })
    {
      definitions.imports.append(
        Import(
          name: "", namespace: namespace, location: candidate.decision.origin.file,
          origin: root.origin))
    }
    return .decision(
      ElementReference(candidate.decision.id, namespace: candidate.namespace, at: root.origin))
  }

  private func declare(_ root: SheetTable.Root, in definitions: inout Definitions) -> InputData {
    let input = InputData(
      id: "input:\(root.name)", label: root.label,
      variable: InformationItem(root.name, typeRef: root.typeRef, at: root.origin),
      origin: root.origin)
    definitions.inputData.append(input)
    return input
  }
}

// MARK: - Messages

extension LinkResolver {
  private func report(_ root: SheetTable.Root, _ candidate: Candidate, isInput: Bool = true) {
    let table = candidate.decision.label ?? candidate.decision.name
    let kind = candidate.decision.decisionTable == nil ? "decision" : "table"
    findings.report(
      .link, .note, at: root.origin,
      "\(isInput ? "the input '\(root.name)'" : "'\(root.name)' in a cell") is the result of the "
        + "\(isInput ? "table" : kind) '\(table)'",
      mend: isInput
        ? "if the caller gives it instead, rename the input"
        : "if a word is meant, write it in quotes",
      notes: [.init("the table stands here", at: candidate.decision.origin)])
  }

  private func reportAmbiguous(_ root: SheetTable.Root, _ candidates: [Candidate]) {
    findings.report(
      .ambiguousLink, at: root.origin, "several tables could give the input '\(root.name)'",
      found: root.name, expected: "one table or output of that name",
      mend: "rename the input, or one of the tables or outputs",
      notes: candidates.map { candidate in
        let what = candidate.output.map { "the output '\($0)' of" } ?? "the table"
        return .init("\(what) '\(candidate.decision.name)'", at: candidate.decision.origin)
      })
  }

  /// Two tables that answer to one name, be it a label, are told at both places: neither may decide.
  private func reportDuplicateTables() {
    struct Named {
      var decision: Decision
      var file: Int
    }
    var owners = [String: Named]()
    var told = Set<Origin>()
    func claim(_ name: String, _ named: Named) {
      guard let other = owners[name] else {
        owners[name] = named
        return
      }
      let isSame = other.file == named.file && other.decision.id == named.decision.id
      guard !isSame else { return }
      for (one, two) in [(named.decision, other.decision), (other.decision, named.decision)]
      where told.insert(one.origin).inserted {
        findings.report(
          .duplicateName, at: one.origin, "two tables are called '\(name)'", found: name,
          expected: "a different name and label for each table of a folder",
          mend: "rename one of the two tables",
          notes: [.init("the other stands here", at: two.origin)])
      }
    }
    let all = contents.map { $0.tables.map(\.decision) } + models.map(\.decisions)
    for (file, decisions) in all.enumerated() {
      for decision in decisions { claim(decision.name, Named(decision: decision, file: file)) }
    }
    for (file, decisions) in all.enumerated() {
      for decision in decisions {
        guard let label = decision.label, label != decision.name else { continue }
        claim(label, Named(decision: decision, file: file))
      }
    }
  }
}

extension Definitions {
  /// Follows a file whose namespace and ids are not those that its grid gives.
  fileprivate mutating func repoint(from old: String, to new: String, _ ids: [String: String]) {
    for index in imports.indices where imports[index].namespace == old {
      imports[index].namespace = new
    }
    for index in decisions.indices {
      decisions[index].requirements = decisions[index].requirements.map { requirement in
        guard requirement.reference.namespace == old else { return requirement }
        var reference = requirement.reference
        reference.namespace = new
        reference.id = ids[reference.id] ?? reference.id
        return requirement.pointing(to: reference)
      }
    }
  }
}
