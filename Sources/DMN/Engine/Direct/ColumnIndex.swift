import FEEL

/// Where the parts of a column's index stand in the flat arrays of a `TableIndex`.
struct ColumnIndex: BitwiseCopyable, Sendable {
  /// The column of the table; negative for the day on which a rule holds.
  var column = 0
  /// What values have a class; nil for texts.
  var ordered: OrderKey.Kind?
  /// How many classes there are; null and all that cannot be compared are the last two.
  var classCount: UInt32 = 0
  var knowsNull = false
  /// Whether cells are sets of bits, one a class.
  var usesBits: Bool { classCount <= 64 }

  /// The digits after the point that numbers are told apart by.
  var digits = 0
  /// The bounds of an ordered column, or the places of the sorted texts.
  var bounds = 0
  var boundCount = 0
  /// The buckets that the bounds are found by: the key less `base`, shifted, is the bucket.
  var buckets = 0
  var bucketCount = 0
  var shift: UInt64 = 0
  var base: Int64 = 0

  /// The slots of the table of texts, a power of two of them.
  var slots = 0
  var slotMask = 0
  /// Whether the sorted texts are classes as bounds are.
  var isOrderedText = false

  var nullClass: UInt32 { classCount - 2 }
  var otherClass: UInt32 { classCount - 1 }
}

/// The columns of a table ready to tell the classes of values.
///
/// All parts of all columns stand in a few flat arrays.
final class ColumnIndexes: Sendable {
  let columns: FlatArray<ColumnIndex>
  private let bounds: FlatArray<Int64>
  private let buckets: FlatArray<UInt32>
  private let slots: FlatArray<TextTable.Slot>
  private let textPlaces: FlatArray<TextPlace>
  private let bytes: FlatArray<UInt8>

  /// A text that others are ordered against.
  private struct TextPlace: BitwiseCopyable {
    let start: Int
    let count: Int
  }

  var count: Int { columns.count }

  init(_ parts: [(column: Int, classes: ColumnClasses)]) {
    var columns: [ColumnIndex] = []
    var bounds: [Int64] = []
    var buckets: [UInt32] = []
    var slots: [TextTable.Slot] = []
    var places: [TextPlace] = []
    var bytes: [UInt8] = []
    for (column, classes) in parts {
      var index = ColumnIndex()
      index.column = column
      index.classCount = UInt32(classes.count)
      index.knowsNull = classes.knowsNull
      switch classes.kind {
      case .ordered(let kind):
        index.ordered = kind
        index.digits = classes.digits
        index.bounds = bounds.count
        index.boundCount = classes.bounds.count
        index.buckets = buckets.count
        buckets += Self.buckets(classes.bounds, &index)
        bounds += classes.bounds
      case .text:
        let start = UInt64(bytes.count)
        index.slots = slots.count
        index.slotMask = classes.texts.slots.count - 1
        slots += classes.texts.slots.map { slot in
          guard slot.code != 0 else { return slot }
          var moved = slot
          moved.code = classes.textClasses[Int(slot.code) - 1]
          if slot.count > TextKey.wordBytes { moved.second += start }
          return moved
        }
        bytes += classes.texts.bytes
        index.isOrderedText = !classes.sortedTexts.isEmpty
        index.bounds = places.count
        index.boundCount = classes.sortedTexts.count
        for text in classes.sortedTexts {
          places.append(TextPlace(start: bytes.count, count: text.utf8.count))
          bytes += text.utf8
        }
      }
      columns.append(index)
    }
    self.columns = FlatArray(columns)
    self.bounds = FlatArray(bounds)
    self.buckets = FlatArray(buckets)
    self.slots = FlatArray(slots)
    textPlaces = FlatArray(places)
    self.bytes = FlatArray(bytes)
  }

  /// For each bucket how many bounds lie before it, and one more for the end.
  private static func buckets(_ bounds: [Int64], _ index: inout ColumnIndex) -> [UInt32] {
    guard let first = bounds.first, let last = bounds.last else { return [0, 0] }
    index.base = first
    let width = UInt64(bitPattern: last &- first)
    // About as many buckets as bounds, and a whole power of two wide.
    var shift: UInt64 = 0
    while width >> shift >= UInt64(bounds.count * 2), shift < 63 { shift += 1 }
    index.shift = shift
    index.bucketCount = Int(width >> shift) + 1
    var buckets: [UInt32] = []
    buckets.reserveCapacity(index.bucketCount + 1)
    var place = 0
    for bucket in 0..<index.bucketCount {
      while place < bounds.count,
        UInt64(bitPattern: bounds[place] &- first) >> shift < UInt64(bucket)
      {
        place += 1
      }
      buckets.append(UInt32(place))
    }
    buckets.append(UInt32(bounds.count))
    return buckets
  }

