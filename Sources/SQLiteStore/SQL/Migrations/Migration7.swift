extension Migration {
  /// The counts by state are written with the commit, not by triggers for every case; and the index by state
  /// stands alone: its foreign key had to look through the whole index whenever a case was removed.
  static let seventh = Migration(
    version: 7,
    """
    DROP TRIGGER case_state_entered;
    DROP TRIGGER case_state_left;
    CREATE TABLE new_case_state (
      workflow TEXT NOT NULL,
      state TEXT NOT NULL,
      case_id INTEGER NOT NULL,
      PRIMARY KEY (workflow, state, case_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_case_state (workflow, state, case_id)
      SELECT workflow, state, case_id FROM case_state;
    DROP TABLE case_state;
    ALTER TABLE new_case_state RENAME TO case_state;
    """)
}
