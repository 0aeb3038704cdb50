import CMalloc

/// Memory that was freed and that the allocator still keeps.
package enum FreedMemory {
  /// So many bytes of files leave enough behind to look for it.
  private static let worthwhile = 1 << 20

  /// Gives back to the system what reading files of so many bytes has left free.
  ///
  /// A sheet of a hundred thousand rules is some hundred megabytes of cells, of which nothing remains once its
  /// tables are compiled; the allocator would keep most of that for ever.
  package static func giveBack(afterReading bytes: Int) {
    if bytes >= worthwhile { malloc_trim(0) }
  }
}
