/// Why a regular expression, its flags or a replacement text cannot be used.
public struct PatternError: Error, Sendable, Hashable {
  /// What is wrong, with the way to mend it.
  public let message: String
  /// The place in the pattern or replacement, in characters (Unicode scalars) from 0.
  public let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}
