internal import CGatheringVFS
internal import CSQLite
import Casework

/// One connection to a database file; owns one C handle and the statements prepared on it.
///
/// A connection is used by one thread at a time; whoever holds it sees to that.
@safe
final class Connection {
  enum Access: Equatable {
    /// The one that writes; `stays` if the process does, so that commits need not hold what it knows.
    case writer(stays: Bool)
    case reader
  }

  /// How many milliseconds a statement waits for another process.
  static let patience: Int32 = 5000

  /// Whether something was erased that older pages of the write-ahead log may still hold.
  var hasErased = false
  private let handle: OpaquePointer
  private var statements: [ObjectIdentifier: Statement] = [:]
  /// What a reader's view goes by when it asks by state; nil where the index is known to agree with it.
  var indexMark: IndexLag.Mark?
  /// What need not be read again; nil for a connection that only reads.
  let memory: WriterMemory?
  /// Whether the open transaction can undo a part of itself; see `commit`.
  var usesSavepoints = false
  /// Whether a part of the open transaction was to be undone, but there was no savepoint.
  var needsSavepoints = false
  /// Called before every statement is run; a test makes the n-th one fail or end the process.
  var beforeStatement: ((String) throws -> Void)?

  init(path: String, access: Access) throws {
    _ = Connection.prepareLibrary
    if case .writer(let stays) = access {
      memory = WriterMemory(stays: stays)
    } else {
      memory = nil
    }
    var pointer: OpaquePointer?
    // The owner lets one thread in at a time, so SQLite's own mutexes would only cost.
    let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let flags =
      access == .reader
      ? SQLITE_OPEN_READONLY | common : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | common
    let files = unsafe access == .reader ? nil : docket_gathering_vfs()
    let code = unsafe sqlite3_open_v2(path, &pointer, flags, files)
    guard code == SQLITE_OK, let opened = unsafe pointer else {
      let text = unsafe String(cString: sqlite3_errstr(code))
      unsafe sqlite3_close_v2(pointer)
      throw StoreError.unusable("cannot open the store \(path): \(text)")
    }
    unsafe handle = opened
    unsafe sqlite3_busy_timeout(handle, Self.patience)
    unsafe docket_sqlite3_db_config_flag(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    unsafe docket_sqlite3_db_config_flag(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    if access == .reader {
      // Before SQLite 3.51.3 two connections that checkpoint at once can damage the WAL: only the
      // writer does.
      unsafe docket_sqlite3_db_config_flag(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }
  }

  /// Done once, before the first connection: SQLite counts the memory it uses under one lock for all
  /// threads, and nobody asks for the count.
  private static let prepareLibrary: Void = {
    _ = docket_sqlite3_config_flag(SQLITE_CONFIG_MEMSTATUS, 0)
  }()

  deinit {
    statements.removeAll()
    unsafe sqlite3_close_v2(handle)
  }

  /// Whether a transaction is open; SQLite ends it by itself after some errors.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// The number of rows that the last statement changed.
  var changedRows: Int { Int(unsafe sqlite3_changes64(handle)) }

  /// The number of rows that were changed since the connection was opened.
  var changeCount: Int64 { unsafe sqlite3_total_changes64(handle) }

  /// The number of the row inserted last.
  var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

  /// Runs statements that have neither values nor rows.
  func execute(_ sql: String) throws {
    try beforeStatement?(sql)
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql: sql) }
  }

  /// Runs a statement that gives no rows.
  func run(_ query: Query, _ values: SQLValue...) throws {
    try beforeStatement?(query.sql)
    let statement = try prepared(query)
    defer { statement.reset() }
    try statement.bind(values)
    _ = try statement.step()
  }

  /// The first row of a statement, read by `read`; nil when there is none.
  func first<Result>(
    _ query: Query, _ values: SQLValue..., read: (Row) throws -> Result
  ) throws -> Result? {
    try beforeStatement?(query.sql)
    let statement = try prepared(query)
    defer { statement.reset() }
    try statement.bind(values)
    return try statement.step() ? try read(statement.row) : nil
  }

  /// All rows of a statement, read by `read`.
  func all<Result>(
    _ query: Query, _ values: SQLValue..., read: (Row) throws -> Result
  ) throws -> [Result] {
    try beforeStatement?(query.sql)
    let statement = try prepared(query)
    defer { statement.reset() }
    try statement.bind(values)
    var rows = [Result]()
    while try statement.step() { rows.append(try read(statement.row)) }
    return rows
  }

  /// Hands the rows of a statement to `body` one by one, until it answers false.
  func each(_ query: Query, _ values: SQLValue..., body: (Row) throws -> Bool) throws {
    try beforeStatement?(query.sql)
    let statement = try prepared(query)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {
      guard try body(statement.row) else { return }
    }
  }

  /// Writes the last commit to a new file, which needs no other files beside it; others read and write
  /// meanwhile.
  func copy(into file: String) throws {
    var pointer: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let opened = unsafe sqlite3_open_v2(file, &pointer, flags, nil)
    defer { unsafe sqlite3_close_v2(pointer) }
    guard opened == SQLITE_OK,
      let backup = unsafe sqlite3_backup_init(pointer, "main", handle, "main")
    else {
      throw StoreError.unusable(
        "cannot write \(file): \(unsafe String(cString: sqlite3_errstr(opened)))")
    }
    // All pages in one step: one view of one commit, and never begun anew because somebody wrote.
    let copied = unsafe sqlite3_backup_step(backup, -1)
    let finished = unsafe sqlite3_backup_finish(backup)
    guard copied == SQLITE_DONE, finished == SQLITE_OK else {
      throw error(copied == SQLITE_DONE ? finished : copied, sql: nil)
    }
    let settled = unsafe sqlite3_exec(pointer, "PRAGMA journal_mode = DELETE", nil, nil, nil)
    guard settled == SQLITE_OK else { throw error(settled, sql: nil) }
  }

  private func prepared(_ query: Query) throws -> Statement {
    if let known = statements[ObjectIdentifier(query)] { return known }
    var pointer: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, query.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let made = unsafe pointer else {
      throw error(code, sql: query.sql)
    }
    let statement = unsafe Statement(owning: made, query: query, connection: self)
    statements[ObjectIdentifier(query)] = statement
    return statement
  }

  /// The error of a result code; the message never holds values.
  func error(_ code: Int32, sql: String?) -> StoreError {
    let text = unsafe String(cString: sqlite3_errmsg(handle))
    switch code & 0xff {
    case SQLITE_FULL: return .full("the disk is full")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return .locked("another process is using the store (\(text))")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return .unusable("the store is damaged, or no store at all (\(text))")
    case SQLITE_CONSTRAINT: return .conflict(text)
    case SQLITE_IOERR: return .diskFailed("the disk failed (\(text), code \(code))")
    default: return .failed(message: text, statement: sql)
    }
  }
}

/// The text of a statement; each is prepared once on each connection.
final class Query: Sendable {
  let sql: String

  init(_ sql: String) { self.sql = sql }
}
