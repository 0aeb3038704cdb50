/// How much an archive may unpack to, so that a small file cannot fill the memory.
public struct ArchiveLimits: Sendable, Hashable {
  /// The most entries.
  public var entries: Int
  /// The most bytes of one entry, unpacked.
  public var entryBytes: Int
  /// The most bytes of all entries that are read, unpacked.
  public var totalBytes: Int
  /// The most bytes that one packed byte may become, for entries above 16 MiB.
  public var ratio: Int

  /// Makes limits.
  public init(entries: Int, entryBytes: Int, totalBytes: Int, ratio: Int) {
    self.entries = entries
    self.entryBytes = entryBytes
    self.totalBytes = totalBytes
    self.ratio = ratio
  }

  /// Ten thousand entries, 512 MiB each and 1 GiB together, packed at most 1 to 400: large sheets of
  /// equal rows reach 1 to 100.
  public static let standard = ArchiveLimits(
    entries: 10_000, entryBytes: 512 << 20, totalBytes: 1 << 30, ratio: 400)
}
