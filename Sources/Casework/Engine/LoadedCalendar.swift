public import Calendars

/// A calendar as it was loaded, with the file it came from.
public struct LoadedCalendar: Sendable {
  /// When people work.
  public var calendar: BusinessCalendar
  /// `sha256:` and the digest of the file.
  public var version: String
  /// The path of the file.
  public var file: String
  /// The file's bytes, stored with the first deadline that is counted by this version.
  public var body: [UInt8]

  /// Makes a calendar.
  public init(calendar: BusinessCalendar, version: String, file: String, body: [UInt8]) {
    self.calendar = calendar
    self.version = version
    self.file = file
    self.body = body
  }

  /// The name by which workflows call it.
  public var name: String { calendar.name }
}
