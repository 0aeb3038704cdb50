/// A set of state indexes; iterating gives them in document order, which is entry order.
struct StateSet: Sendable, Hashable {
  private var words: [UInt64]

  /// An empty set for `count` states.
  init(count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func contains(_ index: Int) -> Bool {
    words[index >> 6] & (1 << UInt64(index & 63)) != 0
  }

  mutating func insert(_ index: Int) {
    words[index >> 6] |= 1 << UInt64(index & 63)
  }

  mutating func remove(_ index: Int) {
    words[index >> 6] &= ~(1 << UInt64(index & 63))
  }

  mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }

  func intersects(_ other: StateSet) -> Bool {
    zip(words, other.words).contains { $0 & $1 != 0 }
  }

  /// Whether any member lies in `range`.
  func containsAny(in range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let rest = words[index >> 6] >> UInt64(index & 63)
      if rest != 0 { return index + rest.trailingZeroBitCount < range.upperBound }
      index = (index >> 6 + 1) << 6
    }
    return false
  }

  /// The members in document order.
  var members: [Int] {
    var result = [Int]()
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(position << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}
