import FEEL

/// What the direct way found out on its way: words in one piece of memory.
struct DirectTrace: @unchecked Sendable {
  // Nothing is changed once it is made, so threads may share it.
  private let buffer: ManagedBuffer<Head, UInt64>

  struct Head: Sendable {
    let decision: DirectDecision
    let inputs: ContextValue
    /// How many of the rejected rules are told.
    let limit: Int
    /// How many rules were looked at, those not matching among them.
    let end: Int
    let matchedCount: Int
    /// How many words there are.
    let count: Int
  }

  /// Makes room for words, which `write` fills: one a rule as `RuleFailures` reads them, in the order of
  /// the table.
  @inline(__always)
  init(_ head: Head, _ write: (UnsafeMutablePointer<UInt64>) -> Void) {
    buffer = ManagedBuffer.create(minimumCapacity: head.count) { _ in head }
    unsafe buffer.withUnsafeMutablePointerToElements { unsafe write($0) }
  }

  var head: Head { buffer.header }
  var matchedCount: Int { buffer.header.matchedCount }

  /// Runs `body` on the words.
  @inline(__always)
  func withWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
    unsafe buffer.withUnsafeMutablePointers { head, words in
      unsafe body(UnsafeBufferPointer(start: words, count: head.pointee.count))
    }
  }

  /// Calls `body` with the number of each rule, from 1, and the first column that it failed in.
  @inline(__always)
  func forEachRule(_ body: (_ rule: Int, _ column: Int?) -> Void) {
    let decision = buffer.header.decision
    unsafe withWords { words in
      for place in 0..<words.count {
        let word = unsafe words[place]
        body(
          decision.number(of: RuleFailures.rule(word)),
          RuleFailures.matches(word) ? nil : RuleFailures.firstColumn(word))
      }
    }
  }

  /// The rules that match and the others that were kept, with the columns that they failed in.
  var rules: (matched: [Int], rejected: [TableTrace.Rejection]) {
    var matched: [Int] = []
    var rejected: [TableTrace.Rejection] = []
    unsafe withWords { words in
      for place in 0..<words.count {
        let word = unsafe words[place]
        let rule = RuleFailures.rule(word)
        if RuleFailures.matches(word) {
          matched.append(rule)
        } else {
          rejected.append(TableTrace.Rejection(rule: rule, columns: RuleFailures.columns(word)))
        }
      }
    }
    return (matched, rejected)
  }
}
