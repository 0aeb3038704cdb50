import DMN
import Diagnostics
import FEEL
import Foundation

/// A folder of the TCK: models and the test files beside them.
struct TestFolder {
  /// The row of one test case in the report.
  struct Row {
    var folder: String
    var test: String
    var testCase: String
    /// Why the case failed; nil if it passed.
    var failure: String?
  }

  let url: URL
  /// The folder as the report names it, such as `compliance-level-2/0004-simpletable-U`.
  let name: String

  /// All folders below `root` that hold test files.
  static func all(below root: URL) -> [TestFolder] {
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    let folders = (found?.allObjects as? [URL] ?? [])
      .filter { $0.pathExtension == "xml" }
      .map { $0.deletingLastPathComponent().standardizedFileURL }
    let base = root.standardizedFileURL.pathComponents.count
    return Set(folders).sorted { $0.path < $1.path }.map { folder in
      TestFolder(
        url: folder, name: folder.pathComponents.dropFirst(base).joined(separator: "/"))
    }
  }

  /// Runs every test file of the folder.
  func run(now: DateAndTime) -> [Row] {
    var rows = [Row]()
    let models = files("dmn").compactMap { file in
      DMNReader.read(bytes(of: file), file: file.lastPathComponent).definitions
        .map { (file.lastPathComponent, $0) }
    }
    for file in files("xml") {
      guard let test = TestFile(bytes(of: file), file: file.lastPathComponent) else { continue }
      let name = file.deletingPathExtension().lastPathComponent
      guard let main = models.first(where: { $0.0 == test.model })?.1 else {
        rows += test.cases.map {
          Row(
            folder: self.name, test: name, testCase: $0.id,
            failure: "the model \(test.model) cannot be read")
        }
        continue
      }
      let model = CompiledModel.compile(main.withImports(among: models.map(\.1))).model
      rows += test.cases.map { testCase in
        Row(
          folder: self.name, test: name, testCase: testCase.id,
          failure: testCase.failure(in: model, now: now))
      }
    }
    return rows
  }

  private func files(_ type: String) -> [URL] {
    let all = try? FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: nil)
    return (all ?? []).filter { $0.pathExtension == type }.sorted { $0.path < $1.path }
  }

  private func bytes(of file: URL) -> [UInt8] {
    (try? Data(contentsOf: file)).map { [UInt8]($0) } ?? []
  }
}

extension Definitions {
  /// This model and those that it imports, also by way of others.
  fileprivate func withImports(among models: [Definitions]) -> [Definitions] {
    var chosen = [self]
    var next = 0
    while next < chosen.count {
      for entry in chosen[next].imports
      where !chosen.contains(where: { $0.namespace == entry.namespace }) {
        chosen += models.filter { $0.namespace == entry.namespace }
      }
      next += 1
    }
    return chosen
  }
}

extension TestFile.Case {
  /// Why the case fails; nil if all its results are as expected.
  fileprivate func failure(in model: CompiledModel, now: DateAndTime) -> String? {
    let given = ContextValue(inputs.map { ContextValue.Entry($0.name, $0.value) })
    let options = DecisionOptions(now: now)
    for expected in results {
      guard let (result, value) = evaluate(expected.name, given, model, options) else {
        return "there is nothing called \(service ?? expected.name)"
      }
      let isMet =
        expected.isError ? value.isNull || !result.errors.isEmpty : value.meets(expected.value)
      guard !isMet else { continue }
      let reasons =
        result.errors.map { "\($0.headline) \($0.found ?? "")" } + result.reasons.map(\.message)
      return "\(expected.name): expected \(expected.value.feelText), got \(value.feelText)"
        + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))")
    }
    return nil
  }

  private func evaluate(
    _ name: String, _ given: ContextValue, _ model: CompiledModel, _ options: DecisionOptions
  ) -> (DecisionResult, Value)? {
    guard let service else {
      guard let decision = model.decision(named: name) else { return nil }
      let result = decision.evaluate(given, options)
      return (result, result.value)
    }
    guard let (result, outputs) = model.evaluateService(named: service, given, options) else {
      return nil
    }
    // A service with several output decisions gives a context of their results.
    if outputs.count > 1, outputs.contains(name), case .context(let context) = result.value {
      return (result, context[name] ?? .null)
    }
    return (result, result.value)
  }
}
