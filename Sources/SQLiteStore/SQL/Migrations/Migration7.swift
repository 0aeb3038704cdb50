extension Migration {
  /// Messages of several calls remember how far they came.
  static let seventh = Migration(
    version: 7,
    """
    ALTER TABLE outbox ADD COLUMN progress TEXT;
    """)
}
