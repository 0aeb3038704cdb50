import Foundation
import JSON
import SQLiteStore
import Synchronization

/// Runs each document in processes of their own that are killed by SIGKILL at random statements and
/// commits; each next one goes on from SQLite.
///
/// Where a process dies follows from the seed alone, so a run can be repeated.
final class CrashRunner: SCXMLRunner {
  private let seed: UInt64
  private let kills = Mutex(0)

  init(seed: UInt64) { self.seed = seed }

  var remark: String? { "seed \(seed): \(kills.withLock { $0 }) kills" }

  /// Each life has more time than the one before, so that every run comes to an end.
  private static let maximumLives = 500

  func run(_ document: URL) -> SessionEnd {
    do {
      return try ScratchFolder.with { folder in
        let store = folder.appendingPathComponent("docket.db").path
        for life in 0..<Self.maximumLives {
          let outcome = try live(document, store, life: life)
          if let end = outcome { return try checked(end, store) }
          kills.withLock { $0 += 1 }
        }
        return SessionEnd(text: "does not come to an end")
      }
    } catch {
      return SessionEnd(text: "fails: \(error)")
    }
  }

  /// Runs one process; nil when it was killed.
  private func live(_ document: URL, _ store: String, life: Int) throws -> SessionEnd? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let name = document.lastPathComponent
    process.arguments = [
      SCXMLLife.name, document.path, store, String(Self.mix(seed, name, life)), String(life),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard process.terminationReason == .exit, process.terminationStatus == 0, !text.isEmpty else {
      return SessionEnd(text: "fails: the process ended with \(process.terminationStatus)")
    }
    let lines = text.split(separator: "\n", maxSplits: 1)
    return SessionEnd(
      text: String(lines.first ?? ""),
      data: lines.count == 2 ? try JSONValue.parse(String(lines[1])) : .null)
  }

  /// The end, unless the store that it leaves behind is not whole.
  private func checked(_ end: SessionEnd, _ store: String) throws -> SessionEnd {
    let findings = try StoreVerifier.verify(path: store)
    guard let first = findings.first else { return end }
    return SessionEnd(text: "\(end.text), but leaves the store broken: \(first)")
  }

  /// A seed for each life that differs from document to document.
  private static func mix(_ seed: UInt64, _ name: String, _ life: Int) -> UInt64 {
    var random = SplitMix64(seed: seed)
    var mixed = random.next()
    for byte in name.utf8 {
      random = SplitMix64(seed: mixed ^ UInt64(byte))
      mixed = random.next()
    }
    random = SplitMix64(seed: mixed &+ UInt64(life))
    return random.next()
  }
}

/// `docket-conformance scxml-life`: one such process; not for people.
enum SCXMLLife: ConformanceSuite {
  static let name = "scxml-life"
  static let usage = "scxml-life DOCUMENT STORE SEED LIFE"

  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 4, let seed = UInt64(arguments[2]), let life = Int(arguments[3]) else {
      complain("usage: docket-conformance \(usage)")
      return 64
    }
    do {
      let host = try SCXMLHost(URL(fileURLWithPath: arguments[0]), store: arguments[1]) {
        Death(seed: seed, life: life).threaten($0)
      }
      for _ in 0..<maximumTurns {
        guard case .over(let end) = try host.turn() else { continue }
        print("\(end.text)\n\(end.data.text)", terminator: "")
        return 0
      }
      print("does not come to an end", terminator: "")
    } catch let rejection as SCXMLHost.Rejection {
      print("is rejected: \(rejection.reason)", terminator: "")
    } catch {
      print("fails: \(error)", terminator: "")
    }
    return 0
  }
}

/// When a process dies: before a certain statement, or right before or after a certain commit.
private struct Death {
  private enum Moment {
    case statement(Int)
    case beforeCommit(Int)
    case afterCommit(Int)
  }

  private let moment: Moment

  init(seed: UInt64, life: Int) {
    var random = SplitMix64(seed: seed)
    moment =
      switch Int.random(in: 0..<3, using: &random) {
      case 0: .statement(Int.random(in: 1...(20 + 8 * life), using: &random))
      case 1: .beforeCommit(Int.random(in: 1...(1 + life / 2), using: &random))
      default: .afterCommit(Int.random(in: 1...(1 + life / 2), using: &random))
      }
  }

  func threaten(_ store: SQLiteStore) {
    let counts = Mutex((statements: 0, commits: 0))
    let moment = moment
    store.beforeEachStatement { sql in
      let isNow = counts.withLock { counts in
        counts.statements += 1
        let isCommit = sql == "COMMIT"
        defer { if isCommit { counts.commits += 1 } }
        return switch moment {
        case .statement(let number): counts.statements == number
        case .beforeCommit(let number): isCommit && counts.commits + 1 == number
        // The first statement after it is the first moment at which something could follow.
        case .afterCommit(let number): !isCommit && counts.commits == number
        }
      }
      if isNow { kill(getpid(), SIGKILL) }
    }
  }
}
