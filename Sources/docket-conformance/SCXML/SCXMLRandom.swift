import Foundation
import JSON
import Synchronization

/// The model checker: random charts with random events.
///
/// What the store holds in the end, also with the process killed again and again, is what the machine in memory
/// says.
enum SCXMLRandom: ConformanceSuite {
  static let name = "scxml-random"
  static let usage = "scxml-random [--count N] [--seed N]"

  static func run(_ arguments: [String]) -> Int32 {
    var count = 100
    var seed = UInt64.random(in: 0...999_999_999)
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard ["--count", "--seed"].contains(argument),
        let value = rest.popFirst().flatMap({ UInt64($0) })
      else {
        complain("usage: docket-conformance \(usage)")
        return 64
      }
      if argument == "--seed" { seed = value } else { count = Int(min(value, 1_000_000)) }
    }
    let crash = CrashRunner(seed: seed)
    let failures = Mutex<[String]>([])
    let first = seed
    DispatchQueue.concurrentPerform(iterations: count) { number in
      if let fault = check(seed: first &+ UInt64(number), crash) {
        failures.withLock { $0.append(fault) }
      }
    }
    let failed = failures.withLock { $0 }
    for fault in failed.sorted() { print(fault) }
    print(crash.remark ?? "")
    print("\(count - failed.count) passed, \(failed.count) failed, 0 skipped")
    return failed.isEmpty ? 0 : 1
  }

  /// What differs for the chart of a seed; nil if nothing does.
  private static func check(seed: UInt64, _ crash: CrashRunner) -> String? {
    do {
      return try ScratchFolder.with { folder in
        let document = folder.appendingPathComponent("chart\(seed).scxml")
        var chart = RandomChart(seed: seed)
        try chart.text().write(to: document, atomically: true, encoding: .utf8)
        let expected = PlainRunner().run(document)
        for (mode, runner) in [("reload", ReloadRunner() as any SCXMLRunner), ("crash", crash)] {
          let found = runner.run(document)
          if found != expected {
            return "--seed \(seed) --count 1, \(mode): \(found.text) \(found.data.text); "
              + "in memory: \(expected.text) \(expected.data.text)"
          }
        }
        return nil
      }
    } catch {
      return "--seed \(seed): \(error)"
    }
  }
}
