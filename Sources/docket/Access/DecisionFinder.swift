import DMN
import DecisionSheets
import Diagnostics
import Foundation
import Service

/// Finds the decision that a command means: in a file, or by name under the folder of the tables.
struct DecisionFinder {
  private let options: StoreOptions
  private let console: Console

  init(_ options: StoreOptions, _ console: Console) {
    self.options = options
    self.console = console
  }

  /// Finds it; faults of its file are shown.
  ///
  /// - Throws: `CommandFailure` when there is none, or its file is faulty.
  func find(
    _ name: String
  ) throws(CommandFailure) -> (decision: ExecutableDecision, model: CompiledModel) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), !isFolder.boolValue {
      return try inFile(name)
    }
    let tables = TableFolder.load([options.tables])
    guard let decision = tables.model.decision(named: name) else {
      try refuseMissingFile(name)
      try refuseFaults(tables, about: name)
      throw CommandFailure(
        .couldNotRun, Problem.unknownDecision(name, in: tables.model).detail)
    }
    try refuseFaults(of: decision, in: tables)
    return (decision, tables.model)
  }

  /// What looks like a path means a file, not a name.
  private func refuseMissingFile(_ name: String) throws(CommandFailure) {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let ending = last.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last
    guard name.contains("/") || TableFiles.extensions.contains(ending?.lowercased() ?? "") else {
      return
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      throw CommandFailure(.couldNotRun, "\(name) is a folder; name a file or a decision")
    }
    let folder = name.contains("/") ? String(name.dropLast(last.count)) : ""
    var paths = [String: String]()
    let beside = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    for file in beside ?? [] { paths[file] = folder + file }
    let below = try? FileManager.default.subpathsOfDirectory(atPath: options.tables)
    for path in (below ?? []).prefix(10_000) {
      let file = path.split(separator: "/").last.map(String.init) ?? path
      if paths[file] == nil { paths[file] = "\(options.tables)/\(path)" }
    }
    let nearest =
      paths[last] ?? Suggestion.nearest(to: last, among: paths.keys.sorted()).flatMap { paths[$0] }
    throw CommandFailure(
      .couldNotRun,
      "there is no file \(name)" + (nearest.map { " (did you mean \"\($0)\"?)" } ?? ""))
  }

  /// A file decides together with its neighbours, to which it may link.
  private func inFile(
    _ path: String
  ) throws(CommandFailure) -> (decision: ExecutableDecision, model: CompiledModel) {
    let isBelow = path.hasPrefix(options.tables + "/")
    let tables = TableFolder.load(isBelow ? [options.tables] : [path])
    let decisions = tables.model.decisions.filter { $0.origin.file == path }
    let stem = path.split(separator: "/").last?.split(separator: ".").first.map(String.init)
    let named = decisions.first { $0.name == stem || $0.label == stem }
    guard let decision = decisions.count == 1 ? decisions[0] : named else {
      try refuseFaults(tables, about: path)
      let names = decisions.map(\.name).joined(separator: ", ")
      throw CommandFailure(
        .couldNotRun,
        names.isEmpty
          ? "\(path) holds no decision" : "\(path) holds several decisions, name one: \(names)")
    }
    try refuseFaults(of: decision, in: tables)
    return (decision, tables.model)
  }

  private func refuseFaults(
    of decision: ExecutableDecision, in tables: LoadedTables
  ) throws(CommandFailure) {
    let faults = tables.diagnostics.filter {
      $0.severity == .error && $0.origin.file == decision.origin.file
    }
    try refuse(faults, "\(decision.origin.file) has faults, so it decides nothing")
  }

  /// A decision that is not there may stand in a file that could not be read.
  private func refuseFaults(_ tables: LoadedTables, about name: String) throws(CommandFailure) {
    let faults = tables.diagnostics.filter { $0.severity == .error }
    try refuse(faults, "\"\(name)\" was not found, and some files have faults")
  }

  private func refuse(_ faults: [Diagnostic], _ message: String) throws(CommandFailure) {
    guard !faults.isEmpty else { return }
    for fault in faults { DiagnosticPrinter(console).print(fault) }
    throw CommandFailure(.couldNotRun, message)
  }
}
