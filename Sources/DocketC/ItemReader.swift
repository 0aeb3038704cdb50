import CDocket
import FEEL
import JSON

/// What is wrong with a row of items.
struct ItemFault: Error {
  let text: String
  /// The number of the item, from 0.
  let place: Int
}

/// Reads values from the items of docket.h.
@unsafe struct ItemReader {
  private let items: UnsafeBufferPointer<docket_item>
  private(set) var place = 0

  init(_ items: UnsafeBufferPointer<docket_item>) { unsafe self.items = items }

  var isAtEnd: Bool { unsafe place >= items.count }

  /// The next item.
  private mutating func next() throws(ItemFault) -> docket_item {
    guard unsafe place < items.count else {
      throw unsafe ItemFault(text: "a value is missing behind the last item", place: place)
    }
    defer { unsafe place += 1 }
    return unsafe items[place]
  }

  /// The next item, which has to be a name.
  mutating func name() throws(ItemFault) -> docket_item {
    let item = try unsafe next()
    guard unsafe item.kind == ItemKind.name.rawValue else {
      throw unsafe ItemFault(
        text: "expected a name, found an item of kind \(item.kind)", place: place - 1)
    }
    return unsafe item
  }

  /// The bytes of an item's text.
  static func bytes(_ item: docket_item) -> UnsafeBufferPointer<UInt8> {
    guard let text = unsafe item.text, unsafe item.length > 0, unsafe item.length < Int.max / 2
    else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: Int(item.length))
  }

  /// The text of an item.
  static func text(_ item: docket_item) -> String {
    unsafe String(decoding: bytes(item), as: UTF8.self)
  }

  /// The next value with all that belongs to it.
  ///
  /// - Parameters:
  ///   - type: What texts are read as.
  ///   - depth: How many lists and contexts are around it.
  /// - Returns: The value.
  /// - Throws: `ItemFault` where the items are not of the right form.
  mutating func value(as type: FEELType, depth: Int = 0) throws(ItemFault) -> Value {
    let item = try unsafe next()
    switch unsafe ItemKind(rawValue: item.kind) {
    case .text:
      let text = unsafe Self.text(item)
      return type == .string || type == .any ? .string(text) : Value(text: text, as: type)
    case .integer: return .number(unsafe Number(item.integer))
    case .boolean: return .boolean(unsafe item.integer != 0)
    case .null: return .null
    case .list:
      let element: FEELType = if case .list(let element) = type { element } else { .any }
      return .list(try unsafe list(item, of: element, depth))
    case .context: return .context(try unsafe context(item, as: type, depth))
    default:
      guard let value = unsafe Self.rareValue(item) else {
        throw unsafe ItemFault(text: Self.complaint(item), place: place - 1)
      }
      return value
    }
  }

  private mutating func list(
    _ item: docket_item, of element: FEELType, _ depth: Int
  ) throws(ItemFault) -> [Value] {
    try unsafe check(depth)
    var values: [Value] = []
    values.reserveCapacity(unsafe min(Int(item.count), items.count - place))
    for _ in unsafe 0..<item.count {
      values.append(try unsafe value(as: element, depth: depth + 1))
    }
    return values
  }

  private mutating func context(
    _ item: docket_item, as type: FEELType, _ depth: Int
  ) throws(ItemFault) -> ContextValue {
    try unsafe check(depth)
    let types: [ContextEntryType] = if case .context(let types) = type { types } else { [] }
    var entries: [ContextValue.Entry] = []
    entries.reserveCapacity(unsafe min(Int(item.count), items.count - place))
    for _ in unsafe 0..<item.count {
      let name = unsafe Self.text(try name())
      let type = types.first { $0.name == name }?.type ?? .any
      entries.append(ContextValue.Entry(name, try unsafe value(as: type, depth: depth + 1)))
    }
    return ContextValue(entries)
  }

  private func check(_ depth: Int) throws(ItemFault) {
    guard depth < JSONParser.maximumDepth else {
      throw unsafe ItemFault(
        text: "lists and contexts are nested deeper than \(JSONParser.maximumDepth)",
        place: place - 1)
    }
  }

  /// The value of an item that is less usual; nil if it is none.
  private static func rareValue(_ item: docket_item) -> Value? {
    switch unsafe ItemKind(rawValue: item.kind) {
    case .decimal: unsafe Number(utf8: bytes(item)).map(Value.number)
    case .date: unsafe CalendarDate(packed: item.integer).map(Value.date)
    case .time: unsafe TimeOfDay(text(item)).map(Value.time)
    case .dateAndTime: unsafe DateAndTime(text(item)).map(Value.dateTime)
    case .daysAndTime:
      unsafe DaysAndTimeDuration(text(item)).map(Value.daysAndTimeDuration)
    case .yearsAndMonths:
      unsafe YearsAndMonthsDuration(text(item)).map(Value.yearsAndMonthsDuration)
    default: nil
    }
  }

  private static func complaint(_ item: docket_item) -> String {
    let kind = unsafe ItemKind(rawValue: item.kind)?.wording
    guard let kind else { return unsafe "there is no value of kind \(item.kind)" }
    let found = unsafe item.text == nil ? "\(item.integer)" : "\"\(text(item).prefix(100))\""
    return "\(found) is no \(kind)"
  }
}

extension CalendarDate {
  /// The date of `(year * 100 + month) * 100 + day`, negative for years before 1.
  init?(packed: Int64) {
    let digits = packed.magnitude
    let year = Int(digits / 10_000)
    self.init(
      year: packed < 0 ? -year : year, month: Int(digits / 100 % 100), day: Int(digits % 100))
  }

  /// The number of which `init(packed:)` makes this date.
  var packed: Int64 {
    let digits = Int64((abs(year) * 100 + month) * 100 + day)
    return year < 0 ? -digits : digits
  }
}
