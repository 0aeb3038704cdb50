extension Migration {
  /// Invoked sessions that their case has cancelled keep their parent, and are told apart by a mark.
  static let detachedSessions = Migration(
    version: 4,
    """
    ALTER TABLE cases ADD COLUMN detached INTEGER NOT NULL DEFAULT 0 CHECK (detached IN (0, 1));
    """)
}
