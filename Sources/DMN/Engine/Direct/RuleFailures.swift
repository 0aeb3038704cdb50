/// A rule and the columns in which it does not match, in one word: the place of the rule, the number of
/// those columns, and a bit for each.
enum RuleFailures {
  /// So many columns of a table can be told.
  static let maximumColumns = 32
  /// So many rules have places that fit.
  static let maximumRules = 1 << 26

  /// What a failure in a column of the table adds to the word of a rule; nothing for the day on which
  /// rules hold.
  static func failure(in column: Int) -> UInt64 {
    column < 0 || column >= maximumColumns ? 0 : 1 << UInt64(column + 32) + 1 << 26
  }

  @inline(__always)
  static func rule(_ word: UInt64) -> Int { Int(word & UInt64(maximumRules - 1)) }

  /// In how many columns the rule fails.
  @inline(__always)
  static func count(_ word: UInt64) -> Int { Int(word &>> 26 & 63) }

  @inline(__always)
  static func matches(_ word: UInt64) -> Bool { word &>> 26 == 0 }

  /// The first column in which a rule fails that does so in one.
  @inline(__always)
  static func firstColumn(_ word: UInt64) -> Int { (word &>> 32).trailingZeroBitCount }

  /// All columns in which the rule fails.
  static func columns(_ word: UInt64) -> [Int] {
    (0..<maximumColumns).filter { word >> UInt64($0 + 32) & 1 != 0 }
  }

  /// Keeps the rules that match and so many of the others, those that fail in the fewest columns; the order
  /// stays.
  ///
  /// - Returns: How many are left, at the beginning of the words.
  static func keepNearest(_ words: UnsafeMutableBufferPointer<UInt64>, limit: Int) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { counts in
      unsafe counts.initialize(repeating: 0)
      for place in 0..<words.count { unsafe counts[count(words[place])] &+= 1 }
      // Those that fail in fewer columns than `most` are kept, and some that fail in as many.
      var (most, rest) = (1, limit)
      while most < 63, unsafe counts[most] <= rest {
        rest &-= unsafe counts[most]
        most &+= 1
      }
      var kept = 0
      for place in 0..<words.count {
        let word = unsafe words[place]
        let failures = count(word)
        unsafe words[kept] = word
        if failures < most {
          kept &+= 1
        } else if failures == most, rest > 0 {
          kept &+= 1
          rest &-= 1
        }
      }
      return kept
    }
  }
}
