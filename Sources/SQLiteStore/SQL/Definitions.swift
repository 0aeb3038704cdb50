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
    if let known = memory?.definitionVersion(id) { return known }
    let version = try connection.first(Self.versionByID, SQLValue(id)) { $0.text(0) }
    if let version { memory?.keep(definitionVersion: version, of: id) }
    return version
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
    if let stored {
      try connection.run(Self.use, SQLValue(stored))
      return stored
    }
    try connection.run(
      Self.insert, .text(definition.kind.rawValue), .text(definition.name),
      .text(definition.version), .text(definition.file), .blob(definition.body),
      SQLValue(definition.storedAt))
    return DefinitionID(rawValue: connection.lastInsertedRow)
  }

  /// One that was only in force so far is now used by a case.
  private static let use = Query("UPDATE definition SET used = 1 WHERE id = ? AND used = 0")

  private static let inForce = Query(
    """
    SELECT d.id, d.kind, d.name, d.version, d.file, d.body, d.stored_at
      FROM in_force JOIN definition d ON d.id = in_force.definition
      WHERE in_force.kind = ? AND in_force.file = ? ORDER BY d.id
    """)

  func definitionsInForce(_ kind: DefinitionKind, file: String) throws -> [DefinitionRecord] {
    try connection.all(Self.inForce, .text(kind.rawValue), .text(file), read: Self.definition)
  }

  private static let idsInForce = Query(
    "SELECT definition FROM in_force WHERE kind = ? AND file = ?")
  private static let insertUnused = Query(
    """
    INSERT INTO definition (kind, name, version, file, body, stored_at, used)
      VALUES (?, ?, ?, ?, ?, ?, 0)
    """)
  private static let putInForce = Query(
    "INSERT INTO in_force (kind, file, definition) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
  private static let takeFromForce = Query("DELETE FROM in_force WHERE definition = ?")
  private static let forget = Query("DELETE FROM definition WHERE id = ? AND used = 0")

  func replaceInForce(
    _ kind: DefinitionKind, file: String, with definitions: [DefinitionRecord]
  ) throws {
    let before: [DefinitionID] = try connection.all(
      Self.idsInForce, .text(kind.rawValue), .text(file)
    ) { $0.id(0) }
    let now = try definitions.map { try idInForce($0) }
    memory?.forget()
    for id in now where !before.contains(id) {
      try connection.run(
        Self.putInForce, .text(kind.rawValue), .text(file), SQLValue(id))
    }
    for id in before where !now.contains(id) {
      try connection.run(Self.takeFromForce, SQLValue(id))
      // A version that no case and no decision has used is only in the way.
      try connection.run(Self.forget, SQLValue(id))
    }
  }

  private func idInForce(_ definition: DefinitionRecord) throws -> DefinitionID {
    let stored: DefinitionID? = try connection.first(
      Self.idByContent, .text(definition.kind.rawValue), .text(definition.name),
      .text(definition.version)
    ) { $0.id(0) }
    if let stored { return stored }
    try connection.run(
      Self.insertUnused, .text(definition.kind.rawValue), .text(definition.name),
      .text(definition.version), .text(definition.file), .blob(definition.body),
      SQLValue(definition.storedAt))
    return DefinitionID(rawValue: connection.lastInsertedRow)
  }
}
