import FEEL

/// The names of inputs, found among the entries of a context in hardly any time.
///
/// Two strings with the same two words are the same string: short texts stand in the words
/// themselves, and long ones are then one object. Only where the words differ are texts compared.
final class EntryNames: Sendable {
  private struct Words: BitwiseCopyable, Equatable {
    let first: UInt64
    let second: UInt64
  }

  private let names: [String]
  private let words: FlatArray<Words>

  init(_ names: [String]) {
    precondition(MemoryLayout<String>.size == MemoryLayout<Words>.size)
    self.names = names
    words = FlatArray(names.map { unsafe unsafeBitCast($0, to: Words.self) })
  }

  /// A name by its number.
  func name(_ number: Int) -> String { names[number] }

  /// The place of the entry with a name; nil if there is none.
  ///
  /// - Parameters:
  ///   - name: The number of the name.
  ///   - entries: The entries.
  ///   - hint: Where the entry probably stands.
  /// - Returns: The place.
  @inline(__always)
  func place(
    of name: Int, in entries: UnsafeBufferPointer<ContextValue.Entry>, hint: Int
  ) -> Int? {
    let wanted = words[name]
    if hint < entries.count, unsafe Self.words(entries, hint) == wanted { return hint }
    for place in 0..<entries.count where unsafe Self.words(entries, place) == wanted {
      return place
    }
    return unsafe slowPlace(of: name, in: entries)
  }

  @inline(never)
  private func slowPlace(
    of name: Int, in entries: UnsafeBufferPointer<ContextValue.Entry>
  ) -> Int? {
    let wanted = names[name]
    for place in 0..<entries.count where unsafe entries[place].key == wanted { return place }
    return nil
  }

  @inline(__always)
  private static func words(
    _ entries: UnsafeBufferPointer<ContextValue.Entry>, _ place: Int
  ) -> Words {
    // The key is the first part of an entry.
    unsafe UnsafeRawPointer(entries.baseAddress.unsafelyUnwrapped + place).load(as: Words.self)
  }
}
