// SQLiteStore: first files follow.