  // MARK: Looking up

  /// What `classOf` answers for a value of which the cells cannot say anything without being
  /// evaluated.
  static let unknown = UInt32.max

  /// The class of a value.
  @inline(__always)
  func classOf(_ value: Value, _ place: Int) -> UInt32 {
    let index = columns[place]
    if let kind = index.ordered {
      if let key = OrderKey(value, digits: index.digits) {
        return key.kind == kind ? classOf(key, index) : Self.unknown
      }
    } else if case .string(let text) = value {
      return unsafe text.withRawBytes { unsafe classOf($0, index) }
    }
    if case .null = value, index.knowsNull { return index.nullClass }
    return Self.unknown
  }

  /// The class of a value that the cells cannot be compared with, where nobody asks for the reason.
  func quietClass(of value: Value, _ place: Int) -> UInt32? {
    switch value {
    case .null: columns[place].nullClass
    // Times with and without a zone are told apart, a range may equal a range, and a duration that
    // is too long for a key is one nevertheless.
    case .time, .dateTime, .range, .daysAndTimeDuration: nil
    default: columns[place].otherClass
    }
  }

  /// The place of a column of the table, if it has an index.
  func place(of column: Int) -> Int? {
    (0..<columns.count).first { columns[$0].column == column }
  }

  /// The piece of the line that a key lies in: odd at a bound, even between bounds.
  @inline(__always)
  private func classOf(_ key: OrderKey, _ index: ColumnIndex) -> UInt32 {
    if key.key < index.base || index.boundCount == 0 { return 0 }
    let bucket = UInt64(bitPattern: key.key &- index.base) >> index.shift
    if bucket >= UInt64(index.bucketCount) { return UInt32(index.boundCount * 2) }
    let start = index.buckets &+ Int(bucket)
    let first = Int(buckets[start])
    let low =
      first
      &+ bounds.count(
        upTo: key.key, from: index.bounds &+ first, Int(buckets[start &+ 1]) &- first)
    let isAtBound = low > 0 && bounds[index.bounds &+ low &- 1] == key.key && key.isExact
    return UInt32(truncatingIfNeeded: low &* 2 &- (isAtBound ? 1 : 0))
  }

  @inline(__always)
  private func classOf(_ raw: UnsafeRawBufferPointer, _ index: ColumnIndex) -> UInt32 {
    let key = unsafe TextKey(raw)
    var place = Int(truncatingIfNeeded: key.hash) & index.slotMask
    // At least half of the slots are free, so the search ends.
    while true {
      let slot = slots[index.slots &+ place]
      if slot.code == 0 { break }
      if slot.first == key.first, Int(slot.count) == key.count,
        key.isLong ? unsafe isSame(raw, at: Int(slot.second)) : slot.second == key.second
      {
        return slot.code
      }
      place = (place &+ 1) & index.slotMask
    }
    return index.isOrderedText ? unsafe gap(raw, index) : 0
  }

  @inline(never)
  private func isSame(_ raw: UnsafeRawBufferPointer, at start: Int) -> Bool {
    for offset in 0..<raw.count where unsafe raw[offset] != bytes[start + offset] { return false }
    return true
  }

  /// The piece between the sorted texts that a text lies in which is none of them.
  @inline(never)
  private func gap(_ raw: UnsafeRawBufferPointer, _ index: ColumnIndex) -> UInt32 {
    var low = 0
    var count = index.boundCount
    while count > 0 {
      let half = count / 2
      if unsafe isBefore(textPlaces[index.bounds + low + half], raw) {
        low += half + 1
        count -= half + 1
      } else {
        count = half
      }
    }
    return UInt32(low * 2)
  }

  private func isBefore(_ text: TextPlace, _ raw: UnsafeRawBufferPointer) -> Bool {
    for offset in 0..<min(text.count, raw.count) {
      let (first, second) = unsafe (bytes[text.start + offset], raw[offset])
      if first != second { return first < second }
    }
    return text.count < raw.count
  }
}
