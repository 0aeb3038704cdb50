extension Migration {
  /// What came in knows the cases that it went to, so that it is erased with them.
  ///
  /// The file is written anew before: until then pages were let go of as they were, and what is erased could
  /// still stand in one of them.
  static let sixth = Migration(
    version: 6, writesAnew: true,
    """
    CREATE TABLE intake_case (
      case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      intake TEXT NOT NULL,
      item_key TEXT NOT NULL,
      PRIMARY KEY (case_id, intake, item_key),
      FOREIGN KEY (intake, item_key) REFERENCES intake_seen (intake, item_key) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX intake_case_item ON intake_case (intake, item_key);

    -- What is to be done with the file as a whole.
    CREATE TABLE pending (task TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    """)
}
