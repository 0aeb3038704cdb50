extension Migration {
  /// Calls know their receiver and whether an attempt may have succeeded; the daemon's last good files
  /// outlive it.
  static let third = Migration(
    version: 3,
    """
    ALTER TABLE outbox ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN ambiguous INTEGER NOT NULL DEFAULT 0 CHECK (ambiguous IN (0, 1));
    UPDATE outbox SET receiver = CASE
      WHEN kind = 'connector' OR instr(target, '://') = 0 THEN target
      WHEN instr(substr(target, instr(target, '://') + 3), '/') = 0 THEN lower(target)
      ELSE lower(substr(target, 1,
        instr(target, '://') + 1 + instr(substr(target, instr(target, '://') + 3), '/')))
      END;

    ALTER TABLE definition ADD COLUMN used INTEGER NOT NULL DEFAULT 1 CHECK (used IN (0, 1));
    CREATE TABLE in_force (
      kind TEXT NOT NULL CHECK (kind IN ('workflow', 'tableFile')),
      file TEXT NOT NULL,
      definition INTEGER NOT NULL REFERENCES definition (id),
      PRIMARY KEY (kind, file, definition)
    ) STRICT, WITHOUT ROWID;
    """)
}
