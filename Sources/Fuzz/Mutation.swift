/// Makes inputs out of good ones: pieces are cut, doubled, exchanged, and salted with tokens.
struct Mutation {
  /// Good inputs.
  let seeds: [String]
  /// Tokens of the language, put in at random.
  let tokens: [String]

  /// The longest input made.
  private static let maximumLength = 4000

  /// The input of one random stream.
  func input(_ generator: inout SeededGenerator) -> [UInt8] {
    let seed = Array((seeds.randomElement(using: &generator) ?? "").utf8)
    return Array(changed(seed, &generator).prefix(Mutation.maximumLength))
  }

  /// A good input with up to six changes.
  func changed(_ good: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = good
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      change(&bytes, &generator)
    }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let range = range(in: bytes, &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: bytes.removeSubrange(range)
    case 1: bytes.insert(contentsOf: bytes[range], at: range.lowerBound)
    case 2, 3:
      bytes.replaceSubrange(range, with: (tokens.randomElement(using: &generator) ?? "").utf8)
    case 4:
      let other = Array((seeds.randomElement(using: &generator) ?? "").utf8)
      let piece = self.range(in: other, &generator)
      bytes.replaceSubrange(range, with: other[piece])
    case 5:
      if let index = bytes.indices.randomElement(using: &generator) {
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
    default:
      // Deep nesting: one token many times.
      let token = Array((tokens.randomElement(using: &generator) ?? "").utf8)
      let times = Int.random(in: 1...400, using: &generator)
      bytes.insert(contentsOf: repeatElement(token, count: times).joined(), at: range.lowerBound)
    }
  }

  private func range(in bytes: [UInt8], _ generator: inout SeededGenerator) -> Range<Int> {
    let first = Int.random(in: 0...bytes.count, using: &generator)
    let last = Int.random(in: 0...bytes.count, using: &generator)
    return min(first, last)..<max(first, last)
  }
}
