import DMN
import DecisionSheets
import Diagnostics
import Foundation
import Spreadsheets

/// Reads what is to be converted.
enum ConversionSource {
  /// Sees to it that there is a file to convert.
  ///
  /// - Throws: `CommandFailure` when there is none, or a folder.
  static func check(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandFailure(.couldNotRun, "there is no file \(path)")
    }
    guard !isFolder.boolValue else {
      throw CommandFailure(
        .couldNotRun, "\(path) is a folder", details: ["name one file of tables in it"])
    }
  }

  /// Reads a file and the tests beside it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - table: The name or label of the only table that goes; nil for all.
  ///   - target: The path of the file that is written.
  /// - Returns: The tables, or what is wrong with them.
  /// - Throws: `CommandFailure` when there is no such table.
  static func read(
    _ path: String, table: String?, target: String
  ) throws -> (conversion: TableConversion?, diagnostics: [Diagnostic]) {
    try refuseWorkflow(in: path)
    let loaded = TableFolder.load(
      [path] + testFiles(beside: path), options: TableOptions(preservesXML: true))
    guard !loaded.diagnostics.hasErrors else { return (nil, loaded.diagnostics) }
    guard let definitions = loaded.definitions.first(where: { $0.origin.file == path }) else {
      throw CommandFailure(.couldNotRun, "\(path) holds no decision table")
    }
    var conversion = TableConversion(
      definitions: definitions, tests: loaded.tests, target: target)
    if let table { try conversion.keep(table) }
    return (conversion, [])
  }

  /// Reads back what was written.
  ///
  /// - Returns: What is not the same any more; empty if nothing was lost.
  static func differences(_ conversion: TableConversion, _ bytes: [UInt8]) -> [String] {
    let read = TableFolder.load(
      [TableFile(path: conversion.target, bytes: bytes)], options: TableOptions(preservesXML: true))
    let faults = read.diagnostics.filter { $0.severity == .error }.map(\.text)
    guard faults.isEmpty, let definitions = read.definitions.first else {
      return faults.isEmpty ? ["no table was found in it"] : faults
    }
    return ModelComparison.differences(
      (conversion.definitions, conversion.tests), (definitions, read.tests))
  }

  /// A workflow beside the tables would be lost on the way, so the file is not converted at all.
  private static func refuseWorkflow(in path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else { return }
    let file = TableFile(path: path, bytes: Array(data))
    guard !file.isDMN else { return }
    let workbook = WorkbookReader.read(file.bytes, file: path).workbook
    guard DecisionSheetReader.isWorkflow(workbook), DecisionSheetReader.holdsTable(workbook) else {
      return
    }
    throw CommandFailure(
      .findings, "\(path) holds a workflow beside its tables, and nothing was written",
      details: ["put the workflow into a file of its own, and convert both"])
  }

  /// `NAME.tests.csv` and its relatives.
  private static func testFiles(beside path: String) -> [String] {
    guard let point = path.lastIndex(of: "."), !path[..<point].hasSuffix(".tests") else {
      return []
    }
    return TableFiles.extensions.sorted().map { "\(path[..<point]).tests.\($0)" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }
}

extension TableConversion {
  /// Leaves one table, and what it takes results from.
  mutating func keep(_ table: String) throws {
    guard
      let wanted = definitions.decisions.first(where: { $0.name == table })
        ?? definitions.decisions.first(where: { $0.label == table })
    else {
      let names = definitions.decisions.map(\.name)
      throw CommandFailure(
        .couldNotRun, "there is no table '\(table)'" + Suggestion.didYouMean(table, among: names),
        details: ["there are \(names.joined(separator: ", "))"])
    }
    var needed: Set<String> = []
    var open = [wanted.id]
    while let id = open.popLast() {
      guard needed.insert(id).inserted else { continue }
      let decision = definitions.decisions.first { $0.id == id }
      open += (decision?.requirements ?? []).map(\.reference.id)
    }
    definitions.decisions.removeAll { !needed.contains($0.id) }
    definitions.inputData.removeAll { !needed.contains($0.id) }
    definitions.businessKnowledgeModels.removeAll { !needed.contains($0.id) }
    definitions.decisionServices.removeAll { !needed.contains($0.id) }
    definitions.keepPreserved(ofElements: needed)
    let names = Set(definitions.decisions.map(\.name))
    tests.removeAll { !names.contains($0.decision) }
  }
}
