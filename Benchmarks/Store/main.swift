// Durable steps and cases a second, and queries of a large store: `make bench`, which puts the floors
// beside them. Prints one JSON object a line.
import Casework
import Foundation
import JSON
import SQLiteStore
import Synchronization

let words = Array(CommandLine.arguments.dropFirst())
func option(_ name: String) -> String? {
  words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
}
let folder = URL(fileURLWithPath: option("--dir") ?? ".bench", isDirectory: true)
do {
  switch words.first {
  case "run":
    try Throughput(
      folder: folder, clients: option("--clients").flatMap { Int($0) } ?? 1,
      seconds: option("--seconds").flatMap { Double($0) } ?? 5
    ).measure()
  case "latency":
    try Latency(folder: folder, seconds: option("--seconds").flatMap { Double($0) } ?? 5).measure()
  case "scale":
    try Scale(folder: folder, cases: option("--cases").flatMap { Int($0) } ?? 1_000_000).measure()
  case "timers":
    try Timers(folder: folder, timers: option("--timers").flatMap { Int($0) } ?? 100_000).measure()
  default:
    print(
      "usage: docket-store-bench run|latency|scale|timers --dir DIR [--clients N] [--seconds S] [--cases N]"
    )
    exit(64)
  }
} catch {
  print("{\"error\": \"\(error)\"}")
  exit(2)
}

/// Writes one line.
func report(_ members: KeyValuePairs<String, JSONValue>) {
  let line = JSONValue.object(members.map { JSONMember($0.key, $0.value) }).text + "\n"
  FileHandle.standardOutput.write(Data(line.utf8))
}

extension JSONValue {
  static func rounded(_ number: Double, _ digits: Int = 1) -> JSONValue {
    .number(String(format: "%.\(digits)f", number))
  }
}

/// The value below which a share of the sorted numbers lie.
func quantile(_ sorted: [UInt64], _ share: Double) -> Double {
  guard !sorted.isEmpty else { return 0 }
  return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
}
