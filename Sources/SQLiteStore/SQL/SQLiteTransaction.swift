import Casework

/// One view or one unit of changes on a connection; lives only as long as the call it is given to.
///
/// Each subject has a file of its own beside this one: its statements, and the rows they give.
struct SQLiteTransaction {
  let connection: Connection
  /// What the writing connection knows; nil for one that only reads.
  var memory: WriterMemory? { connection.memory }

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
