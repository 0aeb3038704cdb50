public import DMN
public import Diagnostics
import FEEL
package import Spreadsheets

/// Tables that were read together, ready to decide.
public struct LoadedTables: Sendable {
  /// The decisions, compiled; faulty ones are out of use.
  public var model: CompiledModel
  /// The models, one a file that holds any.
  public var definitions: [Definitions]
  /// The tests beside the tables.
  public var tests: [DecisionTest]
  /// Everything that is wrong, in reading order.
  public var diagnostics: [Diagnostic]
  /// `sha256:…` of each file's bytes, by its path.
  public var versions: [String: String]

  /// The files in which something is wrong that keeps a table from use.
  public var faultyFiles: Set<String> {
    Set(diagnostics.lazy.filter { $0.severity == .error }.map(\.origin.file))
  }
}

/// Reads all tables of some files and folders together: sheets and DMN XML, with links between them.
public enum TableFolder {
  /// Reads files and folders.
  ///
  /// - Parameters:
  ///   - paths: Files and folders.
  ///   - options: What holds where a file says nothing.
  /// - Returns: The tables, as far as they could be read, with everything that is wrong.
  public static func load(
    _ paths: [String], options: TableOptions = TableOptions()
  ) -> LoadedTables {
    let (files, diagnostics) = TableFiles.read(paths)
    var tables = load(files, options: options)
    tables.diagnostics = diagnostics + tables.diagnostics
    return tables
  }

  /// Reads files whose bytes are at hand.
  ///
  /// Workflows among them, in files of their own or beside tables, are passed over.
  /// - Parameters:
  ///   - files: The files.
  ///   - options: What holds where a file says nothing.
  /// - Returns: The tables, as far as they could be read, with everything that is wrong.
  public static func load(
    _ files: [TableFile], options: TableOptions = TableOptions()
  ) -> LoadedTables {
    load(files, options: options) { WorkbookReader.read($0.bytes, file: $0.path) }
  }

  /// Reads files whose sheets may be known already.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - options: What holds where a file says nothing.
  ///   - read: Gives the sheets of a file, and what is wrong with them as a grid.
  /// - Returns: The tables, as far as they could be read, with everything that is wrong.
  package static func load(
    _ files: [TableFile], options: TableOptions = TableOptions(),
    workbook read: (TableFile) -> (Workbook, [Diagnostic])
  ) -> LoadedTables {
    let tables = compile(files, options, read)
    FreedMemory.giveBack(afterReading: files.reduce(0) { $0 + $1.bytes.count })
    return tables
  }

  private static func compile(
    _ files: [TableFile], _ options: TableOptions,
    _ read: (TableFile) -> (Workbook, [Diagnostic])
  ) -> LoadedTables {
    let findings = SheetFindings()
    var contents = [SheetContents]()
    var models = [Definitions]()
    var versions = [String: String]()
    var seen = Set<String>()
    for file in files where seen.insert(file.standardPath).inserted {
      versions[file.path] = SHA256.version(of: file.bytes)
      if file.isDMN || file.isOTDT {
        let (definitions, diagnostics) =
          file.isDMN
          ? DMNReader.read(
            file.bytes, file: file.path, preserving: options.preservesXML)
          : OTDTReader.read(file.bytes, file: file.path)
        findings.add(diagnostics)
        if let definitions { models.append(definitions) }
        continue
      }
      let (workbook, diagnostics) = read(file)
      let isOnlyWorkflow =
        DecisionSheetReader.isWorkflow(workbook) && !DecisionSheetReader.holdsTable(workbook)
      guard !isOnlyWorkflow else { continue }
      findings.add(diagnostics)
      contents.append(
        SheetContents(workbook, defaults: options.settings, findings: findings))
    }
    let linked = LinkResolver(contents: contents, models: models, findings: findings).resolve()
    var definitions = linked.filter { !$0.decisions.isEmpty } + models
    for index in definitions.indices {
      definitions[index].version = versions[definitions[index].origin.file]
    }
    let (model, faults) = CompiledModel.compile(definitions)
    // What FEEL thinks of a header that is no name says less than the sheet's own message.
    let unusable = Set(
      findings.diagnostics.filter { $0.code == DiagnosticCode(SheetCode.unusableName) }
        .map(\.origin))
    findings.add(
      HeaderNotes(linked).adorn(faults).filter { fault in
        !unusable.contains(Origin(file: fault.origin.file, anchor: fault.origin.anchor))
      })
    let tests = readTests(contents, models, findings)
    return LoadedTables(
      model: model, definitions: definitions, tests: tests,
      diagnostics: unique(findings.diagnostics).inReadingOrder(), versions: versions)
  }

  private static func readTests(
    _ contents: [SheetContents], _ models: [Definitions], _ findings: SheetFindings
  ) -> [DecisionTest] {
    let sheets = contents.flatMap(\.tables).map { TableSignature($0) }
    let others = models.flatMap { model in
      model.decisions.map { TableSignature($0, in: model) }
    }
    let reader = TestsReader(signatures: sheets + others, findings: findings)
    return contents.flatMap { reader.read($0) } + models.flatMap(\.tests)
  }

  private static func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen = Set<Diagnostic>()
    return diagnostics.filter { seen.insert($0).inserted }
  }
}
