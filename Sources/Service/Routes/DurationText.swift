import FEEL
import HTTP

/// Durations as requests write them: ISO 8601, such as `PT8H` or `P4D`.
enum DurationText {
  /// The duration in microseconds.
  ///
  /// - Throws: `Problem` when the text is no days-and-time duration, or a negative one.
  static func microseconds(_ text: String) throws(Problem) -> Int64 {
    guard let duration = DaysAndTimeDuration(text), duration.nanoseconds >= 0 else {
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "\"\(text)\" is no duration; write PT8H for eight hours or P4D for four days")
    }
    return Int64(clamping: duration.nanoseconds / 1000)
  }
}
