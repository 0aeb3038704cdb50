import Casework

/// What tells a store of ours from other SQLite files.
enum StoreFormat {
  /// "DKT1".
  static let applicationID = 0x444B_5431
}

extension Connection {
  private static let version = Query("PRAGMA user_version")
  private static let application = Query("PRAGMA application_id")
  private static let tableCount = Query("SELECT count(*) FROM sqlite_schema")
  private static let insertClock = Query("INSERT INTO clock (id, kind, now) VALUES (1, ?, ?)")
  private static let foreignKeyFault = Query("PRAGMA foreign_key_check")

  /// Brings a new or older store to the newest version, in one transaction: a crash in between leaves
  /// the store as it was.
  ///
  /// - Parameters:
  ///   - path: The file, for messages.
  ///   - clock: The clock a new store gets.
  ///   - migrations: The steps there are, the oldest first.
  /// - Throws: `StoreError.unusable` for a foreign or newer file, and for one that a step finds damaged.
  func migrate(
    path: String, clock: ClockRecord, migrations: [Migration] = Migration.all
  ) throws {
    let version = try formatVersion(path: path, newest: migrations.last?.version ?? 0)
    let steps = migrations.filter { $0.version > version }
    guard let last = steps.last else { return }
    if version > 0, steps.contains(where: \.writesAnew) {
      do {
        try writeAnew()
      } catch StoreError.full(let reason) {
        throw StoreError.full(
          "\(path) is written anew once, to be brought to format \(last.version), and \(reason): make as much "
            + "room as the store takes, twice; it stays as it was")
      }
    }
    // Switched off only outside of a transaction; a table that is built anew is dropped for a moment.
    try execute("PRAGMA foreign_keys = OFF")
    try execute("BEGIN IMMEDIATE")
    do {
      for step in steps { try execute(step.statements) }
      if version == 0 {
        try run(
          Connection.insertClock, .text(clock.kind.rawValue), .integer(clock.now.microseconds))
      }
      if let table = try first(Connection.foreignKeyFault, read: { $0.text(0) }) {
        throw StoreError.unusable(
          "\(path) cannot be brought to format \(last.version): rows of its table \(table) belong to "
            + "rows that are not there; it stays as it was")
      }
      // PRAGMA takes no bound values; both numbers are constants of the program.
      try execute("PRAGMA application_id = \(StoreFormat.applicationID)")
      try execute("PRAGMA user_version = \(last.version)")
      try execute("COMMIT")
    } catch {
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
    try execute("PRAGMA foreign_keys = ON")
  }

  /// The version of the store's format; 0 for an empty file.
  ///
  /// - Throws: `StoreError.unusable` for a file of another program, or of a newer one of ours.
  func formatVersion(path: String, newest: Int = Migration.newest) throws -> Int {
    let version = try first(Connection.version) { $0.count(0) } ?? 0
    let application = try first(Connection.application) { $0.count(0) } ?? 0
    let isEmpty = try first(Connection.tableCount) { $0.count(0) } == 0
    guard application == StoreFormat.applicationID || isEmpty else {
      throw StoreError.unusable("\(path) is a database of another program, not a store of docket")
    }
    guard version <= newest else {
      throw StoreError.unusable(
        "\(path) was written by a newer version of docket: its format is \(version), this program knows "
          + "formats up to \(newest); use the newer program, or a backup from before it was used")
    }
    return version
  }
}
