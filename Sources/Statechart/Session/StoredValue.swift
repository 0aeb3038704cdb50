public import FEEL
public import JSON

/// Data values as JSON that gives back the same values: a store's form, not an exchange format.
///
/// A date, time or duration is `{"@": "…"}` with the text of FEEL's `@"…"` literal; a key that begins
/// with `@` gets one more of them.
public enum StoredValue {
  /// The data value of such JSON; nil if it is not of that form.
  public static func value(_ json: JSONValue) -> Value? {
    switch json {
    case .null: return .null
    case .boolean(let truth): return .boolean(truth)
    case .number(let digits): return Number(digits).map(Value.number)
    case .string(let text): return .string(text)
    case .array(let items):
      var values = [Value]()
      values.reserveCapacity(items.count)
      for item in items {
        guard let value = value(item) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .object(let members):
      if members.count == 1, let member = members.first, member.name == "@" {
        guard case .string(let text) = member.value else { return nil }
        return temporal(text)
      }
      var entries = [ContextValue.Entry]()
      for member in members {
        guard let value = value(member.value) else { return nil }
        let name = member.name.hasPrefix("@") ? String(member.name.dropFirst()) : member.name
        entries.append(ContextValue.Entry(name, value))
      }
      return .context(ContextValue(entries))
    }
  }

  /// Writes a data value.
  public static func write(_ value: Value, into writer: inout JSONWriter) {
    switch value {
    // No session holds a range or a function: see `Value.isData`.
    case .null, .range, .function: writer.writeNull()
    case .list(let items):
      writer.beginArray()
      for item in items {
        writer.element()
        write(item, into: &writer)
      }
      writer.endArray()
    case .context(let context):
      writer.beginObject()
      for entry in context.entries {
        writer.name(escaped(entry.key))
        write(entry.value, into: &writer)
      }
      writer.endObject()
    case .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      writer.beginObject()
      writer.member("@", value.description)
      writer.endObject()
    case .boolean, .number, .string: writer.write(value)
    }
  }

  private static func escaped(_ key: String) -> String {
    key.hasPrefix("@") ? "@\(key)" : key
  }

  private static func temporal(_ text: String) -> Value? {
    for type in [
      FEELType.date, .dateTime, .time, .yearsAndMonthsDuration, .daysAndTimeDuration,
    ] {
      let value = Value(text: text, as: type)
      if case .string = value { continue }
      return value
    }
    return nil
  }
}
