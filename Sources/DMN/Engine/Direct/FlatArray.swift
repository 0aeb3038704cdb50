/// Plain words of an index: written once, then read without reference counting.
///
/// Whoever owns it is a class that lives as long as the index; places come from the index itself, so
/// they are checked in debug builds alone.
@safe struct FlatArray<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  let count: Int
  fileprivate let base: UnsafeMutablePointer<Element>

  init(_ elements: [Element]) {
    count = elements.count
    unsafe base = .allocate(capacity: max(1, elements.count))
    unsafe elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe base.initialize(from: start, count: source.count)
      }
    }
  }

  /// Takes two stretches of words, one behind the other.
  init(_ first: UnsafeBufferPointer<Element>, _ second: UnsafeBufferPointer<Element>) {
    count = first.count + second.count
    unsafe base = .allocate(capacity: max(1, count))
    if let start = first.baseAddress {
      unsafe base.initialize(from: start, count: first.count)
    }
    if let start = second.baseAddress {
      unsafe (base + first.count).initialize(from: start, count: second.count)
    }
  }

  deinit { unsafe base.deallocate() }

  subscript(place: Int) -> Element {
    @inline(__always) get {
      assert(place >= 0 && place < count)
      return unsafe base[place]
    }
  }
}

extension FlatArray where Element == UInt64 {
  /// Four words at once.
  @inline(__always)
  func four(_ place: Int) -> SIMD4<UInt64> {
    assert(place >= 0 && place + 4 <= count)
    return unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD4<UInt64>.self)
  }
}

extension FlatArray where Element == UInt32 {
  /// How many of `count` ascending elements from a place on are not above a key.
  ///
  /// Each step halves them without a branch, which could not be foreseen.
  @inline(__always)
  func count(upTo key: UInt32, from start: Int, _ count: Int) -> Int {
    var low = start
    var rest = count
    while rest > 1 {
      let half = rest &>> 1
      low &+= half & (0 &- Self.isUpTo(key, self[low &+ half &- 1]))
      rest &-= half
    }
    return low &- start &+ (rest == 1 ? Self.isUpTo(key, self[low]) : 0)
  }

  /// 1 for an element that is not above a key, else 0: the sign of their difference.
  @inline(__always)
  private static func isUpTo(_ key: UInt32, _ element: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(element) &- UInt64(key) &- 1) &>> 63)
  }
}

extension FlatArray where Element == Int64 {
  /// How many of `count` ascending elements from a place on are not above a key.
  @inline(__always)
  func count(upTo key: Int64, from start: Int, _ count: Int) -> Int {
    var low = start
    var rest = count
    while rest > 0 {
      let half = rest &>> 1
      if self[low &+ half] <= key {
        low &+= half &+ 1
        rest &-= half &+ 1
      } else {
        rest = half
      }
    }
    return low &- start
  }
}
