extension Migration {
  /// Tasks that are delegated, escalated and listed by urgency; calendars among the definitions.
  ///
  /// A timer's number is never used again, for messages that it makes are told apart by it.
  static let second = Migration(
    version: 2,
    """
    CREATE TABLE new_definition (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('workflow', 'tableFile', 'tables', 'calendar')),
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      file TEXT NOT NULL,
      body BLOB NOT NULL,
      stored_at INTEGER NOT NULL,
      UNIQUE (kind, name, version)
    ) STRICT;
    INSERT INTO new_definition (id, kind, name, version, file, body, stored_at)
      SELECT id, kind, name, version, file, body, stored_at FROM definition;
    DROP TABLE definition;
    ALTER TABLE new_definition RENAME TO definition;

    CREATE TABLE new_timer (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      kind TEXT NOT NULL
        CHECK (kind IN ('invoke', 'send', 'taskDue', 'taskFollowUp', 'taskEscalation')),
      due_at INTEGER NOT NULL,
      destination TEXT NOT NULL,
      is_content INTEGER NOT NULL CHECK (is_content IN (0, 1)),
      name TEXT NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('platform', 'internal', 'external')),
      send_id TEXT,
      origin TEXT,
      origin_type TEXT,
      invoke_id TEXT,
      data TEXT,
      raw TEXT,
      cancel_id TEXT
    ) STRICT;
    INSERT INTO new_timer (id, case_id, kind, due_at, destination, is_content, name, type, send_id,
        origin, origin_type, invoke_id, data, raw, cancel_id)
      SELECT id, case_id, kind, due_at, destination, is_content, name, type, send_id, origin,
        origin_type, invoke_id, data, raw, cancel_id FROM timer;
    DROP TABLE timer;
    ALTER TABLE new_timer RENAME TO timer;
    CREATE INDEX timer_due ON timer (due_at, id);
    CREATE INDEX timer_case ON timer (case_id, due_at);

    ALTER TABLE task ADD COLUMN delegated_by TEXT;
    ALTER TABLE task ADD COLUMN answer TEXT;
    ALTER TABLE task ADD COLUMN change TEXT;
    ALTER TABLE task ADD COLUMN changed_by TEXT;
    ALTER TABLE task ADD COLUMN changed_at INTEGER;
    CREATE INDEX task_order ON task (-priority, ifnull(due_at, 9223372036854775807), id);

    ALTER TABLE task_doer ADD COLUMN task_id INTEGER;
    ALTER TABLE task_doer ADD COLUMN at INTEGER;
    ALTER TABLE task_doer ADD COLUMN outcome TEXT;
    CREATE INDEX task_doer_task ON task_doer (task_id) WHERE task_id IS NOT NULL;
    """)
}
