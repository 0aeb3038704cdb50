import Casework

/// One view or one unit of changes on a connection; lives only as long as the call it is given to.
///
/// Each subject has a file of its own beside this one: its statements, and the rows they give.
struct SQLiteTransaction {
  let connection: Connection

  /// Where a list goes on: behind that row, or from the start.
  static func cursor<ID: RecordIdentifier>(_ after: ID?) -> SQLValue {
    .integer(after?.rawValue ?? 0)
  }

  /// State ids and other words without blanks as one text.
  static func words(_ words: [String]) -> SQLValue { .text(words.joined(separator: " ")) }

  static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension SQLiteTransaction: CaseTransaction {
  func nested<Result>(_ body: () throws -> Result) throws -> Result {
    try connection.nested(body)
  }
}

extension Connection {
  private static let savepoint = Query("SAVEPOINT unit")
  private static let release = Query("RELEASE unit")
  private static let undo = Query("ROLLBACK TO unit")

  /// Runs `body`; what it changed is undone when it throws.
  func nested<Result>(_ body: () throws -> Result) throws -> Result {
    try run(Connection.savepoint)
    do {
      let result = try body()
      try run(Connection.release)
      return result
    } catch {
      // After some errors SQLite has undone the whole transaction; the savepoint is gone with it.
      if isInTransaction {
        try run(Connection.undo)
        try run(Connection.release)
      }
      throw error
    }
  }
}
