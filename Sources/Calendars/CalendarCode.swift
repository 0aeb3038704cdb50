public import Diagnostics

/// What can be wrong with a calendar sheet, or with what names a calendar.
public enum CalendarCode: String, DiagnosticCatalogue {
  /// The sheet has no name for the calendar.
  case missingName = "CAL-001"
  /// A row begins with a word that calendars do not know.
  case unknownKeyword = "CAL-002"
  /// No time zone is given, or none of that name exists.
  case badZone = "CAL-003"
  /// A day of the week cannot be understood.
  case badDay = "CAL-004"
  /// Working hours cannot be understood.
  case badHours = "CAL-005"
  /// Working hours of one day overlap.
  case overlap = "CAL-006"
  /// A date cannot be understood.
  case badDate = "CAL-007"
  /// A date is given twice.
  case duplicateDate = "CAL-008"
  /// Nobody ever works.
  case noWorkingTime = "CAL-009"
  /// A cell stands where none belongs.
  case strayCell = "CAL-010"
  /// Two calendars have one name.
  case duplicateName = "CAL-011"
  /// A calendar is named that does not exist.
  case unknownCalendar = "CAL-012"
  /// A length of working time cannot be understood.
  case badLength = "CAL-013"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .missingName: "the calendar has no name"
    case .unknownKeyword: "this is no row of a calendar"
    case .badZone: "there is no such time zone"
    case .badDay: "this is no day of the week"
    case .badHours: "these are no working hours"
    case .overlap: "the working hours overlap"
    case .badDate: "this is no date"
    case .duplicateDate: "the date is given twice"
    case .noWorkingTime: "nobody ever works"
    case .strayCell: "a cell stands where none belongs"
    case .duplicateName: "two calendars have one name"
    case .unknownCalendar: "there is no such calendar"
    case .badLength: "this is no length of working time"
    }
  }
}
