import FEEL

/// Small numbers for the texts that a column names, found without allocation.
///
/// An open hash table over the bytes: FEEL compares code points, so canonically equivalent texts
/// are different ones, unlike for Swift's own dictionaries.
struct TextCodes: Sendable {
  private var texts: [String] = []
  private var hashes: [UInt64] = []
  /// Places in `texts` counted from 1, 0 where the slot is free; a power of two of them.
  private var slots: [UInt32] = Array(repeating: 0, count: 16)

  /// How many texts there are.
  var count: Int { texts.count }

  /// The number of a text, from 0; nil for one that the column does not name.
  @inline(__always)
  func code(of text: String) -> Int? {
    find(text, hash: Self.hash(text))
  }

  /// The number of a text, which is added if it is new.
  mutating func add(_ text: String) -> Int {
    let hash = Self.hash(text)
    if let code = find(text, hash: hash) { return code }
    texts.append(text)
    hashes.append(hash)
    if texts.count * 2 > slots.count { grow() } else { insert(texts.count - 1) }
    return texts.count - 1
  }

  @inline(__always)
  private func find(_ text: String, hash: UInt64) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    // At least half of the slots are free, so the search ends.
    while slots[slot] != 0 {
      let code = Int(slots[slot]) - 1
      if hashes[code] == hash, Value.sameText(texts[code], text) { return code }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for code in texts.indices { insert(code) }
  }

  private mutating func insert(_ code: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hashes[code]) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = UInt32(code + 1)
  }

  /// FNV-1a, with the upper half folded in, since slots are taken from the lower bits.
  @inline(__always)
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
