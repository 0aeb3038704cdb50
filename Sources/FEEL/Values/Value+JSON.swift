public import JSON

/// Values from and to JSON: numbers keep their digits, dates, times and durations travel as ISO
/// 8601 texts.
extension Value {
  /// The value of JSON data; `type` turns texts into dates, times and durations, here and inside
  /// lists and contexts.
  ///
  /// What does not fit the type is left as it is, so that a type check can report it; a number too
  /// large for 34 digits and exponents of FEEL becomes null.
  public init(json: JSONValue, as type: FEELType = .any) {
    switch json {
    case .null: self = .null
    case .boolean(let truth): self = .boolean(truth)
    case .number(let digits): self = Value(Number(digits))
    case .string(let text): self = Value(text: text, as: type)
    case .array(let items):
      let element: FEELType = if case .list(let element) = type { element } else { .any }
      self = .list(items.map { Value(json: $0, as: element) })
    case .object(let members):
      let types: [ContextEntryType] = if case .context(let types) = type { types } else { [] }
      self = .context(
        ContextValue(
          members.map { member in
            let type = types.first { $0.name == member.name }?.type ?? .any
            return ContextValue.Entry(member.name, Value(json: member.value, as: type))
          }))
    }
  }

  /// The value of a text that stands for a value of `type`; a string if it stands for none.
  public init(text: String, as type: FEELType) {
    let value: Value? =
      switch type {
      case .date: CalendarDate(text).map(Value.date)
      case .time: TimeOfDay(text).map(Value.time)
      case .dateTime: DateAndTime(text).map(Value.dateTime)
      case .daysAndTimeDuration: DaysAndTimeDuration(text).map(Value.daysAndTimeDuration)
      case .yearsAndMonthsDuration: YearsAndMonthsDuration(text).map(Value.yearsAndMonthsDuration)
      default: nil
      }
    self = value ?? .string(text)
  }

  /// The value as JSON; a range or a function as its FEEL text.
  public var json: JSONValue {
    switch self {
    case .null: .null
    case .boolean(let truth): .boolean(truth)
    case .number(let number): .number(number.description)
    case .string(let text): .string(text)
    case .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration, .function:
      .string(description)
    case .list(let items): .array(items.map(\.json))
    case .context(let context):
      .object(context.entries.map { JSONMember($0.key, $0.value.json) })
    case .range: .string(feelText)
    }
  }
}

extension JSONWriter {
  /// Appends a value as the JSON that `Value.json` is.
  public mutating func write(_ value: Value) {
    switch value {
    case .null: writeRaw("null".utf8)
    case .boolean(let truth): writeRaw((truth ? "true" : "false").utf8)
    case .number(let number):
      if let integer = number.shortInteger {
        write(integer: integer)
      } else {
        writeRaw(number.description.utf8)
      }
    case .string(let text): write(text: text)
    case .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration, .function, .range:
      write(value.json)
    case .list(let items):
      write(byte: UInt8(ascii: "["))
      for (place, item) in items.enumerated() {
        if place > 0 { write(byte: UInt8(ascii: ",")) }
        write(item)
      }
      write(byte: UInt8(ascii: "]"))
    case .context(let context):
      write(byte: UInt8(ascii: "{"))
      var isFirst = true
      for entry in context.entries {
        if !isFirst { write(byte: UInt8(ascii: ",")) }
        isFirst = false
        write(text: entry.key)
        write(byte: UInt8(ascii: ":"))
        write(entry.value)
      }
      write(byte: UInt8(ascii: "}"))
    }
  }
}

extension Value {
  /// The next value among the parts of a JSON text; see `init(json:as:)`.
  public init(_ nodes: inout JSONNodes, as type: FEELType) {
    let node = unsafe nodes.next()
    switch unsafe node.kind {
    case .null, .name: self = .null
    case .boolean: self = .boolean(unsafe node.count == 1)
    case .number: self = Value(unsafe Number(utf8: node.text))
    case .string:
      let text = unsafe String(decoding: node.text, as: UTF8.self)
      self = type == .string || type == .any ? .string(text) : Value(text: text, as: type)
    case .array:
      let element: FEELType = if case .list(let element) = type { element } else { .any }
      var items: [Value] = []
      items.reserveCapacity(unsafe node.count)
      for _ in unsafe 0..<node.count { items.append(unsafe Value(&nodes, as: element)) }
      self = .list(items)
    case .object:
      let types: [ContextEntryType] = if case .context(let types) = type { types } else { [] }
      var entries: [ContextValue.Entry] = []
      entries.reserveCapacity(unsafe node.count)
      for _ in unsafe 0..<node.count {
        let name = unsafe String(decoding: nodes.next().text, as: UTF8.self)
        let type = types.first { $0.name == name }?.type ?? .any
        entries.append(ContextValue.Entry(name, unsafe Value(&nodes, as: type)))
      }
      self = .context(ContextValue(entries))
    }
  }
}
