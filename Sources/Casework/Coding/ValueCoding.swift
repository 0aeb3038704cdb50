package import FEEL

/// Data values as bytes: types survive, which JSON would lose for dates and durations.
///
/// Ranges and functions are not data values (FEEL data model, section 1) and become null.
package enum ValueCoding {
  /// Deeper values are refused when read, so that damaged bytes cannot exhaust the stack.
  private static let depthLimit = 512

  private enum Tag {
    static let null: UInt8 = 0
    static let no: UInt8 = 1
    static let yes: UInt8 = 2
    static let integer: UInt8 = 3
    static let number: UInt8 = 4
    static let string: UInt8 = 5
    static let date: UInt8 = 6
    static let time: UInt8 = 7
    static let dateTime: UInt8 = 8
    static let days: UInt8 = 9
    static let months: UInt8 = 10
    static let list: UInt8 = 11
    static let context: UInt8 = 12
  }

  /// The value as bytes; nil for null.
  package static func encode(_ value: Value) -> [UInt8]? {
    if value.isNull { return nil }
    var writer = ByteWriter()
    append(value, to: &writer)
    return writer.bytes
  }

  /// The value of bytes; null for nil.
  package static func decode(_ bytes: [UInt8]?) throws(DamagedEncoding) -> Value {
    guard let bytes else { return .null }
    var reader = ByteReader(bytes)
    let value = try read(&reader, depth: 0)
    guard reader.isAtEnd else { throw DamagedEncoding() }
    return value
  }

  /// Appends a value.
  package static func append(_ value: Value, to writer: inout ByteWriter) {
    switch value {
    case .null, .range, .function: writer.append(Tag.null)
    case .boolean(let truth): writer.append(truth ? Tag.yes : Tag.no)
    case .number(let number):
      if let integer = number.int {
        writer.append(Tag.integer)
        writer.append(signed: Int64(integer))
      } else {
        writer.append(Tag.number)
        writer.append(number.description)
      }
    case .string(let text):
      writer.append(Tag.string)
      writer.append(text)
    case .date(let date):
      writer.append(Tag.date)
      writer.append(signed: Int64(date.dayNumber))
    case .time(let time):
      writer.append(Tag.time)
      append(time, to: &writer)
    case .dateTime(let dateTime):
      writer.append(Tag.dateTime)
      writer.append(signed: Int64(dateTime.date.dayNumber))
      append(dateTime.time, to: &writer)
    case .daysAndTimeDuration(let duration):
      writer.append(Tag.days)
      writer.append(signed: Int64(truncatingIfNeeded: duration.nanoseconds >> 64))
      writer.append(unsigned: UInt64(truncatingIfNeeded: duration.nanoseconds))
    case .yearsAndMonthsDuration(let duration):
      writer.append(Tag.months)
      writer.append(signed: Int64(duration.months))
    case .list(let items):
      writer.append(Tag.list)
      writer.append(unsigned: UInt64(items.count))
      for item in items { append(item, to: &writer) }
    case .context(let context):
      writer.append(Tag.context)
      writer.append(unsigned: UInt64(context.count))
      for entry in context.entries {
        writer.append(entry.key)
        append(entry.value, to: &writer)
      }
    }
  }

  private static func append(_ time: TimeOfDay, to writer: inout ByteWriter) {
    writer.append(signed: Int64(time.nanoseconds))
    switch time.zone {
    case .local: writer.append(0)
    case .offset(let seconds):
      writer.append(1)
      writer.append(signed: Int64(seconds))
    case .zone(let rules):
      writer.append(2)
      writer.append(rules.name)
    }
  }

  private static func read(
    _ reader: inout ByteReader, depth: Int
  ) throws(DamagedEncoding) -> Value {
    guard depth < depthLimit else { throw DamagedEncoding() }
    switch try reader.byte() {
    case Tag.null: return .null
    case Tag.no: return .boolean(false)
    case Tag.yes: return .boolean(true)
    case Tag.integer: return .number(Number(try reader.signed()))
    case Tag.number:
      guard let number = Number(try reader.text()) else { throw DamagedEncoding() }
      return .number(number)
    case Tag.string: return .string(try reader.text())
    case Tag.date: return .date(try date(&reader))
    case Tag.time: return .time(try time(&reader))
    case Tag.dateTime:
      let day = try date(&reader)
      return .dateTime(DateAndTime(date: day, time: try time(&reader)))
    case Tag.days:
      let upper = Int128(try reader.signed()) << 64
      return .daysAndTimeDuration(
        DaysAndTimeDuration(nanoseconds: upper | Int128(try reader.unsigned())))
    case Tag.months:
      return .yearsAndMonthsDuration(YearsAndMonthsDuration(months: Int(try reader.signed())))
    case Tag.list:
      let count = try reader.count()
      var items = [Value]()
      items.reserveCapacity(count)
      for _ in 0..<count { items.append(try read(&reader, depth: depth + 1)) }
      return .list(items)
    case Tag.context:
      let count = try reader.count()
      var entries = [ContextValue.Entry]()
      entries.reserveCapacity(count)
      for _ in 0..<count {
        let key = try reader.text()
        entries.append(.init(key, try read(&reader, depth: depth + 1)))
      }
      return .context(ContextValue(entries))
    default: throw DamagedEncoding()
    }
  }

  private static func date(_ reader: inout ByteReader) throws(DamagedEncoding) -> CalendarDate {
    guard let date = CalendarDate(dayNumber: Int(try reader.signed())) else {
      throw DamagedEncoding()
    }
    return date
  }

  private static func time(_ reader: inout ByteReader) throws(DamagedEncoding) -> TimeOfDay {
    let nanoseconds = Int(try reader.signed())
    guard (0..<TimeOfDay.nanosecondsPerDay).contains(nanoseconds) else { throw DamagedEncoding() }
    switch try reader.byte() {
    case 0: return TimeOfDay(nanoseconds: nanoseconds)
    case 1:
      let offset = Int32(clamping: try reader.signed())
      return TimeOfDay(nanoseconds: nanoseconds, zone: .offset(seconds: offset))
    case 2:
      guard let rules = TimeZoneRules.named(try reader.text()) else { throw DamagedEncoding() }
      return TimeOfDay(nanoseconds: nanoseconds, zone: .zone(rules))
    default: throw DamagedEncoding()
    }
  }
}
