import DMN
import DecisionCalls
import DecisionSheets
import Diagnostics
import FEEL
import Foundation
import JSON
import Service
import Spreadsheets
import TestSupport

/// A file in an example: its text, perhaps below lines that say what it is called and how it is stored.
///
/// - `file: rates.fods` names the file; without it, it is `rates.csv`.
/// - `bytes: hex` has the text be bytes in hexadecimal, `bytes: windows-1252` and `bytes: utf-16` the
///   encoding; `bytes: ods` packs a CSV text as a workbook.
/// - `{400 × a}` stands for 400 times `a`.
struct ExampleFile {
  var name = "rates.csv"
  var bytes: [UInt8] = []

  init(_ text: String) {
    var storage = ""
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first {
      if line.hasPrefix("file: ") {
        name = String(line.dropFirst(6))
      } else if line.hasPrefix("bytes: ") {
        storage = String(line.dropFirst(7))
      } else {
        break
      }
      lines = lines.dropFirst()
    }
    bytes = Self.stored(Self.expanded(lines.joined(separator: "\n")), as: storage)
  }

  /// The text with its repetitions written out.
  static func expanded(_ text: String) -> String {
    text.replacing(/\{([0-9]+) × ([^}]+)\}/) { match in
      String(repeating: String(match.output.2), count: Int(match.output.1) ?? 0)
    }
  }

  private static func stored(_ text: String, as storage: String) -> [UInt8] {
    switch storage {
    case "hex": return text.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) }
    case "windows-1252": return text.data(using: .windowsCP1252).map { Array($0) } ?? []
    case "utf-16": return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case "ods":
      let workbook = CSVReader.read(Array(text.utf8), file: "rates.csv").workbook
      return (try? WorkbookWriter.write(workbook, as: .ods)) ?? []
    default: return Array(text.utf8)
    }
  }

  /// What is said about the file when it lies in a folder.
  func diagnostics() -> [Diagnostic] {
    guard let folder = try? TemporaryFolder() else { return [] }
    let path = folder.path(name)
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { return [] }
    return TableFolder.load([path]).diagnostics.map { diagnostic in
      var copy = diagnostic
      copy.origin.file = name
      return copy
    }
  }
}

/// A model, and perhaps an input that is decided about.
///
/// `input: {"age": 30}` stands in a line above the model, which is a sheet or the elements of a DMN
/// file. `convert: dmn` in that place has it written in another format.
struct ExampleModel {
  private var input: JSONValue?
  private var format: String?
  /// The lines that stand above the text in the file.
  private var linesAbove = 0
  private var file: TableFile

  init(_ text: String) {
    var text = text
    if text.hasPrefix("input: ") {
      let line = text.prefix { $0 != "\n" }
      input = try? JSONValue.parse(String(line.dropFirst(7)))
      text = String(text.dropFirst(line.count + 1))
    }
    if text.hasPrefix("convert: ") {
      let line = text.prefix { $0 != "\n" }
      format = String(line.dropFirst(9))
      text = String(text.dropFirst(line.count + 1))
    }
    text = ExampleFile.expanded(text)
    let isElements =
      text.hasPrefix("<") && !text.hasPrefix("<definitions") && !text.hasPrefix("<html")
    if isElements {
      text =
        "<definitions xmlns=\"\(DMNVersion.v1_5.modelNamespace)\" name=\"m\" namespace=\"urn:m\">"
        + "\n" + text + "\n</definitions>"
      linesAbove = 1
    }
    let kind = text.hasPrefix("<") ? "dmn" : text.hasPrefix("{\n") ? "otdt" : "csv"
    file = TableFile(path: "rates.\(kind)", bytes: Array(text.utf8))
  }

  func diagnostics() -> [Diagnostic] {
    decide().map { diagnostic in
      var copy = diagnostic
      copy.origin = shifted(diagnostic.origin)
      for index in copy.notes.indices {
        copy.notes[index].origin = copy.notes[index].origin.map(shifted)
      }
      return copy
    }
  }

  private func shifted(_ origin: Origin) -> Origin {
    guard case .line(let line, let column) = origin.anchor else { return origin }
    var copy = origin
    copy.anchor = .line(line - linesAbove, column: column)
    return copy
  }

  private func decide() -> [Diagnostic] {
    let tables = TableFolder.load([file])
    if let format, let model = tables.definitions.first {
      return tables.diagnostics
        + (format == "otdt" ? OTDTWriter.text(of: model) : DMNWriter.xml(of: model)).diagnostics
    }
    guard let input, let decision = tables.model.decisions.last,
      let now = DateAndTime("2026-03-01T12:00:00Z"),
      let outcome = DecisionCall(decision, DecisionOptions(now: now), in: tables.model)
        .decide(input)
    else { return tables.diagnostics }
    return tables.diagnostics + outcome.errors + outcome.remarks
  }
}
