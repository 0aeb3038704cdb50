import DMN
import DecisionSheets
import Diagnostics
import Foundation
import Spreadsheets
import Statechart
import TestSupport
import Testing
import WorkflowSheets

@testable import docket

/// Pictures of workflows and decisions, and workflows as other files.
@Suite struct PictureTests {
  static let files = Corpus.files(
    in: Corpus.package.appendingPathComponent("workflows"), extensions: ["csv", "scxml"]
  ).map(\.path).sorted()

  static func document(_ name: String) throws -> StatechartDocument {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: name)))
    let (documents, diagnostics) = WorkflowConversion.read(
      bytes, path: name, tables: [Corpus.packagePath("tables")])
    #expect(diagnostics.map(\.text) == [])
    return try #require(documents.first)
  }

  static let hasGraphviz = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/dot") }

  @Test(arguments: files) func everyStateAndTransitionIsDrawn(_ name: String) throws {
    let document = try Self.document(name)
    let dot = String(
      decoding: try WorkflowConversion.write([document], as: "w.dot").bytes ?? [], as: UTF8.self)
    for state in document.allStates {
      #expect(dot.contains("<B>\(state.label ?? state.id ?? "")</B>"), "\(state.label ?? "")")
    }
    let edges = dot.split(separator: "\n").count { $0.contains(" -> ") }
    let transitions = document.allStates.map(\.transitions.count).reduce(0, +)
    // All children of a parallel state begin together.
    let beginnings = document.allStates.filter { !$0.children.isEmpty }
      .map { $0.kind == .parallel ? $0.children.count : 1 }.reduce(1, +)
    #expect(edges == transitions + beginnings)
    if name.hasSuffix("sponsorship-requests.scxml") {
      #expect(dot.contains("subgraph \"cluster_inReview\""))
      #expect(dot.contains("after 3 days"))
      #expect(dot.contains("task: Review the placement (brand safety)"))
      #expect(dot.contains("lhead=\"cluster_inReview\""))
    }
  }

  @Test(.enabled(if: hasGraphviz, "graphviz is not installed"), arguments: files)
  func graphvizDrawsThem(_ name: String) throws {
    let bytes = try WorkflowConversion.write([Self.document(name)], as: "w.svg").bytes
    let svg = String(decoding: try #require(bytes), as: UTF8.self)
    #expect(svg.contains("<svg"))
    #expect(svg.hasSuffix("</svg>\n"))
  }

  /// Names that are markup or end a string elsewhere.
  @Test(.enabled(if: hasGraphviz, "graphviz is not installed"))
  func hostileNamesAreDrawn() throws {
    let text = #"""
      Workflow,<b>"W" & \,w
      Name,State,Id,On,When,Do,Go to
      ,"A ""quoted"" <state> \",a\,go,"x < 1 and y = ""&""",log "]]>",B -> C
      ,B -> C,,final
      """#
    let workbook = CSVReader.read(Array(text.utf8), file: "w.csv").workbook
    let sheet = try #require(WorkflowSheetReader.workflows(in: workbook).first)
    let document = try #require(WorkflowSheetReader.read(sheet, decisions: nil).document)
    let svg = try Graphviz.svg(WorkflowPicture.dot(document))
    #expect(String(decoding: svg, as: UTF8.self).contains("B &#45;&gt; C"))
  }

  @Test(.enabled(if: hasGraphviz, "graphviz is not installed"))
  func linksOfTablesAreDrawn() throws {
    let loaded = TableFolder.load([Corpus.packagePath("tables")])
    let dot = DecisionPicture.dot(loaded.definitions)
    #expect(
      dot.contains("<B>Order exception</B>") || dot.contains("<B>Order exception handling</B>"))
    let requirements = loaded.definitions.flatMap(\.decisions).map(\.requirements.count)
    #expect(dot.split(separator: "\n").count { $0.contains(" -> ") } == requirements.reduce(0, +))
    #expect(try !Graphviz.svg(dot).isEmpty)
  }

  @Test func workbooksHoldSeveralWorkflows() throws {
    let documents = try Self.files.map(Self.document)
    for format in WorkbookFormat.allCases where format != .csv {
      let path = "w.\(format.rawValue)"
      let bytes = try #require(try WorkflowConversion.write(documents, as: path).bytes)
      let workbook = WorkbookReader.read(bytes, file: path).workbook
      let names = WorkflowSheetReader.workflows(in: workbook).map {
        WorkflowSheetReader.read($0, decisions: nil).document?.name
      }
      #expect(names == documents.map(\.name))
    }
    #expect(throws: CommandFailure.self) { try WorkflowConversion.write(documents, as: "w.csv") }
    #expect(throws: CommandFailure.self) { try WorkflowConversion.write(documents, as: "w.pdf") }
  }
}
