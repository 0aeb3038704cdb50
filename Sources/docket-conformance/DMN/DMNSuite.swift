import FEEL
import Foundation
import Synchronization

/// The DMN Technology Compatibility Kit: every test case of a folder of models and test files.
enum DMNSuite: ConformanceSuite {
  static let name = "dmn"
  static let usage = "dmn DIR [--report FILE.csv]"

  static func run(_ arguments: [String]) -> Int32 {
    var arguments = arguments
    var report: String?
    if let option = arguments.firstIndex(of: "--report") {
      guard arguments.indices.contains(option + 1) else { return wrongUsage() }
      report = arguments[option + 1]
      arguments.removeSubrange(option...option + 1)
    }
    guard arguments.count == 1, let folder = arguments.first, !folder.hasPrefix("-") else {
      return wrongUsage()
    }
    let rows = runAll(below: URL(fileURLWithPath: folder, isDirectory: true))
    guard !rows.isEmpty else {
      complain("\(folder) holds no test files")
      return 2
    }
    if let report {
      do {
        try csv(rows).write(toFile: report, atomically: true, encoding: .utf8)
      } catch {
        complain("\(report) cannot be written: \(error.localizedDescription)")
        return 2
      }
    }
    let failed = rows.count { $0.failure != nil }
    print("\(rows.count - failed) passed, \(failed) failed, 0 skipped")
    return failed == 0 ? 0 : 1
  }

  private static func wrongUsage() -> Int32 {
    complain("usage: docket-conformance \(usage)")
    return 64
  }

  /// Runs all folders on all cores; the rows come in the order of the folders.
  static func runAll(below root: URL) -> [TestFolder.Row] {
    let folders = TestFolder.all(below: root)
    let seconds = Date().timeIntervalSince1970
    guard let now = DateAndTime(instant: Int128(seconds) * 1_000_000_000) else { return [] }
    let next = Mutex(0)
    let results = Mutex([Int: [TestFolder.Row]]())
    let group = DispatchGroup()
    for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) {
      group.enter()
      // Threads of our own: those of a queue have a stack too small for deep recursion.
      let thread = Thread {
        while true {
          let place = next.withLock { next in
            defer { next += 1 }
            return next
          }
          guard place < folders.count else { break }
          let rows = folders[place].run(now: now)
          results.withLock { $0[place] = rows }
        }
        group.leave()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
    let rows = results.withLock { $0 }
    return folders.indices.flatMap { rows[$0] ?? [] }
  }

  private static func csv(_ rows: [TestFolder.Row]) -> String {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\"", with: "\"\"").replacing("\n", with: " ") + "\""
    }
    var lines = ["\"folder\",\"test\",\"case\",\"result\",\"message\""]
    for row in rows {
      lines.append(
        [row.folder, row.test, row.testCase, row.failure == nil ? "SUCCESS" : "ERROR"]
          .map(quoted).joined(separator: ",") + "," + quoted(row.failure ?? ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
