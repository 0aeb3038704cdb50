/// One step from a version of the store's format to the next: forward only.
///
/// Each stands in a file of its own in this folder. Once it is in use it is never changed: what was wrong
/// with it is mended by the next one.
struct Migration: Sendable {
  /// `user_version` of a store that has taken this step.
  let version: Int
  /// What it does; runs with foreign keys unchecked, so that a table may be built anew, and they are
  /// checked before it counts.
  let statements: String

  /// Whether a store that needs this step is first written anew, without what its free space holds.
  let writesAnew: Bool

  init(version: Int, writesAnew: Bool = false, _ statements: String) {
    self.version = version
    self.writesAnew = writesAnew
    self.statements = statements
  }

  /// All of them, the oldest first.
  static let all = [first, second, third, detachedSessions, fifth, sixth, seventh, eighth, ninth]

  /// The version of a store that this program writes.
  static var newest: Int { all.last?.version ?? 0 }
}
