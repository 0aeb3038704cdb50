internal import CSQLite
import Casework

/// A value bound to a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
  init(_ bytes: [UInt8]?) { self = bytes.map(SQLValue.blob) ?? .null }
  init(_ number: Int64?) { self = number.map(SQLValue.integer) ?? .null }
  init(_ number: Int) { self = .integer(Int64(number)) }
  init(_ truth: Bool) { self = .integer(truth ? 1 : 0) }
  init(_ at: Timestamp?) { self = at.map { .integer($0.microseconds) } ?? .null }
  init<ID: RecordIdentifier>(_ id: ID?) { self = id.map { .integer($0.rawValue) } ?? .null }
}

/// A prepared statement; owns one C handle.
@safe
final class Statement {
  private let handle: OpaquePointer
  /// Kept, so that no other query gets its identity while the connection knows the statement by it.
  private let query: Query
  private unowned let connection: Connection

  init(owning handle: OpaquePointer, query: Query, connection: Connection) {
    unsafe self.handle = unsafe handle
    self.query = query
    self.connection = connection
  }

  deinit {
    unsafe sqlite3_finalize(handle)
  }

  func bind(_ values: [SQLValue]) throws {
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let code =
        switch value {
        case .null: unsafe sqlite3_bind_null(handle, position)
        case .integer(let number): unsafe sqlite3_bind_int64(handle, position, number)
        case .text(var text):
          text.withUTF8 { text in
            unsafe docket_sqlite3_bind_text(
              handle, position, text.baseAddress, Int32(text.count))
          }
        case .blob(let bytes):
          unsafe docket_sqlite3_bind_blob(handle, position, bytes, Int32(bytes.count))
        }
      guard code == SQLITE_OK else { throw connection.error(code, sql: query.sql) }
    }
  }

  /// Whether there is another row.
  func step() throws -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.error(code, sql: query.sql)
    }
  }

  /// Ends the present run; each run binds all values anew.
  func reset() { unsafe sqlite3_reset(handle) }

  /// The row that `step` found.
  var row: Row { unsafe Row(statement: handle) }
}

/// The current row of a statement; valid until its next step.
@safe
struct Row {
  private let statement: OpaquePointer

  fileprivate init(statement: OpaquePointer) {
    unsafe self.statement = unsafe statement
  }

  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }

  func count(_ column: Int32) -> Int { Int(integer(column)) }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func text(_ column: Int32) -> String {
    guard let start = unsafe sqlite3_column_text(statement, column) else { return "" }
    let length = Int(unsafe sqlite3_column_bytes(statement, column))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func blob(_ column: Int32) -> [UInt8] {
    let length = Int(unsafe sqlite3_column_bytes(statement, column))
    guard length > 0, let start = unsafe sqlite3_column_blob(statement, column) else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: length))
  }

  func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

  func time(_ column: Int32) -> Timestamp { Timestamp(microseconds: integer(column)) }

  func optionalTime(_ column: Int32) -> Timestamp? { isNull(column) ? nil : time(column) }

  /// A value of an enumeration kept by its raw text.
  func value<Value: RawRepresentable>(_ column: Int32) throws -> Value
  where Value.RawValue == String {
    guard let value = Value(rawValue: text(column)) else {
      throw StoreError.unusable("the store holds the unknown \(Value.self) \"\(text(column))\"")
    }
    return value
  }

  func id<ID: RecordIdentifier>(_ column: Int32) -> ID { ID(rawValue: integer(column)) }

  func optionalID<ID: RecordIdentifier>(_ column: Int32) -> ID? {
    isNull(column) ? nil : id(column)
  }
}
