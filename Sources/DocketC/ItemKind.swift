/// What an item of docket.h is; the numbers are those of its DOCKET_NULL to DOCKET_FEEL.
enum ItemKind: Int32 {
  case null, boolean, integer, decimal, text, date, time, dateAndTime, daysAndTime, yearsAndMonths
  case list, context, name, feel

  /// The kind of value whose text or number may be wrong, as messages name it.
  var wording: String? {
    switch self {
    case .decimal: "number"
    case .date: "date"
    case .time: "time"
    case .dateAndTime: "date and time"
    case .daysAndTime: "days and time duration"
    case .yearsAndMonths: "years and months duration"
    case .null, .boolean, .integer, .text, .list, .context, .name, .feel: nil
    }
  }
}
