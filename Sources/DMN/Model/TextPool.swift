/// Texts that are kept once each and told apart by their bytes: FEEL compares code points, so what
/// Swift holds for equal may be different texts.
struct TextPool: Sendable {
  private(set) var texts: [String] = []
  /// The slots of a hash table, a power of two of them, or none until a text is sought.
  ///
  /// A part of the hash stands above, the number of the text plus one below; 0 is a free slot.
  private var slots: [UInt64] = []

  var count: Int { texts.count }

  /// The number of a text, which is added if it is new.
  mutating func number(of text: String) -> UInt32 {
    if (texts.count + 1) * 2 > slots.count { grow() }
    let hash = Self.hash(text)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place] != 0 {
      let code = UInt32(truncatingIfNeeded: slots[place])
      if slots[place] >> 32 == hash >> 32, Self.isSame(texts[Int(code) - 1], text) {
        return code - 1
      }
      place = (place + 1) & (slots.count - 1)
    }
    texts.append(text)
    slots[place] = (hash & ~0xFFFF_FFFF) | UInt64(texts.count)
    return UInt32(texts.count - 1)
  }

  /// Lets go of what only finding texts needs.
  mutating func seal() { slots = [] }

  private mutating func grow() {
    var size = 16
    while size < (texts.count + 1) * 3 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    for (number, text) in texts.enumerated() {
      let hash = Self.hash(text)
      var place = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[place] != 0 { place = (place + 1) & (size - 1) }
      slots[place] = (hash & ~0xFFFF_FFFF) | UInt64(number + 1)
    }
  }

  private static func hash(_ text: String) -> UInt64 {
    // Slots are taken from the lower half, the upper one is compared.
    let hash = unsafe text.withRawBytes { unsafe TextKey($0).hash } &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 32
  }

  private static func isSame(_ first: String, _ second: String) -> Bool {
    unsafe first.withRawBytes { one in
      unsafe second.withRawBytes { other in unsafe one.elementsEqual(other) }
    }
  }
}
