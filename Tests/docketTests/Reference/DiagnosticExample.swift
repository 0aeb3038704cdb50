import Calendars
import Connectors
import DecisionSheets
import Diagnostics
import FEEL
import Foundation
import JSON
import Runner
import Spreadsheets
import Statechart
import TestSupport
import Testing
import WorkflowSheets

/// A text that brings a diagnostic, and the same text mended.
struct DiagnosticExample: Sendable, CustomTestStringConvertible {
  /// What the texts of a file are.
  enum Kind: String, Sendable, CaseIterable {
    case feel, sheets, workflows, calendars, intake, models, files, json
  }

  var kind: Kind
  var code: String
  var faulty: String
  var mended: String
  var testDescription: String { code }

  /// The examples in the order of their codes, from the files beside this one.
  static let all = Kind.allCases.flatMap(read)

  private static func read(_ kind: Kind) -> [DiagnosticExample] {
    let file = Corpus.package
      .appending(path: "Tests/docketTests/Reference/Examples/\(kind.rawValue).txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n=== ").dropFirst().compactMap { part in
      let lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard let code = lines.first, let bar = lines.firstIndex(of: "---") else { return nil }
      return DiagnosticExample(
        kind: kind, code: code, faulty: lines[1..<bar].joined(separator: "\n"),
        mended: lines[(bar + 1)...].joined(separator: "\n")
          .trimmingCharacters(in: .newlines))
    }
  }

  /// What is said about one of the texts.
  func diagnostics(of text: String) -> [Diagnostic] {
    switch kind {
    case .feel: Self.feelDiagnostics(of: text)
    case .sheets: Self.sheetDiagnostics(of: text)
    case .workflows: Self.workflowDiagnostics(of: text)
    case .calendars: Self.calendarDiagnostics(of: text)
    case .intake: Self.intakeDiagnostics(of: text)
    case .models: ExampleModel(text).diagnostics()
    case .files: ExampleFile(text).diagnostics()
    case .json: Self.jsonDiagnostics(of: text)
    }
  }

  /// Codes without an example, and why: all are covered by tests of their own targets.
  static let waived = [
    "CAL-011": "two files that hold calendars of one name",
    "INTAKE-005": "a workflow that is in no other file",
    "INTAKE-011": "a workflow that declares other data",
    "INTAKE-012": "a workflow that takes other events",
    "INTAKE-009": "two files that hold sheets of one intake",
    "DMN-031": "a character that no text should hold, such as U+0001",
    "FEEL-205": "an evaluation of more than 30 seconds",
    "XML-003": "a file of more than 128 MiB",
    "XML-008": "a file of more than four million elements",
  ]

  private static func intakeDiagnostics(of text: String) -> [Diagnostic] {
    let workbook = CSVReader.read(Array(text.utf8), file: "intake.csv").workbook
    return workbook.sheets.flatMap { IntakeSheetReader.read($0).diagnostics }
  }

  private static func jsonDiagnostics(of text: String) -> [Diagnostic] {
    do throws(JSONError) {
      _ = try JSONValue.parse(ExampleFile(text).bytes, file: "input.json")
      return []
    } catch {
      return [error.diagnostic]
    }
  }
}

extension DiagnosticExample {
  private static let cell = Origin(
    file: "rates.csv", anchor: .cell(sheet: nil, reference: "C5"))

  private static let variables: [(name: String, type: String, literal: String)] = [
    ("age", "number", "30"), ("tier", "string", "\"gold\""),
    (
      "order", "context<total: number, items: list<number>>",
      "{total: 120, items: [40, 80]}"
    ),
  ]

  private static func feelDiagnostics(of text: String) -> [Diagnostic] {
    var scope = Scope()
    for variable in variables {
      scope.declare(variable.name, type: FEELType(parsing: variable.type) ?? .any)
    }
    let text = ExampleFile.expanded(text)
    let compiler = FEELCompiler(scope: scope)
    if text.hasPrefix("tests:") {
      return compiler.unaryTests(String(text.dropFirst(6)), at: cell).diagnostics
    }
    let (compiled, diagnostics) = compiler.expression(text, at: cell)
    guard let compiled, let now = DateAndTime("2026-03-01T12:00:00Z") else { return diagnostics }
    // The limits are smaller than those in force, so that the examples are quick.
    let evaluation = Evaluation(
      now: now, limits: Limits(steps: 1_000_000, listCount: 100_000, stringBytes: 1 << 20))
    let values = variables.map { variable in
      FEELCompiler(scope: Scope()).expression(variable.literal, at: cell).compiled?
        .evaluate([], evaluation) ?? .null
    }
    _ = compiled.evaluate(values, evaluation)
    return diagnostics + evaluation.reasons.map { $0.diagnostic(.warning, at: cell) }
      + (evaluation.failure.map { failure in
        [
          Diagnostic(
            failure.code, at: failure.origin ?? cell, failure.message, mend: failure.code.mend)
        ]
      } ?? [])
  }

  private static let urgency = DecisionInterface(
    name: "urgency", label: "Urgency", inputs: [.init("days")],
    outputs: [.init("urgency", type: "string", values: ["high", "low"])])

  private static func sheetDiagnostics(of text: String) -> [Diagnostic] {
    // A DMN model that is to become a sheet.
    if text.hasPrefix("<") {
      let file = TableFile(path: "rates.dmn", bytes: Array(text.utf8))
      guard let model = TableFolder.load([file]).definitions.first else { return [] }
      return DecisionSheetWriter.write(model, tests: [], as: .csv, file: "rates.csv").diagnostics
    }
    return TableFolder.load([TableFile(path: "rates.csv", bytes: Array(text.utf8))]).diagnostics
  }

  /// A calendar, or a workflow beside the calendar `office`.
  private static func calendarDiagnostics(of text: String) -> [Diagnostic] {
    let workbook = CSVReader.read(Array(text.utf8), file: "office.csv").workbook
    if let sheet = workbook.sheets.first, CalendarSheetReader.isCalendar(sheet) {
      return CalendarSheetReader.read(sheet).diagnostics
    }
    let path = text.hasPrefix("<") ? "leave.scxml" : "leave.csv"
    return WorkflowSource.read(
      SourceFile(path: path, bytes: Array(text.utf8)), tables: .empty, calendars: ["office"]
    ).flatMap(\.diagnostics)
  }

  private static func workflowDiagnostics(of text: String) -> [Diagnostic] {
    // A statechart that is to become a sheet.
    if text.hasPrefix("<") {
      let (document, diagnostics) = StatechartReader.read(text: text, file: "leave.scxml")
      guard let document else { return diagnostics }
      return diagnostics + WorkflowSheetWriter.sheet(of: document).diagnostics
    }
    let workbook = CSVReader.read(Array(text.utf8), file: "leave.csv").workbook
    guard let sheet = workbook.sheets.first else { return [] }
    let (document, diagnostics) = WorkflowSheetReader.read(sheet, decisions: [urgency])
    guard let document, !diagnostics.hasErrors else { return diagnostics }
    return diagnostics + CompiledStatechart.compile(document).diagnostics
  }
}
