extension Migration {
  /// The log is kept by one number for case and entry (`LogKey`), so that adding an entry is adding to the end of a
  /// page, without an index; and the index by state and the counts may lag behind the cases, which a row of
  /// `pending` says then (`StateIndex`).
  static let ninth = Migration(
    version: 9,
    """
    CREATE TABLE new_case_log (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      from_states TEXT NOT NULL,
      to_states TEXT NOT NULL,
      content BLOB,
      salt BLOB,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      CHECK ((content IS NULL) = (salt IS NULL))
    ) STRICT;
    INSERT INTO new_case_log (id, at, event, from_states, to_states, content, salt, digest, previous)
      SELECT case_id << 24 | sequence, at, event, from_states, to_states, content, salt, digest, previous
        FROM case_log ORDER BY case_id, sequence;
    DROP TABLE case_log;
    ALTER TABLE new_case_log RENAME TO case_log;
    CREATE TRIGGER case_log_removed AFTER DELETE ON cases BEGIN
      DELETE FROM case_log WHERE id > old.id << 24 AND id < (old.id + 1) << 24;
    END;
    """)
}
