import Casework
import Foundation
import JSON
import SQLiteStore

/// A store with very many open cases: its start, the board, and a case by its key.
struct Scale {
  let folder: URL
  let cases: Int

  func measure() throws {
    let empty = residentBytes
    var times: [UInt64] = []
    do {
      let work = try Workload(folder: folder, database: "scale.db")
      try fill(work, &times)
      try work.store.gatherIntoOneFile()
    }
    let path = folder.appendingPathComponent("scale.db").path
    let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    var clock = DispatchTime.now().uptimeNanoseconds
    func lap() -> Double {
      let now = DispatchTime.now().uptimeNanoseconds
      defer { clock = now }
      return Double(now - clock) / 1e6
    }
    let work = try Workload(folder: folder, database: "scale.db")
    let startUp = lap()
    let checked = try Workload(folder: folder, database: "scale.db", checksIntegrity: true)
    let checkedStartUp = lap()
    withExtendedLifetime(checked) {}
    let service = work.service
    let board = try sample(50) { _ in _ = try service.status() }
    let byKey = try sample(2000) { number in
      _ = try service.show("K-\(number * 7919 % cases)", withLog: false)
    }
    let move = try sample(2000) { number in
      _ = try service.send(
        SendRequest(reference: "K-\(number * 104_729 % cases)", event: "review", wait: true))
    }
    let used = residentBytes - empty
    report([
      "what": "scale", "cases": .number("\(cases)"), "store_mb": .rounded(Double(size) / 1e6),
      "start_up_ms": .rounded(startUp), "start_up_with_check_ms": .rounded(checkedStartUp),
      "status_p50_ms": .rounded(board.p50, 3), "status_p99_ms": .rounded(board.p99, 3),
      "case_by_key_p50_ms": .rounded(byKey.p50, 3), "case_by_key_p99_ms": .rounded(byKey.p99, 3),
      "step_p50_ms": .rounded(move.p50, 3), "step_p99_ms": .rounded(move.p99, 3),
      "memory_kb_per_1000_cases": .rounded(Double(used) / 1024 / (Double(cases) / 1000), 2),
    ])
  }

  /// The first case runs its first step; the others are copies of what it then is.
  private func fill(_ work: Workload, _ times: inout [UInt64]) throws {
    let first = try work.service.start(
      StartRequest(workflow: "orders", data: Workload.data(0), key: "K-0")
    ).record
    let log = try work.store.read { try $0.log(of: first.id, after: 0, limit: 1) }
    guard let entry = log.first else { throw Workload.Failure(text: "the first case has no log") }
    for start in stride(from: 1, to: cases, by: 20_000) {
      let numbers = start..<min(cases, start + 20_000)
      try work.store.write { transaction in
        for number in numbers {
          var record = first
          record.id = CaseID(rawValue: 0)
          record.key = "K-\(number)"
          record.logCount = 0
          record.logHead = LogChain.start
          let id = try transaction.insertCase(record)
          var stored = record
          stored.id = id
          let own = LogChain.entry(
            after: LogChain.start, caseID: id, sequence: 1, at: entry.at, event: entry.event,
            from: entry.from, to: entry.to, content: entry.content ?? [])
          try transaction.append(own)
          var next = stored
          next.logCount = 1
          next.logHead = LogChain.link(of: own)
          try transaction.updateCase(next, from: stored)
        }
      }
    }
  }

  private func sample(_ count: Int, _ body: (Int) throws -> Void) throws -> (
    p50: Double, p99: Double
  ) {
    var times: [UInt64] = []
    for number in 1...count {
      let before = DispatchTime.now().uptimeNanoseconds
      try body(number)
      times.append(DispatchTime.now().uptimeNanoseconds - before)
    }
    times.sort()
    return (quantile(times, 0.5) / 1e6, quantile(times, 0.99) / 1e6)
  }

  /// The memory that the process holds.
  private var residentBytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
