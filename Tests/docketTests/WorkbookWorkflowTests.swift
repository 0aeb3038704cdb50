import Casework
import DMN
import Diagnostics
import Foundation
import Runner
import Spreadsheets
import Statechart
import TestSupport
import Testing

/// Workbooks that hold workflows, several or beside tables, in every format.
@Suite struct WorkbookWorkflowTests {
  static let table = """
    Table,Urgency,urgency
    Role,Input,Output
    Name,Days,Urgency
    1,< 3,high
    2,>= 3,low
    """

  static func workflow(_ name: String, goTo: String = "Done") -> String {
    """
    Workflow,\(name),\(name)
    Data,days,number
    Name,State,On,When,Do,Go to
    ,Asked,entry,,decide urgency
    ,,,urgency = "high",,\(goTo)
    ,,,urgency = "low",,Done

    ,,,,,Done
    ,Done,final
    """.replacing("urgency = \"high\"", with: "\"urgency = \"\"high\"\"\"")
      .replacing("urgency = \"low\"", with: "\"urgency = \"\"low\"\"\"")
  }

  /// Sheets of CSV texts as a file of a format.
  static func file(_ sheets: [(name: String, csv: String)], as format: WorkbookFormat) throws
    -> Data
  {
    let workbook = Workbook(
      file: "w",
      sheets: sheets.compactMap { name, csv in
        var sheet = CSVReader.read(Array(csv.utf8), file: "w").workbook.sheets.first
        sheet?.name = name
        return sheet
      })
    return Data(try WorkbookWriter.write(workbook, as: format))
  }

  static func load(
    _ data: Data, _ format: WorkbookFormat
  ) throws -> (folder: TemporaryFolder, definitions: LoadedDefinitions) {
    let folder = try TemporaryFolder()
    try folder.write("workflows/notes.txt", "")
    try folder.write("tables/notes.txt", "")
    try data.write(to: URL(fileURLWithPath: folder.path("workflows/w.\(format.rawValue)")))
    let definitions = LoadedDefinitions.load(
      tables: [folder.path("tables")], workflows: [folder.path("workflows")])
    return (folder, definitions)
  }

  @Test(arguments: WorkbookFormat.allCases)
  func workflowsAndTheirTableInOneWorkbook(_ format: WorkbookFormat) throws {
    let sheets =
      format == .csv
      ? [("all", "\(Self.table)\n\n\(Self.workflow("first"))\n\n\(Self.workflow("second"))")]
      : [
        ("Start here", "Welcome\nEdit the sheets"), ("Table", Self.table),
        ("First", Self.workflow("first")), ("Second", Self.workflow("second")),
      ]
    let (_, definitions) = try Self.load(Self.file(sheets, as: format), format)
    #expect(definitions.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    #expect(definitions.workflows.map(\.name) == ["first", "second"])
    #expect(definitions.tables.decisions.decisions.map(\.name) == ["urgency"])
    // A case that keeps its version finds its own workflow in the stored file.
    for workflow in definitions.workflows {
      let stored = try StoredDefinitions().workflow(
        DefinitionRecord(
          id: DefinitionID(rawValue: 1), kind: .workflow, name: workflow.name,
          version: workflow.version, file: workflow.file, body: workflow.body,
          storedAt: Timestamp(microseconds: 0)))
      #expect(stored.document.name == workflow.name)
    }
  }

  @Test(arguments: WorkbookFormat.allCases.filter { $0 != .csv })
  func faultsNameTheSheetAndTheCell(_ format: WorkbookFormat) throws {
    let sheets = [
      ("Table", Self.table), ("First", Self.workflow("first")),
      ("Second", Self.workflow("second", goTo: "Dnoe")),
    ]
    let (folder, definitions) = try Self.load(Self.file(sheets, as: format), format)
    let errors = definitions.diagnostics.filter { $0.severity == .error }
    let path = folder.path("workflows/w.\(format.rawValue)")
    #expect(errors.map { "\($0.origin.place) \($0.code)" } == ["\(path)[Second!F5] FLOW-006"])
    #expect(errors.first?.mend == "write Done")
    #expect(definitions.workflows.isEmpty)
  }

  @Test func workflowWithoutItsFirstRowIsTold() throws {
    let rows = "Name,State,On,Go to\n,Asked,approve,Granted\n,Granted,final,\n"
    let (folder, definitions) = try Self.load(Data(rows.utf8), .csv)
    #expect(
      definitions.diagnostics.map { "\($0.origin.place) \($0.code)" } == [
        "\(folder.path("workflows/w.csv"))[A1] FLOW-001"
      ])
  }
}
