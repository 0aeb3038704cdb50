extension Migration {
  /// The tables as they were first used.
  static let first = Migration(
    version: 1,
    """
    CREATE TABLE clock (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      kind TEXT NOT NULL CHECK (kind IN ('system', 'virtual')),
      now INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE definition (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('workflow', 'tableFile', 'tables')),
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      file TEXT NOT NULL,
      body BLOB NOT NULL,
      stored_at INTEGER NOT NULL,
      UNIQUE (kind, name, version)
    ) STRICT;

    CREATE TABLE cases (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      business_key TEXT,
      workflow TEXT NOT NULL,
      definition INTEGER NOT NULL REFERENCES definition (id),
      tables INTEGER REFERENCES definition (id),
      revision INTEGER NOT NULL CHECK (revision >= 0),
      status TEXT NOT NULL CHECK (status IN ('open', 'done', 'suspended', 'incident', 'cancelled')),
      states TEXT NOT NULL,
      machine BLOB,
      started_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      parent INTEGER REFERENCES cases (id) ON DELETE CASCADE,
      parent_invoke TEXT,
      log_count INTEGER NOT NULL CHECK (log_count >= 0),
      log_head BLOB NOT NULL CHECK (length(log_head) = 32),
      CHECK ((parent IS NULL) = (parent_invoke IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX case_open_key ON cases (workflow, business_key)
      WHERE business_key IS NOT NULL AND status IN ('open', 'suspended', 'incident');
    CREATE INDEX case_key ON cases (business_key) WHERE business_key IS NOT NULL;
    CREATE INDEX case_parent ON cases (parent) WHERE parent IS NOT NULL;
    CREATE INDEX case_workflow ON cases (workflow, id);

    CREATE TABLE case_state (
      workflow TEXT NOT NULL,
      state TEXT NOT NULL,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      PRIMARY KEY (workflow, state, case_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE state_count (
      workflow TEXT NOT NULL,
      state TEXT NOT NULL,
      count INTEGER NOT NULL CHECK (count >= 0),
      PRIMARY KEY (workflow, state)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER case_state_entered AFTER INSERT ON case_state BEGIN
      INSERT INTO state_count VALUES (new.workflow, new.state, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER case_state_left AFTER DELETE ON case_state BEGIN
      UPDATE state_count SET count = count - 1
        WHERE workflow = old.workflow AND state = old.state;
    END;

    CREATE TABLE case_log (
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      from_states TEXT NOT NULL,
      to_states TEXT NOT NULL,
      content BLOB,
      salt BLOB,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      PRIMARY KEY (case_id, sequence),
      CHECK ((content IS NULL) = (salt IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE inbox (
      id INTEGER PRIMARY KEY,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('start', 'event', 'cancel')),
      name TEXT NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('platform', 'internal', 'external')),
      send_id TEXT,
      origin TEXT,
      origin_type TEXT,
      invoke_id TEXT,
      data TEXT,
      raw TEXT,
      actor TEXT,
      accepted_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX inbox_case ON inbox (case_id, id);

    CREATE TABLE seen (
      source TEXT NOT NULL,
      event_id TEXT NOT NULL,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      PRIMARY KEY (source, event_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX seen_case ON seen (case_id);

    CREATE TABLE timer (
      id INTEGER PRIMARY KEY,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('invoke', 'send', 'taskDue')),
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
    CREATE INDEX timer_due ON timer (due_at, id);
    CREATE INDEX timer_case ON timer (case_id, due_at);

    CREATE TABLE task (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      invoke_id TEXT NOT NULL,
      title TEXT NOT NULL,
      assignee TEXT,
      candidates TEXT,
      claimed_by TEXT,
      not_by TEXT,
      form TEXT,
      data TEXT,
      priority INTEGER NOT NULL,
      due_at INTEGER,
      follow_up_at INTEGER,
      created_at INTEGER NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 0),
      UNIQUE (case_id, invoke_id)
    ) STRICT;
    CREATE INDEX task_due ON task (due_at) WHERE due_at IS NOT NULL;
    CREATE TABLE task_candidate (
      candidate TEXT NOT NULL,
      task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
      PRIMARY KEY (candidate, task_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX task_candidate_task ON task_candidate (task_id);
    CREATE TABLE task_doer (
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      invoke_id TEXT NOT NULL,
      title TEXT NOT NULL,
      person TEXT NOT NULL,
      PRIMARY KEY (case_id, invoke_id, title, person)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('connector', 'http', 'basicHTTP')),
      status TEXT NOT NULL CHECK (status IN ('waiting', 'dead')),
      idempotency_key TEXT NOT NULL UNIQUE,
      target TEXT NOT NULL,
      event TEXT NOT NULL,
      send_id TEXT,
      invoke_id TEXT,
      data TEXT,
      is_content INTEGER NOT NULL CHECK (is_content IN (0, 1)),
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      next_at INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      last_error TEXT
    ) STRICT;
    CREATE INDEX outbox_next ON outbox (next_at, id) WHERE status = 'waiting';
    CREATE INDEX outbox_dead ON outbox (id) WHERE status = 'dead';
    CREATE INDEX outbox_case ON outbox (case_id);

    CREATE TABLE incident (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      case_id INTEGER NOT NULL UNIQUE REFERENCES cases (id) ON DELETE CASCADE,
      inbox_id INTEGER,
      event TEXT NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      at INTEGER NOT NULL,
      retries INTEGER NOT NULL CHECK (retries >= 0)
    ) STRICT;

    CREATE TABLE idempotency (
      key TEXT PRIMARY KEY,
      fingerprint BLOB NOT NULL,
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """)
}
