package import FEEL
import JSON
import Statechart

/// Data values as text for a column: `StoredValue`'s JSON, so that types survive.
package enum ValueCoding {
  /// The value as text; nil for null.
  package static func encode(_ value: Value) -> String? {
    if value.isNull { return nil }
    var writer = JSONWriter()
    StoredValue.write(value, into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The value of a text; null for nil.
  package static func decode(_ text: String?) throws(DamagedEncoding) -> Value {
    guard let text else { return .null }
    guard let json = try? JSONValue.parse(text), let value = StoredValue.value(json) else {
      throw DamagedEncoding()
    }
    return value
  }
}

/// Stored text that is not what was written.
package struct DamagedEncoding: Error, CustomStringConvertible {
  /// Makes the error.
  package init() {}
  /// What is wrong, as a sentence.
  package var description: String { "the stored value is damaged" }
}
