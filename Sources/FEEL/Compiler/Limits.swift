/// Bounds of one evaluation, so that no expression can exhaust the machine.
public struct Limits: Sendable, Hashable {
  /// How deeply functions may call each other; the stack may end it earlier.
  public var recursionDepth: Int
  /// The steps of all loops and calls together.
  public var steps: Int
  /// The number of elements of any list that an expression builds.
  public var listCount: Int
  /// The size of any string that an expression builds, in bytes of UTF-8.
  public var stringBytes: Int
  /// How deeply lists and contexts may be nested in a value that an expression builds.
  public var valueDepth: Int
  /// The time the evaluation may take, in milliseconds.
  public var milliseconds: Int

  /// Makes limits; what is not given is as in `standard`.
  public init(
    recursionDepth: Int = 20_000, steps: Int = 50_000_000, listCount: Int = 5_000_000,
    stringBytes: Int = 16 << 20, valueDepth: Int = 1000, milliseconds: Int = 30_000
  ) {
    self.recursionDepth = recursionDepth
    self.steps = steps
    self.listCount = listCount
    self.stringBytes = stringBytes
    self.valueDepth = valueDepth
    self.milliseconds = milliseconds
  }

  /// Limits that no honest decision reaches.
  public static let standard = Limits()
}
