/// Which index a table gets.
package enum IndexChoice {
  /// Up to so many rules sets of rules are used.
  ///
  /// They are faster than the tree at least up to twice as many rules, whatever the columns, but take
  /// more memory (docs/performance.md). Tests of the tree set it to 0.
  @TaskLocal package static var bitRules = 2048
}

/// For each class of each column the rules that let it pass, a bit a rule: the index of tables of up to
/// `IndexChoice.bitRules` rules.
///
///     rules          7 6 5 4 3 2 1 0
///     country "DE"   0 1 1 0 0 1 0 1
///     channel "web"  1 1 0 0 1 1 0 0
///     amount 740     0 1 0 1 1 1 1 1
///     and            0 1 0 0 0 1 0 0      rules 2 and 6 match
///
/// A decision takes one row of each column and passes over their words once, without a branch for each
/// rule. Rows as long as the table make the memory grow with its square, so larger tables have a tree.
struct RuleBits: ~Copyable, Sendable {
  /// So many words the rows of all columns may have, 4 MiB; columns of very many classes are left to the tree.
  private static let maximumWords = 1 << 19

  /// How many rules there are; 0 where the table has a tree instead.
  let count: Int
  private let width: Int
  /// How many words a row has: one, or a multiple of four.
  private let rowWords: Int
  /// Where the rows of each column begin.
  private let starts: FlatArray<Int>
  private let words: FlatArray<UInt64>

  init(_ rules: CodedRules) {
    let rowWords = rules.count <= 64 ? 1 : (rules.count + 255) / 256 * 4
    let classCount = (0..<rules.width).reduce(0) {
      $0 + Int(rules.columns.columns[$1].classCount)
    }
    guard rules.count > 0, rules.count <= IndexChoice.bitRules, rules.width > 0,
      classCount <= Self.maximumWords / rowWords
    else {
      count = 0
      width = 0
      self.rowWords = 0
      starts = FlatArray([])
      words = FlatArray([])
      return
    }
    count = rules.count
    width = rules.width
    self.rowWords = rowWords
    var starts: [Int] = []
    var words: [UInt64] = []
    words.reserveCapacity(classCount * rowWords)
    for column in 0..<width {
      let start = words.count
      starts.append(start)
      let classCount = Int(rules.columns.columns[column].classCount)
      words += repeatElement(0, count: classCount * rowWords)
      // Marks where the bit of a rule changes from one class to the next, then sums the marks up.
      func mark(_ place: UInt32, _ rule: Int) {
        guard place < classCount else { return }
        words[start + Int(place) * rowWords + rule / 64] ^= 1 << UInt64(rule % 64)
      }
      for rule in 0..<count {
        rules.forEachRange(rule, column) { low, high in
          mark(low, rule)
          mark(high + 1, rule)
        }
      }
      for word in start + rowWords..<max(start + rowWords, words.count) {
        words[word] ^= words[word - rowWords]
      }
    }
    self.starts = FlatArray(starts)
    self.words = FlatArray(words)
  }

  /// The row of a class in a column.
  @inline(__always)
  private func start(_ column: Int, _ classes: UnsafePointer<UInt32>) -> Int {
    starts[column] &+ Int(unsafe classes[column]) &* rowWords
  }

  // MARK: Matching

  /// Calls `body` with each rule that the indexed columns let pass, in the order of the table, until it
  /// answers false.
  @inline(__always)
  func forEachCandidate(_ classes: UnsafePointer<UInt32>, _ body: (Int) -> Bool) {
    if rowWords == 1 {
      var passing = UInt64.max
      for column in 0..<width { passing &= unsafe words[start(column, classes)] }
      while passing != 0 {
        if !body(passing.trailingZeroBitCount) { return }
        passing &= passing &- 1
      }
      return
    }
    var block = 0
    while block < rowWords {
      var passing = SIMD4<UInt64>(repeating: .max)
      for column in 0..<width { passing &= unsafe words.four(start(column, classes) &+ block) }
      if passing != .zero {
        for lane in 0..<4 {
          var word = passing[lane]
          while word != 0 {
            if !body((block &+ lane) &* 64 &+ word.trailingZeroBitCount) { return }
            word &= word &- 1
          }
        }
      }
      block &+= 4
    }
  }

  // MARK: The nearest rules

