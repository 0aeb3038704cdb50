/// Plain words of an index: written once, then read without reference counting.
///
/// Whoever owns it is a class that lives as long as the index; places come from the index itself, so
/// they are checked in debug builds alone.
@safe struct FlatArray<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  let count: Int
  private let base: UnsafeMutablePointer<Element>

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
