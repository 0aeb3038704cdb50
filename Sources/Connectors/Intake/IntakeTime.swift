import Casework
import JSON

extension Timestamp {
  /// A time as webhooks write it: seconds or milliseconds since 1970, as a number or as a text of digits.
  ///
  /// Values above 10^11 are milliseconds: as seconds they would lie beyond the year 5000.
  init?(webhook value: JSONValue?) {
    let digits: String
    switch value {
    case .number(let text), .string(let text): digits = text
    default: return nil
    }
    guard let number = Int64(digits), number > 0, number < 100_000_000_000_000 else { return nil }
    let isMilliseconds = number > 100_000_000_000
    self.init(microseconds: isMilliseconds ? number * 1000 : number * 1_000_000)
  }
}