  /// Finds the rules that match and those that fail in the fewest columns; rules that fail in seven columns
  /// or more count alike.
  ///
  /// - Parameters:
  ///   - classes: The class of each indexed column's value.
  ///   - end: Rules from here on are not looked at.
  ///   - limit: How many are wanted, beside those that match.
  ///   - failures: What a failure in each indexed column adds to the word of a rule.
  ///   - body: Gets how many rules were found, how many of them match, and what writes a word for each in
  ///     the order of the table; see `RuleFailures`.
  /// - Returns: What `body` does.
  @inline(__always)
  func withNearest<Result>(
    _ classes: UnsafePointer<UInt32>, before end: Int, limit: Int,
    _ failures: borrowing FlatArray<UInt64>,
    _ body: (_ found: Int, _ matching: Int, _ write: (Words) -> Void) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(
      of: Int.self, capacity: width &+ rowWords &* 4
    ) { memory in
      // First the rows, then four sets of rules.
      let start = unsafe memory.baseAddress.unsafelyUnwrapped
      for column in 0..<width {
        unsafe (start + column).initialize(to: self.start(column, classes))
      }
      let rows = unsafe UnsafePointer(start)
      let room = unsafe UnsafeMutableRawPointer(start + width).bindMemory(
        to: UInt64.self, capacity: rowWords &* 4)
      let matching: Int
      let found: Int
      if limit == 0 || end <= limit {
        matching = unsafe keepAll(rows, end, isMatchingOnly: limit == 0, room)
        found = limit == 0 ? matching : end
      } else {
        matching = unsafe count(rows, end, room)
        found = matching &+ min(limit, end &- matching)
        unsafe choose(found &- matching, end, room)
      }
      return unsafe body(found, matching) { words in unsafe write(rows, end, room, failures, words)
      }
    }
  }

  typealias Words = UnsafeMutablePointer<UInt64>
  private typealias Rows = UnsafePointer<Int>

  /// The bits of a word that stand for rules before `end`.
  @inline(__always)
  private static func seen(_ word: Int, _ end: Int) -> UInt64 {
    word &* 64 &+ 64 <= end ? .max : (1 &<< UInt64(end & 63)) &- 1
  }

  /// Keeps all rules or those that match; how many match.
  @inline(__always)
  private func keepAll(_ rows: Rows, _ end: Int, isMatchingOnly: Bool, _ kept: Words) -> Int {
    var matching = 0
    for word in 0..<(end &+ 63) / 64 {
      let seen = Self.seen(word, end)
      var passing = seen
      for column in 0..<width { passing &= unsafe words[rows[column] &+ word] }
      if passing != 0 { matching &+= passing.nonzeroBitCount }
      unsafe (kept + word).initialize(to: isMatchingOnly ? passing : seen)
    }
    return matching
  }

  /// Counts for each rule in how many columns it fails, in three digits behind the words of those that
  /// match; how many match.
  private func count(_ rows: Rows, _ end: Int, _ room: Words) -> Int {
    var matching = 0
    for word in 0..<(end &+ 63) / 64 {
      var (ones, twos, fours): (UInt64, UInt64, UInt64) = (0, 0, 0)
      for column in 0..<width {
        // Seven stays seven.
        let failed = unsafe ~words[rows[column] &+ word] & ~(ones & twos & fours)
        let carry = ones & failed
        ones ^= failed
        fours ^= twos & carry
        twos ^= carry
      }
      let seen = Self.seen(word, end)
      let passing = ~(ones | twos | fours) & seen
      if passing != 0 { matching &+= passing.nonzeroBitCount }
      unsafe (room + word).initialize(to: passing)
      unsafe (room + (rowWords &+ word)).initialize(to: ones & seen)
      unsafe (room + (rowWords &* 2 &+ word)).initialize(to: twos & seen)
      unsafe (room + (rowWords &* 3 &+ word)).initialize(to: fours & seen)
    }
    return matching
  }

  /// Keeps so many of the rules that fail in the fewest columns beside those that match.
  private func choose(_ wanted: Int, _ end: Int, _ room: Words) {
    var rest = wanted
    for failures in UInt64(1)...7 {
      // A digit that has to be 0 is turned around. One of them has to be 1, so bits of rules that are
      // not looked at stay out.
      let one = (failures & 1) &- 1
      let two = (failures &>> 1 & 1) &- 1
      let four = (failures &>> 2) &- 1
      for word in 0..<(end &+ 63) / 64 {
        if rest == 0 { return }
        var near =
          unsafe (room[rowWords &+ word] ^ one) & (room[rowWords &* 2 &+ word] ^ two)
          & (room[rowWords &* 3 &+ word] ^ four)
        var taken: UInt64 = 0
        while near != 0, rest > 0 {
          taken |= near & (0 &- near)
          near &= near &- 1
          rest &-= 1
        }
        unsafe room[word] |= taken
      }
    }
  }

  /// Writes a word for each rule that is kept.
  @inline(__always)
  private func write(
    _ rows: Rows, _ end: Int, _ kept: Words, _ failures: borrowing FlatArray<UInt64>, _ list: Words
  ) {
    var count = 0
    for word in 0..<(end &+ 63) / 64 {
      var rest = unsafe kept[word]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        var found = UInt64(truncatingIfNeeded: word &* 64 &+ bit)
        for column in 0..<width {
          let failed = unsafe ~words[rows[column] &+ word] &>> UInt64(bit) & 1
          found &+= (0 &- failed) & failures[column]
        }
        unsafe (list + count).initialize(to: found)
        count &+= 1
        rest &= rest &- 1
      }
    }
  }
}
