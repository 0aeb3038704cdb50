extension Migration {
  /// Messages of several calls remember how far they came.
  static let eighth = Migration(
    version: 8,
    """
    ALTER TABLE outbox ADD COLUMN progress TEXT;
    """)
}
