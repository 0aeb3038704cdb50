import Diagnostics
import JSON
import Service

/// Decides about a stream of lines on all cores, in order and in bounded memory.
struct DecisionStream: Sendable {
  let call: DecisionCall
  let console: Console

  /// Lines that are decided together; more would take memory, fewer would leave cores idle.
  private static let batch = 4096
  /// Lines that one thread takes at a time.
  private static let share = 64

  /// Reads to the end; one answer for each line, blank ones among others included, so that the
  /// answer to a line stands in the line of the same number.
  func run(_ lines: LineReader) async throws -> ExitCode {
    var lines = lines
    var code = ExitCode.good
    while true {
      try Task.checkCancellation()
      let batch = try lines.next(Self.batch, blankLines: .countBeforeOthers)
      if batch.isEmpty { break }
      for (text, isGood) in await answers(batch) {
        console.write(text)
        if !isGood { code = .findings }
      }
      // A batch holds what was there to read: who feeds it line by line gets each answer at once.
      guard console.flush() else { break }
    }
    return code
  }

  private func answers(_ batch: [LineReader.Line]) async -> [(text: [UInt8], isGood: Bool)] {
    await withTaskGroup(of: (Int, [UInt8], Bool).self) { group in
      let shares = stride(from: 0, to: batch.count, by: Self.share)
      for first in shares {
        let part = batch[first..<min(first + Self.share, batch.count)]
        group.addTask {
          var writer = JSONWriter()
          var isGood = true
          for line in part { isGood = answer(line, &writer) && isGood }
          return (first, writer.bytes, isGood)
        }
      }
      var results: [(Int, [UInt8], Bool)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
    }
  }

  /// Writes the answer of one line; whether it was decided.
  private func answer(_ line: LineReader.Line, _ writer: inout JSONWriter) -> Bool {
    let result = line.bytes.isEmpty ? blank(line) : outcome(line)
    writer.write(result.json)
    writer.writeRaw([UInt8(ascii: "\n")])
    return result.isGood
  }

  private func blank(_ line: LineReader.Line) -> (json: JSONValue, isGood: Bool) {
    let message = "the line is blank; expected an object of inputs, or {} for none"
    return (Self.fault(ServiceCode.malformedBody.rawValue, message, line, []), false)
  }

  private func outcome(_ line: LineReader.Line) -> (json: JSONValue, isGood: Bool) {
    let input: JSONValue
    do throws(JSONError) {
      input = try JSONValue.parse(line.bytes, file: "line \(line.number)")
    } catch {
      return (
        Self.fault(
          error.diagnostic.code.id, error.diagnostic.headline, line, [error.diagnostic.json]),
        false
      )
    }
    guard let outcome = call.decide(input) else {
      return (
        Self.fault(
          ServiceCode.malformedBody.rawValue, "the line is no object of inputs", line, []), false
      )
    }
    guard let error = outcome.errors.first else { return (outcome.json, true) }
    return (
      Self.fault(error.code.id, error.headline, line, outcome.errors.map(\.json)), false
    )
  }

  private static func fault(
    _ code: String, _ message: String, _ line: LineReader.Line, _ diagnostics: [JSONValue]
  ) -> JSONValue {
    [
      "error": [
        "code": .string(code), "message": .string(message),
        "line": .number(String(line.number)), "diagnostics": .array(diagnostics),
      ]
    ]
  }
}
