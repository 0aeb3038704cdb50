import DecisionCalls
import Glibc
import JSON

/// Decides about a stream of lines on all cores, in order and in bounded memory.
struct DecisionStream: Sendable {
  let call: DecisionCall
  let console: Console

  /// The answers to a block of lines.
  private struct Answers: Sendable {
    var number: Int
    var bytes: [UInt8]
    var isGood: Bool
  }

  /// Blocks that are read, but not yet written: enough to keep all cores busy, and no more.
  private static let mostInFlight = 2 + 2 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Reads to the end; one answer for each line, blank ones among others included, so that the
  /// answer to a line stands in the line of the same number.
  func run(_ blocks: LineBlocks) async throws -> ExitCode {
    try await withThrowingTaskGroup(of: Answers.self) { group in
      var blocks = blocks
      var order = Order()
      var started = 0
      var failure: (any Error)?
      while failure == nil {
        try Task.checkCancellation()
        // Who feeds it line by line gets each answer at once.
        let limit = blocks.wouldWait ? 1 : Self.mostInFlight
        while started - order.written >= limit, let answers = try await group.next() {
          guard write(answers, &order) else { return order.code }
        }
        if limit == 1 { guard console.flush() else { return order.code } }
        do {
          guard let block = try blocks.next() else { break }
          let number = started
          group.addTask { decide(block, number) }
          started += 1
        } catch {
          failure = error
        }
      }
      while let answers = try await group.next() {
        guard write(answers, &order) else { return order.code }
      }
      console.flush()
      if let failure { throw failure }
      return order.code
    }
  }

  private func decide(_ block: LineBlocks.Block, _ number: Int) -> Answers {
    var writer = JSONWriter()
    let decider = LineDecider(call)
    let isGood = block.bytes.withUnsafeBufferPointer {
      decider.decide(block: $0, firstLine: block.firstLine, into: &writer)
    }
    return Answers(number: number, bytes: writer.bytes, isGood: isGood)
  }

  // MARK: The order of the answers

  /// Answers that came before their turn.
  private struct Order {
    var code = ExitCode.good
    /// How many blocks were written.
    var written = 0
    var waiting: [Int: Answers] = [:]
  }

  /// Writes what is next in order; whether somebody still reads.
  private func write(_ answers: Answers, _ order: inout Order) -> Bool {
    order.waiting[answers.number] = answers
    while let next = order.waiting.removeValue(forKey: order.written) {
      order.written += 1
      if !next.isGood { order.code = .findings }
      guard console.write(next.bytes) else { return false }
    }
    return true
  }
}
