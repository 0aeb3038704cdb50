import DMN
import FEEL
import Foundation
import Glibc
import JSON

/// `docket bench`: how fast a table decides, in this process and on inputs read beforehand.
enum BenchCommand {
  static let description = CommandDescription(
    name: "bench",
    summary: "measures how fast a table decides",
    discussion: [
      "The inputs are read and converted beforehand; what is measured is deciding. The checksum is "
        + "over the results as JSON, one a line, so that two runs can be compared."
    ],
    arguments: [
      .init(
        name: "TABLE", help: "a file, or the name or label of a decision under --tables",
        completion: .file)
    ],
    options: [
      .value("--inputs", "FILE", "a file with one input a line", .file),
      .value("--seconds", "N", "how long to measure; 3 unless told otherwise"),
      .value("--threads", "N", "how many threads decide; 1 unless told otherwise"),
      .value("--results", "FILE", "write the results, one a line", .file),
      .flag(
        "--explain",
        "explain each decision, and read which rules matched and why the nearest others did not"),
    ],
    needsOneOf: ["--inputs"],
    examples: [
      .init(
        line: "docket bench tables/spotify/playlist.csv --inputs requests.jsonl --json",
        help: "measures for three seconds")
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let seconds = try arguments.integer("--seconds", in: 1...3600) ?? 3
    let threads = try arguments.integer("--threads", in: 1...256) ?? 1
    let clock = ContinuousClock()
    let memory = ProcessMemory.resident
    let start = clock.now
    let (decision, _) = try DecisionFinder(StoreOptions(arguments), console)
      .find(arguments.arguments[0])
    let load = start.duration(to: clock.now)
    let held = ProcessMemory.resident - memory
    let inputs = try read(arguments.value("--inputs") ?? "-", decision)
    let subject = BenchSubject(
      decision: decision, inputs: inputs, now: SystemTime.now,
      isExplained: arguments.has("--explain"))
    let results = subject.results()
    if let path = arguments.value("--results"),
      !FileManager.default.createFile(atPath: path, contents: Data(results))
    {
      throw CommandFailure(.couldNotRun, "\(path) cannot be written")
    }
    let figures = await subject.measure(seconds: seconds, threads: threads)
    let members: [JSONMember] = [
      .init("rules", .number("\(decision.ruleCount)")),
      .init("load_ms", .number("\(Int(load / .milliseconds(1)))")),
      .init("decisions_per_second", .number("\(Int(figures.perSecond))")),
      .init("p50_ns", .number("\(figures.percentile(50))")),
      .init("p99_ns", .number("\(figures.percentile(99))")),
      // What the table takes, and the most that reading it took with everything else.
      .init("table_mib", .number("\(max(0, held) >> 20)")),
      .init("peak_rss_mib", .number("\(ProcessMemory.peak >> 20)")),
      .init("checksum", .string(SHA256.version(of: results))),
    ]
    if arguments.has("--json") {
      console.print(JSONValue.object(members).text)
    } else {
      for member in members { console.print("\(member.name)  \(member.value.text)") }
    }
    return .good
  }

  private static func read(
    _ path: String, _ decision: ExecutableDecision
  ) throws(CommandFailure) -> [ContextValue] {
    var reader = try LineReader(path)
    var inputs: [ContextValue] = []
    while true {
      let lines = try reader.next(4096)
      if lines.isEmpty { break }
      for line in lines {
        let json = try JSONInput.parse(line.bytes, from: "\(path), line \(line.number)")
        guard case .context(let input) = Value(json: json, as: decision.inputType) else {
          throw CommandFailure(.findings, "\(path), line \(line.number) is no object of inputs")
        }
        inputs.append(input)
      }
    }
    guard !inputs.isEmpty else { throw CommandFailure(.findings, "\(path) holds no input") }
    return inputs
  }
}

/// A decision with the inputs that it is measured by.
private struct BenchSubject: Sendable {
  let decision: ExecutableDecision
  let inputs: [ContextValue]
  let options: DecisionOptions

  init(
    decision: ExecutableDecision, inputs: [ContextValue], now: DateAndTime, isExplained: Bool
  ) {
    self.decision = decision
    self.inputs = inputs
    options = DecisionOptions(now: now, explanation: isExplained ? .standard : .none)
  }

  /// Decides about one input and reads which rules matched and which column kept others from it, if that
  /// is asked for; answers a number so that reading is not left out.
  @inline(__always)
  private func decide(_ input: ContextValue) -> Int {
    let result = decision.evaluate(input, options)
    if options.explanation == .none { return 0 }
    var sum = 0
    result.forEachExplainedRule { rule, column in sum &+= rule ^ (column ?? -1) }
    return sum
  }

  /// The result of each input as a line of JSON.
  func results() -> [UInt8] {
    var writer = JSONWriter()
    for input in inputs {
      writer.write(decision.evaluate(input, options).value.json)
      writer.writeRaw([UInt8(ascii: "\n")])
    }
    return writer.bytes
  }

  func measure(seconds: Int, threads: Int) async -> BenchFigures {
    // Two rounds over the inputs warm caches and the allocator.
    for _ in 0..<2 { for input in inputs { _ = decide(input) } }
    return await withTaskGroup(of: BenchFigures.self) { group in
      for _ in 0..<threads { group.addTask { measure(seconds: seconds) } }
      var sum = BenchFigures()
      for await figures in group { sum.add(figures) }
      sum.samples.sort()
      return sum
    }
  }

  /// Times slices of inputs, since the clock itself costs as much as a small decision.
  private func measure(seconds: Int) -> BenchFigures {
    var figures = BenchFigures()
    let slice = 16
    let start = Self.clock()
    let end = start + UInt64(seconds) * 1_000_000_000
    var next = 0
    var count = 0
    var before = start
    var sum = 0
    while before < end {
      for _ in 0..<slice {
        sum &+= decide(inputs[next])
        next += 1
        if next == inputs.count { next = 0 }
      }
      let after = Self.clock()
      count += slice
      if figures.samples.count < 1_000_000 {
        figures.samples.append((after - before) / UInt64(slice))
      }
      before = after
    }
    figures.sum = sum
    figures.perSecond = Double(count) / (Double(before - start) / 1e9)
    return figures
  }

  private static func clock() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// What was measured: the rates of all threads together, and the time of a decision.
private struct BenchFigures: Sendable {
  var perSecond = 0.0
  /// What was read of explanations.
  var sum = 0
  /// Nanoseconds a decision.
  var samples: [UInt64] = []

  mutating func add(_ other: BenchFigures) {
    perSecond += other.perSecond
    samples += other.samples
  }

  func percentile(_ percent: Int) -> UInt64 {
    samples.isEmpty ? 0 : samples[min(samples.count - 1, samples.count * percent / 100)]
  }
}
