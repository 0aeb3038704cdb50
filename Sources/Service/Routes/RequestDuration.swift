import FEEL
import HTTP
import Spreadsheets

/// Durations as requests write them: in the words of the sheets, `3 days`, or in ISO 8601, `P3D`.
enum RequestDuration {
  /// The duration in microseconds.
  ///
  /// - Parameters:
  ///   - text: The duration as it was written.
  ///   - member: The member of the body that it stands in; nil for a parameter of the query.
  /// - Returns: The microseconds, as many as can be told.
  /// - Throws: `Problem` when the text is no days-and-time duration, or a negative one.
  static func microseconds(_ text: String, member: String? = nil) throws(Problem) -> Int64 {
    guard let reading = DurationText.read(text), !reading.isMonths,
      let duration = DaysAndTimeDuration(reading.iso), duration.nanoseconds >= 0
    else {
      let fault = "\"\(text)\" is no duration; write 8 hours or PT8H, 4 days or P4D"
      throw member.map { Problem.malformedBody("the member \"\($0)\": \(fault)") }
        ?? Problem(ServiceCode.malformedQuery, .badRequest, fault)
    }
    return Int64(clamping: duration.nanoseconds / 1000)
  }
}
