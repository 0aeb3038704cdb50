/// Values that were used of late, in bounded memory.
///
/// There are two generations, of which the older is dropped when the younger is full; what is used moves into
/// the younger.
public struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline var young: [Key: Value] = [:]
  @usableFromInline var old: [Key: Value] = [:]
  @usableFromInline let limit: Int

  /// Makes an empty one.
  ///
  /// - Parameter limit: How many values a generation holds.
  @inlinable
  public init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// The value of a key; setting one makes it the youngest.
  public subscript(key: Key) -> Value? {
    @inlinable
    mutating get {
      if let value = young[key] { return value }
      guard let value = old[key] else { return nil }
      self[key] = value
      return value
    }
    @inlinable
    set {
      guard let newValue else {
        young[key] = nil
        old[key] = nil
        return
      }
      if young.count >= limit, young[key] == nil {
        old = young
        young.removeAll(keepingCapacity: true)
      }
      young[key] = newValue
    }
  }

  /// Forgets everything.
  @inlinable
  public mutating func removeAll() {
    young.removeAll()
    old.removeAll()
  }
}
