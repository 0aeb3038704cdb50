extension Migration {
  /// Messages of several calls remember how far they came.
  static let sixth = Migration(
    version: 6,
    """
    ALTER TABLE outbox ADD COLUMN progress TEXT;
    """)
}
