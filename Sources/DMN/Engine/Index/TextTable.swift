/// A text as an index compares it: up to 16 bytes are two words, which are all of it.
struct TextKey {
  let first: UInt64
  let second: UInt64
  let count: Int

  /// Texts of more bytes are told apart by a hash and then by their bytes.
  static let wordBytes = 16

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    count = bytes.count
    switch bytes.count {
    case 8...Self.wordBytes:
      first = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      second = unsafe bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
    case 4..<8:
      let low = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
      let high = unsafe bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
      first = UInt64(low) | UInt64(high) << 32
      second = 0
    case 1..<4:
      first =
        unsafe UInt64(bytes[0]) | UInt64(bytes[bytes.count / 2]) << 8
        | UInt64(bytes[bytes.count - 1]) << 16
      second = 0
    case 0: (first, second) = (0, 0)
    default:
      first = unsafe Self.longHash(bytes)
      second = 0
    }
  }

  @inline(never)
  private static func longHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var place = 0
    while place + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      place += 8
    }
    let tail = unsafe bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
    hash = (hash ^ tail) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash >> 32)
  }

  var isLong: Bool { count > Self.wordBytes }

  /// Slots are taken from the lower bits, so the upper ones are folded in.
  @inline(__always)
  var hash: UInt64 {
    var hash = (first ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
    hash ^= (second &* 0xC2B2_AE3D_27D4_EB4F) ^ (hash >> 32)
    return hash ^ (hash >> 29)
  }
}

/// Small numbers for the texts that a column names, found by their bytes.
///
/// FEEL compares code points, so canonically equivalent texts are different ones, unlike for Swift's
/// own dictionaries.
struct TextTable {
  /// An open slot of the hash table; code 0 for a free one.
  struct Slot: BitwiseCopyable {
    var first: UInt64 = 0
    /// The second word, or for a long text the offset of its bytes.
    var second: UInt64 = 0
    var count: UInt32 = 0
    var code: UInt32 = 0
  }

  private(set) var texts: [String] = []
  private(set) var slots = [Slot](repeating: Slot(), count: 8)
  /// The bytes of the long texts.
  private(set) var bytes: [UInt8] = []

  /// The number of a text, from 0, which is added if it is new.
  mutating func add(_ text: String) -> Int {
    if let known = code(of: text) { return known }
    texts.append(text)
    if texts.count * 2 > slots.count {
      slots = [Slot](repeating: Slot(), count: slots.count * 2)
      bytes.removeAll(keepingCapacity: true)
      for code in texts.indices { insert(texts[code], code) }
    } else {
      insert(text, texts.count - 1)
    }
    return texts.count - 1
  }

  /// The number of a text; nil if it was not added.
  func code(of text: String) -> Int? {
    unsafe text.withRawBytes { raw -> Int? in
      let key = unsafe TextKey(raw)
      var place = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
      while slots[place].code != 0 {
        if unsafe isSame(slots[place], key, raw) { return Int(slots[place].code) - 1 }
        place = (place + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  private func isSame(_ slot: Slot, _ key: TextKey, _ raw: UnsafeRawBufferPointer) -> Bool {
    guard slot.first == key.first, Int(slot.count) == key.count else { return false }
    if !key.isLong { return slot.second == key.second }
    let start = Int(slot.second)
    return unsafe bytes[start..<start + key.count].elementsEqual(raw)
  }

  private mutating func insert(_ text: String, _ code: Int) {
    let (key, added) = unsafe text.withRawBytes { raw -> (TextKey, [UInt8]) in
      let key = unsafe TextKey(raw)
      return (key, key.isLong ? unsafe Array(raw) : [])
    }
    var place = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
    while slots[place].code != 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = Slot(
      first: key.first, second: key.isLong ? UInt64(bytes.count) : key.second,
      count: UInt32(key.count), code: UInt32(code + 1))
    bytes += added
  }

  /// Gives the texts other codes, `codes[old]`.
  mutating func renumber(_ codes: [UInt32]) {
    for place in slots.indices where slots[place].code != 0 {
      slots[place].code = codes[Int(slots[place].code) - 1] + 1
    }
  }
}

extension String {
  /// Runs `body` on the UTF-8 bytes, in place where the text has them in one piece.
  @inline(__always)
  func withRawBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    if let result = unsafe utf8.withContiguousStorageIfAvailable({
      unsafe body(UnsafeRawBufferPointer($0))
    }) {
      return result
    }
    return unsafe Array(utf8).withUnsafeBytes { unsafe body($0) }
  }
}
