import DMN
import Diagnostics
import Foundation
import Spreadsheets
import Testing

@testable import DecisionSheets

/// The decision tables of real use cases, each written in FEEL and as an analyst would write it.
@Suite struct UseCaseTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/usecases", isDirectory: true)

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("feel").path)
    return (files ?? []).filter { $0.hasSuffix(".csv") }.sorted()
  }()

  private func read(
    _ form: String, _ name: String
  ) throws -> (definitions: Definitions, tests: [DecisionTest], diagnostics: [Diagnostic]) {
    let file = Self.folder.appendingPathComponent(form).appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    return ModelDescription.read(text, file: name)
  }

  @Test func allTablesAreThere() { #expect(Self.names.count == 26) }

  @Test(arguments: names) func bothFormsAreOneModel(_ name: String) throws {
    let feel = try read("feel", name)
    let analyst = try read("analyst", name)
    #expect(feel.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    #expect(analyst.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    // `not empty` says that a column holds lists, not of what.
    func text(_ definitions: Definitions) -> String {
      definitions.decisions.map(ModelDescription.text).joined().filter { $0 != " " }
        .replacing("list<string>", with: "list")
    }
    #expect(text(feel.definitions) == text(analyst.definitions))
    #expect(!feel.tests.isEmpty)
    #expect(feel.tests.map(\.expected).map(plain) == analyst.tests.map(\.expected).map(plain))
    #expect(feel.tests.map(\.inputs).map(plain) == analyst.tests.map(\.inputs).map(plain))
  }

  private func plain(_ entries: [DecisionTest.Entry]) -> String {
    entries.map { "\($0.name) = \($0.value.text)" }.joined(separator: ", ")
  }

  private func plain(_ expected: DecisionTest.Expectation) -> String {
    switch expected {
    case .noRule: "no rule"
    case .outputs(let entries): plain(entries)
    case .list(let items): items.map(plain).joined(separator: "; ")
    }
  }
}
