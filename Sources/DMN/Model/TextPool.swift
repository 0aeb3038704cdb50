/// Texts that are kept once each, in one piece of memory, and told apart by their bytes: FEEL compares
/// code points, so what Swift holds for equal may be different texts.
struct TextPool: Sendable {
  /// The bytes of all texts, one behind the other.
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  /// The slots of a hash table, a power of two of them, or none until a text is sought.
  ///
  /// A part of the hash stands above, the number of the text plus one below; 0 is a free slot.
  private var slots: [UInt64] = []

  var count: Int { ends.count }

  /// A text by its number.
  subscript(number: Int) -> String { String(decoding: bytes[place(of: number)], as: UTF8.self) }

  /// The number of a text, which is added if it is new.
  mutating func number(of text: String) -> UInt32 {
    if (count + 1) * 2 > slots.count { grow() }
    return unsafe text.withRawBytes { raw in unsafe number(of: raw) }
  }

  private mutating func number(of raw: UnsafeRawBufferPointer) -> UInt32 {
    let hash = unsafe Self.hash(raw)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = UInt32(truncatingIfNeeded: slots[slot]) - 1
      if slots[slot] >> 32 == hash >> 32, unsafe isSame(Int(number), raw) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    unsafe bytes.append(contentsOf: raw)
    ends.append(bytes.count)
    slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(count)
    return UInt32(count - 1)
  }

  /// Adds the texts of another pool.
  ///
  /// - Returns: The number of each of them here.
  mutating func add(_ other: TextPool) -> [UInt32] {
    (0..<other.count).map { number in
      if (count + 1) * 2 > slots.count { grow() }
      let place = other.place(of: number)
      return unsafe other.bytes.withUnsafeBytes { all in
        unsafe self.number(of: UnsafeRawBufferPointer(rebasing: all[place]))
      }
    }
  }

  /// Lets go of what only finding texts needs.
  mutating func seal() {
    slots = []
    // A copy is as long as it needs to be.
    bytes = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    ends = unsafe ends.withUnsafeBufferPointer { unsafe Array($0) }
  }

  private mutating func grow() {
    var size = 16
    while size < (count + 1) * 3 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    for number in 0..<count {
      let place = place(of: number)
      let hash = unsafe bytes.withUnsafeBytes { all in
        unsafe Self.hash(UnsafeRawBufferPointer(rebasing: all[place]))
      }
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(number + 1)
    }
  }

  private func place(of number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private static func hash(_ raw: UnsafeRawBufferPointer) -> UInt64 {
    // Slots are taken from the lower half, the upper one is compared.
    let hash = unsafe TextKey(raw).hash &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 32
  }

  private func isSame(_ number: Int, _ raw: UnsafeRawBufferPointer) -> Bool {
    let place = place(of: number)
    guard place.count == raw.count else { return false }
    return unsafe bytes[place].elementsEqual(raw)
  }
}
