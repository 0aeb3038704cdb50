/// A FEEL context: named values in the order they were written (DMN 1.5 §10.3.2.6).
///
/// Contexts are small, so a name is found by looking at one entry after the other; only a large one
/// keeps an index. Values are shared, never changed in place.
public struct ContextValue: Sendable {
  /// A name with its value.
  public struct Entry: Sendable, Hashable {
    /// The name.
    public let key: String
    /// The value.
    public let value: Value

    /// Makes an entry.
    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The entries, each name once.
  public var entries: [Entry] { storage.entries }

  @usableFromInline let storage: Storage

  @usableFromInline final class Storage: Sendable {
    @usableFromInline let entries: [Entry]
    /// The places of the names; nil in a small context.
    let index: [String: Int]?

    init(entries: [Entry], index: [String: Int]?) {
      self.entries = entries
      self.index = index
    }
  }

  /// The size from which on an index pays.
  private static let indexedSize = 17

  /// A context without entries.
  public static let empty = ContextValue([])

  /// Makes a context; of several entries with one name the last one's value wins, at the first
  /// one's place.
  public init(_ entries: [Entry]) {
    if entries.count < ContextValue.indexedSize {
      var kept = entries
      for (position, entry) in entries.enumerated() where position > 0 {
        if entries[..<position].contains(where: { $0.key == entry.key }) {
          kept = ContextValue.withoutDuplicates(entries)
          break
        }
      }
      self.init(storage: Storage(entries: kept, index: nil))
      return
    }
    let kept = ContextValue.withoutDuplicates(entries)
    var index = [String: Int](minimumCapacity: kept.count)
    for (position, entry) in kept.enumerated() { index[entry.key] = position }
    self.init(storage: Storage(entries: kept, index: index))
  }

  private init(storage: Storage) { self.storage = storage }

  /// Makes a context of entries whose names are known to differ.
  public init(distinct entries: [Entry]) {
    if entries.count < ContextValue.indexedSize {
      self.init(storage: Storage(entries: entries, index: nil))
    } else {
      self.init(entries)
    }
  }

  /// Makes a context of names and values.
  public init(_ pairs: KeyValuePairs<String, Value>) {
    self.init(pairs.map { Entry($0.key, $0.value) })
  }

  private static func withoutDuplicates(_ entries: [Entry]) -> [Entry] {
    var places = [String: Int](minimumCapacity: entries.count)
    var kept = [Entry]()
    kept.reserveCapacity(entries.count)
    for entry in entries {
      if let place = places[entry.key] {
        kept[place] = entry
      } else {
        places[entry.key] = kept.count
        kept.append(entry)
      }
    }
    return kept
  }

  /// Runs `body` on the entries in place.
  @inlinable
  @inline(__always)
  package func withEntries<Result>(_ body: (UnsafeBufferPointer<Entry>) -> Result) -> Result {
    unsafe storage.entries.withUnsafeBufferPointer { unsafe body($0) }
  }

  /// How many entries there are.
  public var count: Int { storage.entries.count }
  /// Whether there are none.
  public var isEmpty: Bool { storage.entries.isEmpty }
  /// The names in order.
  public var keys: [String] { storage.entries.map(\.key) }

  /// The value of a name; nil when there is no such entry.
  public subscript(_ key: String) -> Value? {
    position(of: key).map { storage.entries[$0].value }
  }

  /// The value of a name that probably stands at `hint`; nil when there is no such entry.
  public func value(of key: String, hint: Int) -> Value? {
    let entries = storage.entries
    if hint < entries.count, hint >= 0, entries[hint].key == key { return entries[hint].value }
    return self[key]
  }

  /// The place of a name; nil when there is no such entry.
  public func position(of key: String) -> Int? {
    if let index = storage.index { return index[key] }
    return storage.entries.firstIndex { $0.key == key }
  }

  /// A copy in which `key` has `value`, at its old place or at the end.
  public func setting(_ key: String, to value: Value) -> ContextValue {
    var entries = storage.entries
    if let position = position(of: key) {
      entries[position] = Entry(key, value)
    } else {
      entries.append(Entry(key, value))
    }
    return ContextValue(distinct: entries)
  }

  /// A copy with the entries of `other` put over these.
  public func merging(_ other: ContextValue) -> ContextValue {
    ContextValue(entries + other.entries)
  }
}

extension ContextValue: Hashable {
  /// Whether both have the same names with the same values; the order does not count.
  public static func == (first: ContextValue, second: ContextValue) -> Bool {
    first.storage === second.storage
      || first.count == second.count
        && first.entries.enumerated().allSatisfy { position, entry in
          second.value(of: entry.key, hint: position) == entry.value
        }
  }

  /// Hashes names and values in a way that the order does not count.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for entry in entries { sum &+= entry.hashValue }
    hasher.combine(sum)
  }
}

extension ContextValue: ExpressibleByDictionaryLiteral {
  /// Makes a context of names and values, in the order written.
  public init(dictionaryLiteral pairs: (String, Value)...) {
    self.init(pairs.map { Entry($0.0, $0.1) })
  }
}
