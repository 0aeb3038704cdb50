import DMN
import Diagnostics
import Foundation
import Spreadsheets
import TestSupport
import Testing
import XML

@testable import DecisionSheets

/// Files in the style of the modelling tools that people use: what Docket has no use for stays in them.
@Suite struct VendorFileTests {
  private static func source(_ name: String) throws -> TableFile {
    let path = Corpus.packagePath("Tests/DecisionSheetsTests/Fixtures/vendors/\(name).dmn")
    return TableFile(path: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }

  private static func root(_ file: TableFile) throws -> XMLElement {
    try #require(XMLDocument.parse(file.bytes, file: file.path).root)
  }

  /// All that a file says, one line for each attribute and text, whatever the version of DMN.
  private static func statements(_ root: XMLElement) -> Set<String> {
    let versions = ["20180521", "20191111", "20211108", "20230324", "http://", "https://"]
    /// What is said by leaving it out, or by the program that wrote the file.
    let silent: Set<String> = [
      "definitions exporter", "definitions exporterVersion", "definitions schemaLocation",
      "decisionTable preferredOrientation", "encapsulatedLogic kind",
    ]
    var lines = Set<String>()
    func visit(_ element: XMLElement, _ owner: String) {
      let space = versions.reduce(element.namespace ?? "") { $0.replacing($1, with: "") }
      let name = "\(space) \(element.name)"
      // Ids that nobody gave are made up.
      let id = element.attribute("id").flatMap { $0.hasPrefix("docket_") ? nil : $0 }
      let place = id ?? "\(owner)/\(element.name)"
      for attribute in element.attributes {
        let isFEEL = ["expressionLanguage", "typeLanguage"].contains(attribute.name)
        let isFalse = attribute.name == "isCollection" && attribute.value == "false"
        let key = "\(element.name) \(attribute.name)"
        if isFEEL || isFalse || silent.contains(key) { continue }
        let value = attribute.value.replacing("feel:", with: "")
        lines.insert("\(name) \(place) \(attribute.namespace ?? "")\(attribute.name)=\(value)")
      }
      let text = element.text.trimmed
      if !text.isEmpty { lines.insert("\(name) \(place): \(text)") }
      for child in element.elements { visit(child, place) }
    }
    visit(root, "")
    return lines
  }

  @Test(arguments: ["camunda", "kogito", "trisotech"])
  func everythingIsWrittenAgain(_ name: String) throws {
    let source = try Self.source(name)
    let model = try RoundTrip([source])
    #expect(!model.definitions.preserved.isEmpty)
    let (text, diagnostics) = DMNWriter.xml(of: model.definitions)
    #expect(diagnostics.map(\.text) == [])
    let written = TableFile(path: "w.dmn", bytes: Array(try #require(text).utf8))
    let lost = Self.statements(try Self.root(source)).subtracting(
      Self.statements(try Self.root(written)))
    #expect(lost.sorted() == [])
    // The diagram is the one of the file, and there is only one.
    #expect(text?.components(separatedBy: "<dmndi:DMNDI>").count == 2)
    let read = try RoundTrip([written])
    #expect(read.definitions == model.definitions)
    #expect(DMNWriter.xml(of: read.definitions).text == text)
  }

  @Test(arguments: ["camunda", "kogito"]) func sheetsKeepItToo(_ name: String) throws {
    let source = try Self.source(name)
    let model = try RoundTrip([source])
    let direct = DMNWriter.xml(of: model.definitions).text
    for format in RoundTrip.Format.all {
      let read = try model.through(format)
      #expect(model.differences(read) == [], "\(format)")
      let back = try read.file(.dmn)
      #expect(
        Self.statements(try Self.root(source)).subtracting(Self.statements(try Self.root(back)))
          .sorted() == [], "\(format)")
      if format == .dmn { #expect(String(decoding: back.bytes, as: UTF8.self) == direct) }
    }
  }

  @Test func whatStoodAtADeletedRuleIsTold() throws {
    var model = try RoundTrip([Self.source("camunda")]).definitions
    var table = try #require(model.decisions[0].decisionTable)
    table.rules.removeFirst()
    model.decisions[0].expression?.kind = .decisionTable(table)
    let (text, diagnostics) = DMNWriter.xml(of: model)
    #expect(
      diagnostics.map(\.headline) == [
        "what a DMN file kept at 'decision dish / decisionTable#decisionTable_dish / "
          + "rule#DecisionRule_1' is left out"
      ])
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
    #expect(text?.contains("UnaryTests_2a") == true)
    #expect(text?.contains("Safe choice") == false)
  }

  @Test func aDiagramOfElementsThatAreGoneIsDrawnAnew() throws {
    var model = try RoundTrip([Self.source("camunda")]).definitions
    model.preserved.removeAll { $0.owner == "knowledgeSource cookbook" }
    let (text, diagnostics) = DMNWriter.xml(of: model)
    #expect(diagnostics.map(\.headline) == ["the diagram is drawn anew"])
    #expect(diagnostics.first?.found?.contains("'cookbook'") == true)
    #expect(text?.components(separatedBy: "<dmndi:DMNDI>").count == 2)
    // Its edges lead to the ids that requirements had in the file.
    #expect(text?.contains("dmnElementRef=\"InformationRequirement_guests\"") == true)
  }

  @Test func openTextTablesTellWhatTheyLeaveOut() throws {
    let model = try RoundTrip([Self.source("camunda")]).definitions
    let told = OTDTWriter.text(of: model).diagnostics.map(\.headline)
    #expect(told.contains { $0.contains("beside the model (DMNDI, association Association_1") })
  }

  @Test func whatADMNToolMadeOfAWrittenModelStays() throws {
    // A tool opens a file of Docket's, moves a box, and saves: ids and places are the tool's then.
    let model = try RoundTrip([Self.source("kogito")]).definitions
    var plain = model
    plain.preserved = []
    let written = try #require(DMNWriter.xml(of: plain).text)
    let saved = written.replacing("exporter=\"Docket\"", with: "exporter=\"Modeler\"")
      .replacing("x=\"90\"", with: "x=\"91\"")
    let read = try RoundTrip([TableFile(path: "saved.dmn", bytes: Array(saved.utf8))]).definitions
    let again = try #require(DMNWriter.xml(of: read).text)
    #expect(again.contains("x=\"91\"") == saved.contains("x=\"91\""))
    let source = try #require(XMLDocument.parse(Array(saved.utf8), file: "saved.dmn").root)
    let back = try #require(XMLDocument.parse(Array(again.utf8), file: "again.dmn").root)
    #expect(Self.statements(source).subtracting(Self.statements(back)).sorted() == [])
  }

  @Test func aSpoiltDetailIsTold() throws {
    var model = try RoundTrip([Self.source("camunda")]).definitions
    model.preserved = [PreservedXML(owner: "model", xml: "<definitions")]
    let (text, diagnostics) = DMNWriter.xml(of: model)
    #expect(text != nil)
    #expect(diagnostics.map(\.code) == [.init(DMNCode.notKept)])
  }
}
