import Casework

extension SQLiteTransaction {
  private static let columns = "id, kind, name, version, file, body, stored_at"

  private static func definition(_ row: Row) throws -> DefinitionRecord {
    DefinitionRecord(
      id: row.id(0), kind: try row.value(1), name: row.text(2), version: row.text(3),
      file: row.text(4), body: row.blob(5), storedAt: row.time(6))
  }

  private static let byID = Query("SELECT \(columns) FROM definition WHERE id = ?")

  func definition(_ id: DefinitionID) throws -> DefinitionRecord? {
    try connection.first(Self.byID, SQLValue(id), read: Self.definition)
  }

  private static let versionByID = Query("SELECT version FROM definition WHERE id = ?")

  func definitionVersion(_ id: DefinitionID) throws -> String? {
    try connection.first(Self.versionByID, SQLValue(id)) { $0.text(0) }
  }

  private static let byContent = Query(
    "SELECT \(columns) FROM definition WHERE kind = ? AND name = ? AND version = ?")

  func definition(
    kind: DefinitionKind, name: String, version: String
  ) throws -> DefinitionRecord? {
    try connection.first(
      Self.byContent, .text(kind.rawValue), .text(name), .text(version), read: Self.definition)
  }

  private static let newest = Query(
    "SELECT \(columns) FROM definition WHERE kind = ? AND name = ? ORDER BY id DESC LIMIT 1")

  func newestDefinition(kind: DefinitionKind, name: String) throws -> DefinitionRecord? {
    try connection.first(
      Self.newest, .text(kind.rawValue), .text(name), read: Self.definition)
  }

  private static let idByContent = Query(
    "SELECT id FROM definition WHERE kind = ? AND name = ? AND version = ?")
  private static let insert = Query(
    """
    INSERT INTO definition (kind, name, version, file, body, stored_at) VALUES (?, ?, ?, ?, ?, ?)
    """)

  func putDefinition(_ definition: DefinitionRecord) throws -> DefinitionID {
    let stored: DefinitionID? = try connection.first(
      Self.idByContent, .text(definition.kind.rawValue), .text(definition.name),
      .text(definition.version)
    ) { $0.id(0) }
    if let stored { return stored }
    try connection.run(
      Self.insert, .text(definition.kind.rawValue), .text(definition.name),
      .text(definition.version), .text(definition.file), .blob(definition.body),
      SQLValue(definition.storedAt))
    return DefinitionID(rawValue: connection.lastInsertedRow)
  }
}
