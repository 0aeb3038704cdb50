import Foundation
import JSON
import Synchronization

/// The model checker: random charts with random events.
///
/// What the store holds in the end, also with the process killed again and again, is what the machine in memory
/// says.
enum SCXMLRandom: ConformanceSuite {
  static let name = "scxml-random"
  static let usage = "scxml-random [--count N] [--seed N] [--mode reload|crash|both] [--print]"

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = Options(arguments) else {
      complain("usage: docket-conformance \(usage)")
      return 64
    }
    let seeds = (0..<options.count).map { options.seed &+ UInt64($0) }
    if options.prints {
      for seed in seeds {
        var chart = RandomChart(seed: seed)
        print(chart.text())
      }
      return 0
    }
    let crash = CrashRunner(seed: options.seed)
    var runners: [(mode: String, runner: any SCXMLRunner)] = []
    if options.mode != .crash { runners.append(("reload", ReloadRunner(readsOnce: true))) }
    if options.mode != .reload { runners.append(("crash", crash)) }
    let modes = runners
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: seeds.count) { number in
      if let fault = check(seed: seeds[number], modes) { failures.withLock { $0.append(fault) } }
    }
    let failed = failures.withLock { $0 }
    for fault in failed.sorted() { print(fault) }
    print(
      options.mode == .reload ? "seed \(options.seed)" : crash.remark ?? "seed \(options.seed)")
    print("\(seeds.count - failed.count) passed, \(failed.count) failed, 0 skipped")
    return failed.isEmpty ? 0 : 1
  }

  /// What differs for the chart of a seed; nil if nothing does.
  private static func check(
    seed: UInt64, _ modes: [(mode: String, runner: any SCXMLRunner)]
  ) -> String? {
    do {
      return try ScratchFolder.with { folder in
        let document = folder.appendingPathComponent("chart\(seed).scxml")
        var chart = RandomChart(seed: seed)
        try chart.text().write(to: document, atomically: true, encoding: .utf8)
        let expected = PlainRunner().run(document)
        // A chart that the machine refuses, or that never rests, would compare two refusals.
        guard expected.text.hasPrefix("ends in ") || expected.text.hasPrefix("waits for ever in ")
        else { return "--seed \(seed) --count 1, in memory: \(expected.text)" }
        for (mode, runner) in modes {
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

  private struct Options {
    enum Mode: String {
      case reload
      case crash
      case both
    }

    var count = 100
    var seed = UInt64.random(in: 0...999_999_999)
    var mode = Mode.both
    var prints = false

    init?(_ arguments: [String]) {
      var rest = arguments[...]
      while let argument = rest.popFirst() {
        switch argument {
        case "--count":
          guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else { return nil }
          count = min(value, 1_000_000)
        case "--seed":
          guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
          seed = value
        case "--mode":
          guard let value = rest.popFirst().flatMap(Mode.init) else { return nil }
          mode = value
        case "--print": prints = true
        default: return nil
        }
      }
    }
  }
}
