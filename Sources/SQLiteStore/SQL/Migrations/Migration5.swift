extension Migration {
  /// What comes in from outside systems is stored before it is answered, and its keys stay known.
  static let fifth = Migration(
    version: 5,
    """
    CREATE TABLE intake (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      intake TEXT NOT NULL,
      item_key TEXT NOT NULL,
      kind TEXT NOT NULL,
      sender TEXT,
      words TEXT,
      sent_at INTEGER,
      received_at INTEGER NOT NULL,
      content TEXT NOT NULL,
      fault TEXT,
      UNIQUE (intake, item_key)
    ) STRICT;
    CREATE INDEX intake_waiting ON intake (id) WHERE fault IS NULL;

    CREATE TABLE intake_seen (
      intake TEXT NOT NULL,
      item_key TEXT NOT NULL,
      sender TEXT,
      words TEXT,
      at INTEGER NOT NULL,
      PRIMARY KEY (intake, item_key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX intake_seen_sender ON intake_seen (intake, sender, at) WHERE sender IS NOT NULL;
    CREATE INDEX intake_seen_at ON intake_seen (at);
    """)
}
