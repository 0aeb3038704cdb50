import DMN
import Synchronization

/// Random bytes from a supply: asking the system for a few of them costs about as much as for many.
enum Salts {
  private static let supply = Mutex<ArraySlice<UInt8>>([])

  /// So many unpredictable bytes, which nobody gets again.
  static func next(_ count: Int) -> [UInt8] {
    supply.withLock { supply in
      if supply.count < count { supply = SHA256.randomBytes(max(count, 2048))[...] }
      defer { supply.removeFirst(count) }
      return Array(supply.prefix(count))
    }
  }
}
