/// An event descriptor of a transition: a sequence of tokens that an event's name begins with.
///
/// Spec: SCXML 1.0 § 3.12.1.
struct EventDescriptor: Sendable, Hashable {
  /// The text without a `.*` or `.` at its end; empty for `*`, which matches everything.
  let prefix: String

  init(_ text: String) {
    var text = Substring(text)
    if text == "*" || text == ".*" {
      prefix = ""
      return
    }
    if text.hasSuffix(".*") { text.removeLast(2) }
    if text.hasSuffix(".") { text.removeLast() }
    prefix = String(text)
  }

  func matches(_ name: String) -> Bool {
    if prefix.isEmpty { return true }
    let name = name.utf8
    let prefix = prefix.utf8
    guard name.starts(with: prefix) else { return false }
    return name.count == prefix.count
      || name[name.index(name.startIndex, offsetBy: prefix.count)] == UInt8(ascii: ".")
  }
}
