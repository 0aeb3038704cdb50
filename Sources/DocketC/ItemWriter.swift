import CDocket
import FEEL
import JSON

/// Writes values as the items of docket.h, into memory that is kept from one to the next.
@safe struct ItemWriter: ~Copyable {
  private var items: [docket_item] = unsafe []
  /// The texts of the items, each with a zero byte behind it.
  private var bytes: [UInt8] = []
  /// Where the text of each item begins; -1 for none.
  private var starts: [Int] = []

  /// Forgets what was written.
  mutating func removeAll() {
    unsafe items.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Runs `body` on what was written, which stays where it is until something else is.
  mutating func withItems<Result>(
    _ body: (UnsafeMutableBufferPointer<docket_item>) -> Result
  ) -> Result {
    // Texts may have moved while they became more, so they are pointed to at the end only.
    let base = unsafe bytes.withUnsafeMutableBufferPointer { bytes in bytes.baseAddress }
    return unsafe items.withUnsafeMutableBufferPointer { items in
      if let base = unsafe base {
        for place in items.indices where starts[place] >= 0 {
          unsafe items[place].text = UnsafeRawPointer(base + starts[place])
            .assumingMemoryBound(to: CChar.self)
        }
      }
      return unsafe body(items)
    }
  }

  /// Writes a value.
  mutating func write(_ value: Value) {
    switch value {
    case .null: add(.null)
    case .boolean(let truth): add(.boolean, integer: truth ? 1 : 0)
    case .number(let number):
      if let integer = number.int {
        add(.integer, integer: Int64(integer))
      } else {
        add(.decimal, text: number.description)
      }
    case .string(let text): add(.text, text: text)
    case .date(let date): add(.date, integer: date.packed)
    case .time(let time): add(.time, text: time.description)
    case .dateTime(let time): add(.dateAndTime, text: time.description)
    case .daysAndTimeDuration(let duration): add(.daysAndTime, text: duration.description)
    case .yearsAndMonthsDuration(let duration):
      add(.yearsAndMonths, integer: Int64(duration.months), text: duration.description)
    case .list(let values):
      add(.list, count: values.count)
      for value in values { write(value) }
    case .context(let context):
      add(.context, count: context.count)
      unsafe context.withEntries { entries in
        for place in entries.indices {
          unsafe add(.name, text: entries[place].key)
          unsafe write(entries[place].value)
        }
      }
    case .range, .function: add(.feel, text: value.feelText)
    }
  }

  /// Writes JSON data as values.
  mutating func write(_ json: JSONValue) {
    switch json {
    case .null: add(.null)
    case .boolean(let truth): add(.boolean, integer: truth ? 1 : 0)
    case .number(let digits):
      if let integer = Int64(digits) {
        add(.integer, integer: integer)
      } else {
        add(.decimal, text: digits)
      }
    case .string(let text): add(.text, text: text)
    case .array(let items):
      add(.list, count: items.count)
      for item in items { write(item) }
    case .object(let members):
      add(.context, count: members.count)
      for member in members {
        add(.name, text: member.name)
        write(member.value)
      }
    }
  }

  private mutating func add(_ kind: ItemKind, count: Int = 0, integer: Int64 = 0) {
    unsafe items.append(
      docket_item(
        kind: kind.rawValue, count: UInt32(clamping: count), integer: integer, text: nil, length: 0)
    )
    starts.append(-1)
  }

  private mutating func add(_ kind: ItemKind, integer: Int64 = 0, text: String) {
    var text = text
    let start = bytes.count
    text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    unsafe items.append(
      docket_item(
        kind: kind.rawValue, count: 0, integer: integer, text: nil, length: bytes.count - start))
    starts.append(start)
    bytes.append(0)
  }
}
